package pages

import (
	"errors"
	"net/http"
	"net/url"

	"latchkey/app"
	"latchkey/domain"
)

// complete answers POST /reset: it sets the password and spends the link.
func (p *Pages) complete(r *http.Request, fields url.Values) answer {
	text := fields.Get("token")
	if text == "" {
		// Nothing was guessed, so nothing is counted.
		return p.resetForm(r, resetView{status: http.StatusUnprocessableEntity, TokenError: wordsNoCode})
	}
	token, view, failed := p.link(r, text)
	if failed != nil {
		return p.tryAgain(r, *failed, text, view)
	}
	switch view.State {
	case domain.TokenLive:
		return p.setPassword(r, fields, token, view)
	case domain.TokenUnknown:
		return p.resetForm(r, resetView{status: http.StatusBadRequest, Token: text, TokenError: wordsWrongCode, Unknown: true})
	}
	return p.rejected(view, token)
}

func (p *Pages) setPassword(r *http.Request, fields url.Values, token domain.ResetToken, link app.LinkView) answer {
	again := resetView{status: http.StatusUnprocessableEntity, Token: token.Base32(), Link: link}
	password, err := domain.NewPassword(fields.Get("password"))
	if err != nil {
		again.PasswordError = passwordWords(domain.ReasonOf(err))
		return p.resetForm(r, again)
	}
	if fields.Get("password_confirmation") != password.Reveal() {
		again.ConfirmError = wordsMismatch
		return p.resetForm(r, again)
	}
	done, err := p.resets.Complete(r.Context(), app.ResetCompletion{Token: token, Password: password})
	switch {
	case err == nil:
		return answer{status: http.StatusSeeOther, location: "/reset/done?" + afterwards(done)}
	case errors.Is(err, domain.Invalid):
		again.PasswordError = passwordWords(domain.ReasonOf(err))
		return p.resetForm(r, again)
	case errors.Is(err, domain.TokenRejected):
		if link.State = app.RejectedState(err); link.State == domain.TokenUnknown {
			return p.unknownLink(r)
		}
		return p.rejected(link, token)
	}
	failed := p.failed(r, err)
	if failed.status == http.StatusInternalServerError {
		failed = &perhapsDone
	}
	return p.tryAgain(r, *failed, token.Base32(), link)
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
func (p *Pages) tryAgain(r *http.Request, f failure, token string, link app.LinkView) answer {
	if f.status < http.StatusInternalServerError {
		return p.page(f)
	}
	a := p.resetForm(r, resetView{status: f.status, Token: token, Link: link, Alert: &f.notice})
	a.retryAfter = f.retryAfter
	return a
}

// rejected says what became of a link that the server knows.
func (p *Pages) rejected(link app.LinkView, token domain.ResetToken) answer {
	n := linkNotice(link.State)
	return p.message(http.StatusBadRequest, noticeView{notice: n, Shop: wayBack(link.Project, link.ReturnURL), Token: token.Base32()})
}
