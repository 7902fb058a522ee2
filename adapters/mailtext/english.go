package mailtext

import (
	"fmt"
	"time"
)

// english is the language of the published APIs.
type english struct{}

func (english) tag() string { return "en" }

func (english) direction() string { return "ltr" }

func (e english) resetLink(shop shop, link link) words {
	minutes := fmt.Sprintf("%d minutes", link.Minutes)
	if link.Minutes == 1 {
		minutes = "1 minute"
	}
	codeNote := "If you cannot use the link, enter this code instead:"
	if link.Page != "" {
		codeNote = "If you cannot use the link, go to " + link.Page + " and enter this code:"
	}
	return words{
		Subject:  "Reset your password for " + shop.Name,
		Preview:  "The link inside works for " + minutes + ".",
		Heading:  "Choose a new password",
		Lead:     "Somebody, we hope you, asked for a new password for " + shop.Name + ". Follow the link to choose one.",
		Button:   "Choose a new password",
		Validity: "The link works once, for " + minutes + ": until " + e.moment(link.Expires) + ".",
		LinkNote: "If the button does nothing, copy this address into your browser:",
		CodeNote: codeNote,
		NotYou:   "If this was not you, you can ignore this mail. Nothing has changed, nobody got into your account, and the link ends by itself.",
	}
}

func (e english) passwordChanged(shop shop, at time.Time) words {
	return words{
		Subject: "Your password for " + shop.Name + " was changed",
		Preview: "If this was you, there is nothing to do.",
		Heading: "Your password was changed",
		Lead:    "Your password for " + shop.Name + " was changed on " + e.moment(at) + ". If this was you, there is nothing to do.",
		Button:  "Go to " + shop.Name,
		NotYou:  "If this was not you, somebody else may be in your account. Ask for a new link at " + shop.URL + " right away, choose another password, and tell " + shop.Name + " about it.",
	}
}

// moment names a minute; mails are read in every time zone, so it says which.
func (english) moment(t time.Time) string {
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}
