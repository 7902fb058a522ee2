package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/app"
	"latchkey/domain"
)

// Dialect is one published API: all in which it differs from the others.
type Dialect struct {
	Name string // for the log

	// Territory lists the path prefixes, each ending in a slash, that this
	// dialect answers for. The longest prefix of all dialects wins.
	Territory []string

	BasePath string // what the paths of its document are relative to
	Info     huma.Info

	// Budget is what each caller may spend on all operations together.
	Budget app.Budget

	// ShowBudget puts X-RateLimit-Limit and X-RateLimit-Remaining on every
	// answer to a call that the budget was asked about.
	ShowBudget bool

	// Clients knows whose token a call carries. That client is charged for the
	// call; without one, its address is. Nil: no token is looked at.
	Clients *app.Clients

	// Scope is what a call's token must hold. "": no token is needed, and one
	// that is not known is ignored.
	Scope domain.Scope

	// Render is the one place where errors become answers: a Refusal, a
	// BodyError, a domain kind, and whatever the dialect's own operations
	// return. Whatever it does not know is a fault of ours and says nothing.
	Render func(error) Answer

	// CORS lets web pages call the dialect; nil: they may not.
	CORS *CORS

	// Models documents the bodies of answers that all operations share, by
	// status: a zero value of a struct that huma can describe.
	Models map[int]any

	Docs Docs
}

// Answer is what a caller is sent.
type Answer struct {
	Status     int
	Body       []byte        // JSON as it goes out, never changed afterwards; nil: none
	RetryAfter time.Duration // above 0: sent as Retry-After, in whole seconds rounded up
	Header     http.Header   // more headers; may be nil
}

// TryLater returns answer with when to come back: as late as err says, if it
// does, and late enough to be said in whole seconds.
func TryLater(answer Answer, err error) Answer {
	answer.RetryAfter = time.Second
	var problem *domain.Problem
	if errors.As(err, &problem) {
		answer.RetryAfter = max(time.Second, problem.RetryAfter)
	}
	return answer
}

// writeHeaders adds what the answer itself brings along.
func (a Answer) writeHeaders(h http.Header) {
	if a.RetryAfter > 0 {
		seconds := (a.RetryAfter + time.Second - 1) / time.Second
		h["Retry-After"] = []string{strconv.FormatInt(int64(seconds), 10)}
	}
	for name, values := range a.Header {
		h[name] = values
	}
	if a.Body != nil {
		h["Content-Type"] = jsonOnly
	}
}
