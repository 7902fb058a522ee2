package mailtext

import (
	"net/url"
	"strings"
	"time"

	"latchkey/domain"
)

// page is what the templates are given, those of [Options.Overrides] included.
type page struct {
	Language, Direction string
	Subject             string // without the reference
	Shop, ShopURL       string
	Link, Code          string
	Minutes             int    // that the link works for
	Expires             string // the moment from which on it does not
	NotMeLink           string
	Context             string // sentences on how, when and how often the link was asked for; "" if unknown
	Asked               int    // how many times in the last hour
	ChangedAt           string // the moment of a change
	Reference           string // "ref 7K2M"
	Support, Footer     string // "" if none
	Mailto              string // the support address as a link
	Logo                bool   // whether cid:logo can be shown
	Say                 words
	Paint               paint
}

// words are a mail's sentences in its language. A mail leaves empty what it has
// no use for.
type words struct {
	Preview, Heading, Lead, Button          string
	Validity, LinkNote, CodeNote            string
	NotYou, NotMe, Details, Help, Reference string
}

// pageOf returns the page for a letter, without its colours.
func pageOf(letter domain.Letter, speak language) page {
	project := letter.Project
	p := page{
		Language: string(speak.tag()), Direction: speak.direction(),
		Shop: project.Name, ShopURL: project.ShopURL,
		Reference: referenceMark + string(letter.Reference()),
		Support:   project.Brand.Support.Address(), Footer: project.Brand.Footer,
		Logo: project.Brand.Logo != nil,
	}
	switch letter.Kind {
	case domain.ResetLinkMail:
		p.addResetLink(letter, speak)
	case domain.PasswordChangedMail:
		p.addChange(letter, speak)
	case domain.TestMail:
		p.addTest(letter, speak)
	}
	p.Say.Reference = speak.reference(p.Reference)
	if p.Support != "" {
		p.Say.Help = speak.help()
		p.Mailto = "mailto:" + url.PathEscape(p.Support)
	}
	return p
}

func (p *page) addResetLink(letter domain.Letter, speak language) {
	p.Link, p.Code, p.NotMeLink = letter.Link, letter.Code, letter.NotMeLink
	p.Minutes = int(domain.ResetTokenLifetime / time.Minute) // from each attempt, however late
	p.Expires = speak.moment(letter.ExpiresAt)
	p.Asked = letter.Asked
	if !letter.AskedAt.IsZero() {
		p.Context = speak.context(letter.Software, speak.moment(letter.AskedAt))
		if letter.Asked >= 2 {
			p.Context += " " + speak.asked(letter.Asked)
		}
	}
	minutes := speak.minutes(p.Minutes)
	p.Subject = speak.resetSubject(p.Shop)
	p.Say = words{
		Preview: speak.resetPreview(minutes), Heading: speak.resetHeading(), Lead: speak.resetLead(p.Shop), Button: speak.resetButton(),
		Validity: speak.validity(minutes, p.Expires), LinkNote: speak.linkNote(), CodeNote: speak.codeNote(codePage(letter)),
		NotYou: speak.resetNotYou(int(domain.MuteFor / time.Hour)), NotMe: speak.notMe(),
	}
}

func (p *page) addChange(letter domain.Letter, speak language) {
	p.ChangedAt = speak.moment(letter.Date)
	p.Subject = speak.changedSubject(p.Shop)
	p.Say = words{
		Preview: speak.changedPreview(), Heading: speak.changedHeading(), Lead: speak.changedLead(p.Shop, p.ChangedAt),
		Button: speak.changedButton(p.Shop), NotYou: speak.changedNotYou(p.Shop, p.ShopURL),
	}
}

func (p *page) addTest(letter domain.Letter, speak language) {
	p.Subject = speak.testSubject(p.Shop)
	p.Say = words{
		Preview: speak.testNote(), Heading: speak.testHeading(), Lead: speak.testLead(p.Shop) + " " + speak.testNote(),
		Details: speak.testDetails(letter.Project.ID.String(), letter.Project.Sender.Address(), speak.moment(letter.Date)),
	}
}

// codePage returns the page a link opens, which also takes the code by hand.
// A link of another shape belongs to a client's own page, of which nobody here
// knows whether it does.
func codePage(letter domain.Letter) string {
	page, secret, found := strings.Cut(letter.Link, "#")
	if !found || secret != letter.Code {
		return ""
	}
	return page
}

// referenceMark stands before a reference wherever a person reads one.
const referenceMark = "ref "
