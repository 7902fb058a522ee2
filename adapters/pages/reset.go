package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// resetView is the page with the form. Without a Link the form asks for the
// code from the mail; with one it holds the token and asks for the password.
type resetView struct {
	frame
	status int

	Token string       // kept, so that nothing but the passwords has to be typed again
	Link  app.LinkView // live, or zero
	Alert *notice      // what went wrong on our side

	TokenError, PasswordError, ConfirmError string

	Unknown    bool   // the code is wrong: show the way on
	RequestURL string // where to ask for a link; "" if that depends on the shop
	Notices    []noticeView
}

// Live reports whether the form is for a link that is known to work.
func (v resetView) Live() bool { return v.Link.State == domain.TokenLive }

// Email is the account's address, for password managers.
func (v resetView) Email() string { return v.Link.Email.Address() }

// SecondsLeft is how long the link works.
func (v resetView) SecondsLeft() int { return int(v.Link.TimeLeft / time.Second) }

// TimeLeft is the same as people say it, rounded down.
func (v resetView) TimeLeft() string {
	if minutes := v.SecondsLeft() / 60; minutes > 1 {
		return strconv.Itoa(minutes) + " minutes"
	}
	return strconv.Itoa(v.SecondsLeft()) + " seconds"
}

// Focus names the field that needs the person's attention; "" if none does.
func (v resetView) Focus() string {
	switch {
	case v.TokenError != "":
		return "token"
	case v.PasswordError != "" || v.Alert != nil && v.Live():
		return "password"
	case v.ConfirmError != "":
		return "password_confirmation"
	}
	return ""
}

// showReset answers GET /reset. It is the same page for everybody: the token
// is in the fragment, which no browser sends.
func (p *Pages) showReset(r *http.Request) answer {
	return p.resetForm(r, resetView{status: http.StatusOK})
}

func (p *Pages) resetForm(r *http.Request, v resetView) answer {
	// Longer than any spelling of a code: no use to the person, so not kept.
	if len(v.Token) > 200 {
		v.Token = ""
	}
	v.frame = p.frame("Choose a new password", wayBack(v.Link.Project, v.Link.ReturnURL))
	v.Page = "reset"
	if only, ok, err := p.projects.Only(r.Context()); err != nil {
		// The page works without; whoever needs the store next will say more.
		p.log.WarnContext(r.Context(), "projects not read", "route", r.Pattern, "error", err)
	} else if ok {
		v.RequestURL = requestURL(only)
		if !v.Live() {
			v.Shop = shopOf(only)
		}
	}
	for _, n := range slices.Concat(linkNotices, scriptNotices) {
		v.Notices = append(v.Notices, noticeView{notice: n, RequestURL: v.RequestURL, Hidden: true})
	}
	return answer{status: v.status, view: "reset", data: v}
}

// again answers POST /reset/again: another link to whom this one went.
func (p *Pages) again(r *http.Request, fields url.Values) answer {
	token, view, failed := p.link(r, fields.Get("token"))
	if failed != nil {
		return p.page(*failed)
	}
	if view.State == domain.TokenUnknown {
		return p.unknownLink(r)
	}
	if err := p.resets.RequestAgain(r.Context(), token); err != nil {
		return p.page(*p.failed(r, err))
	}
	return p.message(http.StatusOK, noticeView{notice: newLinkComing, Shop: wayBack(view.Project, view.ReturnURL)})
}

func (p *Pages) unknownLink(r *http.Request) answer {
	v := noticeView{notice: linkNotice(domain.TokenUnknown)}
	if only, ok, err := p.projects.Only(r.Context()); err == nil && ok {
		v.Shop, v.RequestURL = shopOf(only), requestURL(only)
	}
	return p.message(http.StatusBadRequest, v)
}

// showDone answers GET /reset/done, where a completed reset leads.
func (p *Pages) showDone(r *http.Request) answer {
	v := noticeView{notice: passwordChanged}
	query := r.URL.Query()
	if id, ok := projectID(query.Get("project")); ok {
		if project, err := p.projects.Find(r.Context(), id); err == nil {
			v.Shop = shopOf(project)
		}
	}
	if mail, err := domain.ParseDeliveryID(query.Get("mail")); err == nil {
		if project, returnURL, err := p.resets.WayBack(r.Context(), mail); err == nil {
			v.Shop = wayBack(project, returnURL)
		}
	}
	return p.message(http.StatusOK, v)
}
