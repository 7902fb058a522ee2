package mailtext

import (
	"time"

	"latchkey/domain"
)

// language says everything that a mail says, one method for each sentence, so
// that the compiler finds what a new language has left out. A language is one
// file and one line in [languages]. Its methods return single lines without
// markup. They are given moments as moment has written them.
type language interface {
	tag() domain.Language
	direction() string                 // ltr or rtl
	moment(t time.Time) string         // a minute, in UTC and saying so: mails are read in every time zone
	minutes(n int) string              // "60 minutes"
	help() string                      // an e-mail address follows
	reference(reference string) string // says what to mention when asking about the mail

	resetSubject(shop string) string
	resetPreview(minutes string) string // what a mailbox shows beside the subject
	resetHeading() string
	resetLead(shop string) string
	resetButton() string
	validity(minutes, until string) string
	linkNote() string                                   // the link follows
	codeNote(page string) string                        // the code follows; page takes it, "" if unknown
	context(software domain.Software, at string) string // how and when the link was asked for
	asked(times int) string                             // how often in the last hour; at least 2
	resetNotYou(hours int) string                       // notMe follows; for how many hours it keeps mails away
	notMe() string                                      // the words of a link

	changedSubject(shop string) string
	changedPreview() string
	changedHeading() string
	changedLead(shop, at string) string
	changedNotYou(shop, shopURL string) string
	changedButton(shop string) string

	testSubject(shop string) string
	testHeading() string
	testLead(shop string) string
	testDetails(project, sender, at string) string
	testNote() string
}

// languages returns all that a mail can be in, one for each of [domain.Languages].
func languages() []language {
	return []language{english{}, dutch{}, swedish{}, german{}, french{}, spanish{}}
}

// Spaces at which no line ends. A number keeps to what it counts; English dates
// are left plain, to be found by whoever types them.
const (
	fixed  = "\u00a0"
	narrow = "\u202f"
)

// leftToRight is embedded in the languages that are read that way.
type leftToRight struct{}

func (leftToRight) direction() string { return "ltr" }

// isDevice reports whether the system is named after a thing that one holds,
// which takes an article and another preposition in most languages.
func isDevice(system string) bool { return system == "iPhone" || system == "iPad" }
