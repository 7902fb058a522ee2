package pages

import (
	"errors"
	"net/http"
	"net/url"

	"latchkey/app"
	"latchkey/domain"
)

// complete answers POST /reset: it sets the password and spends the link.
func (p *Pages) complete(v visit, fields url.Values) answer {
	text := fields.Get("token")
	if text == "" {
		// Nothing was guessed, so nothing is counted.
		return p.resetForm(v, resetView{status: http.StatusUnprocessableEntity, NoCode: true})
	}
	token, view, failed := p.link(v, text)
	if failed != nil {
		return p.tryAgain(v, *failed, text, view)
	}
	switch view.State {
	case domain.TokenLive:
		return p.setPassword(v, fields, token, view)
	case domain.TokenUnknown:
		return p.resetForm(v, resetView{status: http.StatusBadRequest, Token: text, Unknown: true})
	}
	return p.rejected(v, view, token)
}

func (p *Pages) setPassword(v visit, fields url.Values, token domain.ResetToken, link app.LinkView) answer {
	s := p.speech(v, link.Project)
	again := resetView{status: http.StatusUnprocessableEntity, Token: token.Base32(), Link: link}
	password, err := domain.NewPassword(fields.Get("password"))
	if err != nil {
		again.PasswordError = s.W.Refused.of(domain.ReasonOf(err))
		return p.resetForm(v, again)
	}
	if fields.Get("password_confirmation") != password.Reveal() {
		again.ConfirmError = s.W.Mismatch
		return p.resetForm(v, again)
	}
	done, err := p.resets.Complete(v.Context(), app.ResetCompletion{Token: token, Password: password})
	switch {
	case err == nil:
		return answer{status: http.StatusSeeOther, location: s.URL("/reset/done?" + afterwards(done))}
	case errors.Is(err, domain.Invalid):
		again.PasswordError = s.W.Refused.of(domain.ReasonOf(err))
		return p.resetForm(v, again)
	case errors.Is(err, domain.TokenRejected):
		if link.State = app.RejectedState(err); link.State == domain.TokenUnknown {
			return p.unknownLink(v)
		}
		return p.rejected(v, link, token)
	}
	failed := p.failed(v, err)
	if failed.status == http.StatusInternalServerError {
		failed = &perhapsDone
	}
	return p.tryAgain(v, *failed, token.Base32(), link)
}

// afterwards is what the next page needs to show the way back. It names a shop
// or a mail, not a person, and opens nothing: no part of it is a secret, and
// the way back itself is never taken from a URL that anybody could write.
func afterwards(done app.ResetDone) string {
	query := "project=" + done.Project.ID.String()
	if done.Delivery != (domain.DeliveryID{}) {
		query += "&mail=" + done.Delivery.String()
	}
	return query
}

// tryAgain shows the form once more when latchkey is at fault, so that nobody
// has to find the mail again.
func (p *Pages) tryAgain(v visit, f failure, token string, link app.LinkView) answer {
	if f.status < http.StatusInternalServerError {
		return p.page(v, f)
	}
	a := p.resetForm(v, resetView{status: f.status, Token: token, Link: link, fault: &f})
	a.retryAfter = f.retryAfter
	return a
}

// rejected says what became of a link that the server knows.
func (p *Pages) rejected(v visit, link app.LinkView, token domain.ResetToken) answer {
	return p.message(http.StatusBadRequest, noticeView{
		speech: p.speech(v, link.Project), notice: linkNotice(link.State),
		Shop: p.wayBack(link.Project, link.ReturnURL), Token: token.Base32(),
	})
}
