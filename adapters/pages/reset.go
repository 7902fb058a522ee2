package pages

import (
	"net/http"
	"net/url"
	"slices"
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
	fault *failure
	Alert *noticeView // what went wrong on our side

	NoCode, Unknown             bool // what is wrong with the code
	PasswordError, ConfirmError string

	RequestURL string // where to ask for a link; "" if that depends on the shop
	Notices    []noticeView
}

// Live reports whether the form is for a link that is known to work.
func (v resetView) Live() bool { return v.Link.State == domain.TokenLive }

// Email is the account's address, for password managers.
func (v resetView) Email() string { return v.Link.Email.Address() }

// SecondsLeft is how long the link works.
func (v resetView) SecondsLeft() int { return int(v.Link.TimeLeft / time.Second) }

// Time is the same as people say it, rounded down.
func (v resetView) Time() string { return v.W.atLeast(v.Link.TimeLeft) }

// TokenError is what is wrong with the code; "" if nothing is.
func (v resetView) TokenError() string {
	switch {
	case v.NoCode:
		return v.W.NoCode
	case v.Unknown:
		return v.W.WrongCode
	}
	return ""
}

// Focus names the field that needs the person's attention; "" if none does.
func (v resetView) Focus() string {
	switch {
	case v.NoCode || v.Unknown:
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
func (p *Pages) showReset(v visit) answer {
	return p.resetForm(v, resetView{status: http.StatusOK})
}

func (p *Pages) resetForm(v visit, view resetView) answer {
	// Longer than any spelling of a code: no use to the person, so not kept.
	if len(view.Token) > 200 {
		view.Token = ""
	}
	project, at := view.Link.Project, p.wayBack(view.Link.Project, view.Link.ReturnURL)
	if only, ok := p.only(v); ok {
		view.RequestURL = "/forgot/" + only.ID.String()
		if !view.Live() {
			project, at = only, p.withoutLogo(only)
		}
	}
	s := p.speech(v, project)
	view.frame = p.frame(s, s.W.Choose, at)
	view.Page, view.Here, view.Carries = "reset", "/reset", view.Live()
	if view.fault != nil {
		alert := p.alert(s, *view.fault)
		view.Alert = &alert
	}
	if view.RequestURL != "" {
		view.RequestURL = s.URL(view.RequestURL)
	}
	view.Notices = hidden(noticeView{speech: s, RequestURL: view.RequestURL, CodePath: view.Here}, slices.Concat(linkNotices, scriptNotices))
	return answer{status: view.status, view: "reset", data: view}
}

// only returns the only project. Where it is but a help, the page does without
// it if it cannot be read: whoever needs the store next will say more.
func (p *Pages) only(v visit) (domain.Project, bool) {
	only, ok, err := p.projects.Only(v.Context())
	if err != nil {
		p.log.WarnContext(v.Context(), "projects not read", "route", v.Pattern, "error", err)
	}
	return only, ok && err == nil
}

// withoutLogo leaves the picture out of a page that only checks a link first:
// the script fetches it along with the answer, so that a locked-out person's
// first view of the page does not wait for it.
func (p *Pages) withoutLogo(project domain.Project) shop {
	s := p.shopOf(project)
	s.Logo = ""
	return s
}

// hidden returns notices that the script can show, each like like.
func hidden(like noticeView, notices []notice) []noticeView {
	var views []noticeView
	for _, n := range notices {
		like.notice, like.Hidden = n, true
		views = append(views, like)
	}
	return views
}

// again answers POST /reset/again: another link to whom this one went.
func (p *Pages) again(v visit, fields url.Values) answer {
	token, view, failed := p.link(v, fields.Get("token"))
	if failed != nil {
		return p.page(v, *failed)
	}
	if view.State == domain.TokenUnknown {
		return p.unknownLink(v)
	}
	// Whoever holds the link may know that no mail would come, and change it.
	if about, err := p.resets.InspectDisown(v.Context(), token); err == nil && about.Muted {
		return p.notMeSays(v, alreadyOff, token, about)
	}
	if err := p.resets.RequestAgain(v.Context(), token, v.customers(), v.software()); err != nil {
		return p.page(v, *p.failed(v, err))
	}
	return p.message(http.StatusOK, noticeView{
		speech: p.speech(v, view.Project), notice: newLinkComing, Shop: p.wayBack(view.Project, view.ReturnURL),
	})
}

func (p *Pages) unknownLink(v visit) answer {
	only, ok := p.only(v)
	n := noticeView{speech: p.speech(v, only), notice: unknownLink}
	if ok {
		n.Shop, n.RequestURL = p.shopOf(only), n.URL(requestPath(only))
	}
	return p.message(http.StatusBadRequest, n)
}

// showDone answers GET /reset/done, where a completed reset leads.
func (p *Pages) showDone(v visit) answer {
	project, at := domain.Project{}, shop{}
	query := v.URL.Query()
	if id, ok := projectID(query.Get("project")); ok {
		if found, err := p.projects.Find(v.Context(), id); err == nil {
			project, at = found, p.shopOf(found)
		}
	}
	if mail, err := domain.ParseDeliveryID(query.Get("mail")); err == nil {
		if found, returnURL, err := p.resets.WayBack(v.Context(), mail); err == nil {
			project, at = found, p.wayBack(found, returnURL)
		}
	}
	return p.message(http.StatusOK, noticeView{speech: p.speech(v, project), notice: passwordChanged, Shop: at})
}
