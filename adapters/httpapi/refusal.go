package httpapi

import (
	"net/http"

	"latchkey/domain"
)

// Refusal is what the pipeline itself refuses, as the status it is answered
// with. It is an error, so that a dialect renders it in the same function as
// the errors of use cases.
type Refusal int

// What the pipeline refuses. A call over its budget is a *domain.Problem of
// kind domain.RateLimited instead, because use cases refuse that too.
const (
	BodyUnreadable   Refusal = http.StatusBadRequest
	NotAuthenticated Refusal = http.StatusUnauthorized // no token, or none that works
	ScopeMissing     Refusal = http.StatusForbidden    // the token does not hold the dialect's scope
	NoSuchRoute      Refusal = http.StatusNotFound
	WrongMethod      Refusal = http.StatusMethodNotAllowed
	BodyTooSlow      Refusal = http.StatusRequestTimeout
	BodyTooLarge     Refusal = http.StatusRequestEntityTooLarge
	WrongMediaType   Refusal = http.StatusUnsupportedMediaType
	Broken           Refusal = http.StatusInternalServerError
)

// Error returns the standard text of the status.
func (r Refusal) Error() string { return http.StatusText(int(r)) }

func overBudget(rate domain.RateDecision) error {
	return &domain.Problem{Kind: domain.RateLimited, RetryAfter: rate.ResetIn}
}
