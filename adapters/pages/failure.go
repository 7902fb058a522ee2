package pages

import (
	"errors"
	"net/http"
	"time"

	"latchkey/domain"
)

// failure is why a request got no further: a status and the words for it.
type failure struct {
	status     int
	retryAfter time.Duration
	notice
}

var (
	notFound = failure{status: http.StatusNotFound, notice: notice{
		Icon: "off", Title: "There is no page here",
		Text: []string{"The address may be incomplete. Open the link from your mail once more."},
	}}
	wrongMethod = failure{status: http.StatusMethodNotAllowed, notice: notice{
		Icon: "off", Title: "That does not work here",
		Text: []string{"This page cannot be used that way. Open the link from your mail once more."},
	}}
	crossSite = failure{status: http.StatusForbidden, notice: notice{
		Icon: "off", Title: "This came from another site",
		Text: []string{"To keep you safe, nothing was done. Open the link from your mail and fill in the page there."},
	}}
	wrongType = failure{status: http.StatusUnsupportedMediaType, notice: notice{
		Icon: "off", Title: "We could not read that",
		Text: []string{"The form did not arrive in a form we understand. Open the link from your mail once more."},
	}}
	unreadable = failure{status: http.StatusBadRequest, notice: notice{
		Icon: "off", Title: "We could not read that",
		Text: []string{"Something got garbled on the way, and nothing was changed. Open the link from your mail once more."},
	}}
	tooLarge = failure{status: http.StatusRequestEntityTooLarge, notice: notice{
		Icon: "off", Title: "That is too much for this form",
		Text: []string{"Nothing was changed. Go back and use a shorter password; a few words are enough."},
	}}
	broken = failure{status: http.StatusInternalServerError, notice: notice{
		Icon: "clock", Title: "Something went wrong on our side",
		Text: []string{"It is not your fault. Please try again in a moment."},
	}}

	// perhapsDone is for the one call whose failure can hide a success.
	perhapsDone = failure{status: http.StatusInternalServerError, notice: notice{
		Icon: "clock", Title: "Something went wrong on our side",
		Text: []string{"Please try once more. If the link has been used by then, your new password already works."},
	}}
)

func tooMany(wait time.Duration) *failure {
	return &failure{status: http.StatusTooManyRequests, retryAfter: wait, notice: notice{
		Icon: "clock", Title: "That was a bit too often",
		Text: []string{
			"Please wait: it works again in " + inWords(wait) + ".",
			"Nothing is lost. Then go back, or open the link from your mail once more.",
		},
	}}
}

// failed logs what a use case returned and finds the words for it. The log
// gets the error of the inside, which never contains what a visitor sent.
func (p *Pages) failed(r *http.Request, err error) *failure {
	var problem *domain.Problem
	switch {
	case errors.Is(err, domain.NotFound):
		return &notFound
	case errors.Is(err, domain.Unavailable):
		wait := 5 * time.Second
		if errors.As(err, &problem) && problem.RetryAfter > 0 {
			wait = problem.RetryAfter
		}
		return &failure{status: http.StatusServiceUnavailable, retryAfter: wait, notice: notice{
			Icon: "clock", Title: "We are very busy right now",
			Text: []string{"Nothing was changed. Please try again in " + inWords(wait) + "."},
		}}
	}
	p.log.ErrorContext(r.Context(), "page failed", "route", r.Pattern, "error", err)
	return &broken
}
