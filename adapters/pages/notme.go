package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"latchkey/app"
	"latchkey/domain"
)

// notMePath is where the mail's link "This wasn't me" leads.
const notMePath = "/reset/not-me"

// notMeView is the page for somebody who did not ask for a link. Until it is
// known whose links it is about, it asks for the code from the mail.
type notMeView struct {
	frame
	Held            string // the token, once it is known whose links it is about
	Token           string // what was typed instead, to be corrected
	Email           string // masked
	NoCode, Unknown bool   // what is wrong with the code
	Alert           *noticeView
	Action          string // what the button does after an Alert
	RequestURL      string
	Notices         []noticeView
}

// The actions of the form. The empty one only shows what the others are about.
const (
	actDisown = "disown"
	actLift   = "lift"
)

// showNotMe answers GET /reset/not-me, the same for everybody.
func (p *Pages) showNotMe(v visit) answer {
	return p.notMeForm(v, http.StatusOK, notMeView{}, app.DisownView{})
}

// checkNotMe answers POST /reset/not-me/check for the script.
func (p *Pages) checkNotMe(v visit, fields url.Values) answer {
	_, about, found, failed := p.disownable(v, fields.Get("token"))
	if failed != nil {
		return p.refuseJSON(v, *failed)
	}
	state := "confirm"
	if about.Muted {
		state = alreadyOff.Name
	}
	if !found {
		state = unknownLink.Name
	}
	told := p.linkAnswer(v, state, about.Project, p.shopOf(about.Project))
	told.Email = about.Email.Masked()
	return answer{status: http.StatusOK, json: told}
}

// notMe answers POST /reset/not-me.
func (p *Pages) notMe(v visit, fields url.Values) answer {
	text := fields.Get("token")
	if text == "" {
		return p.notMeForm(v, http.StatusUnprocessableEntity, notMeView{NoCode: true}, app.DisownView{})
	}
	token, about, found, failed := p.disownable(v, text)
	if failed != nil {
		return p.page(v, *failed)
	}
	if !found {
		return p.notMeForm(v, http.StatusBadRequest, notMeView{Token: text, Unknown: true}, app.DisownView{})
	}
	act, then := p.resets.Disown, linksOff
	switch fields.Get("action") {
	case actDisown:
	case actLift:
		act, then = p.resets.LiftMute, linksOn
	default:
		if !about.Muted {
			return p.notMeForm(v, http.StatusOK, notMeView{Held: token.Base32()}, about)
		}
		return p.notMeSays(v, alreadyOff, token, about)
	}
	if err := act(v.Context(), token); err != nil {
		if errors.Is(err, domain.NotFound) { // gone since it was looked at
			return p.unknownLink(v)
		}
		failed := p.failed(v, err)
		alert := p.alert(p.speech(v, about.Project), *failed)
		a := p.notMeForm(v, failed.status, notMeView{Held: token.Base32(), Alert: &alert, Action: fields.Get("action")}, about)
		a.retryAfter = failed.retryAfter
		return a
	}
	return p.notMeSays(v, then, token, about)
}

func (p *Pages) notMeSays(v visit, n notice, token domain.ResetToken, about app.DisownView) answer {
	s := p.speech(v, about.Project)
	return p.message(http.StatusOK, noticeView{
		speech: s, notice: n, Shop: p.shopOf(about.Project), Token: token.Base32(),
		RequestURL: s.URL(requestPath(about.Project)), CodePath: notMePath,
	})
}

func (p *Pages) notMeForm(v visit, status int, view notMeView, about app.DisownView) answer {
	if len(view.Token) > 200 {
		view.Token = ""
	}
	view.Email = about.Email.Masked()
	project, at := about.Project, p.shopOf(about.Project)
	requestPage := ""
	if only, ok := p.only(v); ok {
		requestPage = requestPath(only)
		if !view.Known() {
			project, at = only, p.withoutLogo(only)
		}
	}
	s := p.speech(v, project)
	view.frame = p.frame(s, s.W.Disown.Title, at)
	view.Page, view.Here, view.Carries = "not-me", notMePath, view.Known()
	if requestPage != "" {
		view.RequestURL = s.URL(requestPage)
	}
	like := noticeView{speech: s, RequestURL: view.RequestURL, CodePath: notMePath}
	view.Notices = hidden(like, slices.Concat([]notice{alreadyOff, unknownLink}, scriptNotices))
	if view.Action == "" {
		view.Action = actDisown
	}
	return answer{status: status, view: "not-me", data: view}
}

// Known reports whether the page can say whose links it is about.
func (v notMeView) Known() bool { return v.Held != "" }

// Lifting reports whether the button allows links again.
func (v notMeView) Lifting() bool { return v.Action == actLift }

// TokenError is what is wrong with the code; "" if nothing is.
func (v notMeView) TokenError() string {
	switch {
	case v.NoCode:
		return v.W.NoCode
	case v.Unknown:
		return v.W.WrongCode
	}
	return ""
}
