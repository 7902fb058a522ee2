package pages

import (
	"strings"

	"latchkey/domain"
)

// notice tells a person in a few words where they stand and what to do next.
// It is shown instead of a form, or, by its title and text, above one.
type notice struct {
	Name string // which state it is, for the script and the stylesheet
	Icon string
	Way  way
	text func(*words) text
}

// way is the button a notice offers.
type way string

const (
	askAgain     way = "ask again"      // another link, for the token at hand
	askAnew      way = "ask anew"       // the request page of the only shop, or where else to ask
	retryCheck   way = "retry check"    // for the script only
	backToShop   way = "back to shop"   // signing in is next
	enterCode    way = "enter code"     // the form, without using the link
	askAgainAlso way = "ask again also" // signing in is next, another link the second choice
	allowLinks   way = "allow links"    // to take "This wasn't me" back
	openAgain    way = "open again"     // the page itself, once more
)

// linkNotices has the words for every state of a link in which it cannot set
// a password, in the order the page holds them.
var linkNotices = []notice{
	{string(domain.TokenExpired), "clock", askAgain, func(w *words) text { return w.Expired }},
	{string(domain.TokenSpent), "done", askAgainAlso, func(w *words) text { return w.Spent }},
	{string(domain.TokenRevoked), "off", askAgain, func(w *words) text { return w.Revoked }},
	unknownLink,
}

var unknownLink = notice{string(domain.TokenUnknown), "off", askAnew, func(w *words) text { return w.Unknown }}

// scriptNotices are states only the script can get into.
var scriptNotices = []notice{
	{"trouble", "clock", retryCheck, func(w *words) text { return w.Trouble }},
	{"wait", "clock", retryCheck, func(w *words) text { return w.Wait }},
}

func linkNotice(state domain.TokenState) notice {
	for _, n := range linkNotices {
		if n.Name == string(state) {
			return n
		}
	}
	return unknownLink
}

var (
	passwordChanged = notice{"done", "done", backToShop, func(w *words) text { return w.Done }}
	newLinkComing   = notice{"again", "mail", enterCode, func(w *words) text { return w.Again }}
	// linkRequested is the same for every address, whoever it belongs to.
	linkRequested = notice{"requested", "mail", enterCode, func(w *words) text { return w.Requested }}
	whichShop     = notice{"which", "off", enterCode, func(w *words) text { return w.WhichShop }}

	linksOff   = notice{"disowned", "done", allowLinks, func(w *words) text { return w.Disowned }}
	alreadyOff = notice{"muted", "off", allowLinks, func(w *words) text { return w.AlreadyMuted }}
	linksOn    = notice{"lifted", "done", askAnew, func(w *words) text { return w.Lifted }}
)

// Title is the heading.
func (n noticeView) Title() string { return n.text(n.W).Title }

// Text is what stands below it, paragraph by paragraph.
func (n noticeView) Text() []string {
	var lines []string
	for _, line := range n.text(n.W).Lines {
		lines = append(lines, strings.Replace(line, "{}", n.Time, 1))
	}
	return lines
}

func (p *Pages) message(status int, n noticeView) answer {
	if n.CodePath == "" {
		n.CodePath = "/reset"
	}
	m := messageView{frame: p.frame(n.speech, n.Title(), n.Shop), Notice: n}
	m.BackLink = n.Way != backToShop && n.Way != askAgainAlso // those are buttons that lead there
	return answer{status: status, view: "message", data: m}
}
