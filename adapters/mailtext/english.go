package mailtext

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// english is what people get of whose language nothing is known.
type english struct{ leftToRight }

func (english) tag() domain.Language { return domain.English }

func (english) moment(t time.Time) string { return t.UTC().Format("2 January, 15:04 UTC") }

func (english) minutes(n int) string {
	if n == 1 {
		return "1 minute"
	}
	return strconv.Itoa(n) + " minutes"
}

func (english) help() string { return "Questions? Write to" }

func (english) reference(reference string) string {
	return "If you ask about this mail, please mention " + reference + "."
}

func (english) resetSubject(shop string) string { return "Reset your " + shop + " password" }

func (english) resetPreview(minutes string) string {
	return "The link inside works once, for " + minutes + "."
}

func (english) resetHeading() string { return "Choose a new password" }

func (english) resetLead(shop string) string {
	return "We were asked for a new password for your account at " + shop + ". Follow the link to choose one, and you are back in."
}

func (english) resetButton() string { return "Choose a new password" }

func (english) validity(minutes, until string) string {
	return "The link works once and for " + minutes + ", until " + until + "."
}

func (english) linkNote() string {
	return "If the button does nothing, copy this address into your browser:"
}

func (english) codeNote(page string) string {
	if page == "" {
		return "If you cannot use the link, enter this code instead:"
	}
	return "If you cannot use the link, open " + page + " and enter this code:"
}

func (e english) context(software domain.Software, at string) string {
	system := "on " + software.System
	if isDevice(software.System) {
		system = "on an " + software.System
	}
	switch {
	case software == domain.Software{}:
		return "Asked for on " + at + "."
	case software.Browser == "":
		return "Asked for " + system + ", " + at + "."
	case software.System == "":
		return "Asked for with " + software.Browser + ", " + at + "."
	}
	return "Asked for with " + software.Browser + " " + system + ", " + at + "."
}

func (english) asked(times int) string {
	return "Asked " + strconv.Itoa(times) + " times in the last hour."
}

func (english) resetNotYou(hours int) string {
	return "Wasn’t this you? Your password is unchanged, and nobody got into your account. You can ignore this mail. " +
		"To end the link at once and get no others for " + strconv.Itoa(hours) + " hours, tell us:"
}

func (english) notMe() string { return "This wasn’t me" }

func (english) changedSubject(shop string) string { return "Your " + shop + " password was changed" }

func (english) changedPreview() string { return "If this was you, there is nothing to do." }

func (english) changedHeading() string { return "Your password was changed" }

func (english) changedLead(shop, at string) string {
	return "The password of your account at " + shop + " was changed on " + at + ". If this was you, there is nothing to do."
}

func (english) changedNotYou(shop, shopURL string) string {
	return "If this was not you, somebody else may be in your account. Go to " + shopURL +
		" right away and ask for a new password, choose one that you use nowhere else, and tell " + shop + " about it."
}

func (english) changedButton(shop string) string { return "Go to " + shop }

func (english) testSubject(shop string) string { return "Test mail for " + shop }

func (english) testHeading() string { return "The mail relay works" }

func (english) testLead(shop string) string {
	return "This is a test mail that latchkey has sent for " + shop + ". The relay took it and you are reading it, so mails of this shop get through."
}

func (english) testDetails(project, sender, at string) string {
	return "Project " + project + ", sent from " + sender + " on " + at + "."
}

func (english) testNote() string { return "There is nothing to do. This mail holds nothing secret." }
