package pages

import (
	"strconv"
	"time"

	"latchkey/domain"
)

// notice tells a person in a few words where they stand and what to do next.
// It is shown instead of a form, or, by its title and text, above one.
type notice struct {
	Name  string // which state it is, for the script and the stylesheet
	Icon  string
	Title string
	Text  []string
	Way   way
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
)

// linkNotices has the words for every state of a link in which it cannot set
// a password, in the order the page holds them.
var linkNotices = []notice{
	{
		Name: string(domain.TokenExpired), Icon: "clock", Title: "This link has expired",
		Text: []string{"A reset link works for 60 minutes, and this one is older. Your password has not been changed."},
		Way:  askAgain,
	},
	{
		Name: string(domain.TokenSpent), Icon: "done", Title: "This link has been used",
		Text: []string{
			"Each link sets a password once. If that was you, your new password works: go ahead and sign in.",
			"If it was not you, ask for a new link now and choose another password.",
		},
		Way: askAgainAlso,
	},
	{
		Name: string(domain.TokenRevoked), Icon: "off", Title: "This link no longer works",
		Text: []string{
			"The account has changed since the link was sent, so the link was switched off to keep it safe.",
			"If you still cannot sign in, ask for a new one.",
		},
		Way: askAgain,
	},
	{
		Name: string(domain.TokenUnknown), Icon: "off", Title: "We do not know this link",
		Text: []string{"Perhaps only a part of it was copied. Open it from the mail once more, or ask for a new one."},
		Way:  askAnew,
	},
}

// scriptNotices are states only the script can get into.
var scriptNotices = []notice{
	{
		Name: "trouble", Icon: "clock", Title: "We cannot check your link right now",
		Text: []string{"Nothing is lost: your link stays as it is. Check that you are online, then try again."},
		Way:  retryCheck,
	},
	{
		Name: "wait", Icon: "clock", Title: "That was a bit too often",
		Text: []string{"Nothing is lost: your link stays as it is."},
		Way:  retryCheck,
	},
}

func linkNotice(state domain.TokenState) notice {
	for _, n := range linkNotices {
		if n.Name == string(state) {
			return n
		}
	}
	return linkNotices[len(linkNotices)-1]
}

var (
	passwordChanged = notice{
		Name: "done", Icon: "done", Title: "Your password is changed",
		Text: []string{"You can sign in with it right away. Every reset link sent before has stopped working."},
		Way:  backToShop,
	}
	newLinkComing = notice{
		Name: "again", Icon: "mail", Title: "Check your mail",
		Text: []string{
			"A new link is on its way if the account can still be reset.",
			"It can take a minute or two. If nothing comes, look in the spam folder. The link works for 60 minutes.",
		},
		Way: enterCode,
	}
	// linkRequested is the same for every address, whoever it belongs to.
	linkRequested = notice{
		Name: "requested", Icon: "mail", Title: "Check your mail",
		Text: []string{
			"If an account exists for that email, a reset link has been sent.",
			"It can take a minute or two. If nothing comes, look in the spam folder, and check that you gave the address you shop with. The link works for 60 minutes.",
		},
		Way: enterCode,
	}
	whichShop = notice{
		Name: "which", Icon: "off", Title: "Which shop is it?",
		Text: []string{"Please go back to the shop you want to sign in to, and ask for a reset link there."},
	}
)

// inWords says how long to wait, rounded up so that coming back then works.
func inWords(d time.Duration) string {
	switch seconds := int((d + time.Second - 1) / time.Second); {
	case seconds <= 1:
		return "a second"
	case seconds < 100:
		return strconv.Itoa(seconds) + " seconds"
	default:
		return strconv.Itoa((seconds+59)/60) + " minutes"
	}
}
