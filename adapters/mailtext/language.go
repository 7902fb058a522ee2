package mailtext

import "time"

// language says everything that a mail says, so that the compiler finds what a
// new language has left out. Its methods return single lines without markup.
type language interface {
	tag() string // BCP 47, for the lang attribute
	direction() string
	resetLink(shop shop, link link) words
	passwordChanged(shop shop, at time.Time) words
}

// shop is what a sentence may say about the project.
type shop struct{ Name, URL string }

// link is what a sentence may say about a reset link.
type link struct {
	Page    string // where the code can be typed in; "" if unknown
	Expires time.Time
	Minutes int // from the date of the mail to Expires, at least 1
}

// words is one mail in one language. A mail leaves empty what it has no use for.
type words struct {
	Subject  string
	Preview  string // what a mailbox shows beside the subject
	Heading  string
	Lead     string
	Button   string
	Validity string
	LinkNote string // leads to the link in full
	CodeNote string // leads to the code
	NotYou   string
}
