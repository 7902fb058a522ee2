package httpapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"latchkey/app"
	"latchkey/domain"
)

// Call is one request on its way through the pipeline. It is also the context
// its use case runs in: one value instead of three on the busiest path. It is
// never reused, because a use case may outlive the request.
type Call struct {
	context.Context
	api    *API
	out    recorder
	header http.Header // of the request, for credentials
	route  *route      // nil until found
	origin string      // as sent by a browser; "" if none
	caller string
	bearer *app.Bearer // nil: the call carries no token that is known
	rate   domain.RateDecision

	seed  [10]byte  // what the request id is written from
	shown [3]string // header values of this call: request id, limit, remaining
}

type callKey struct{}

// Value finds the call itself, for [RequestID].
func (c *Call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// Caller returns who is charged for the call, as the rate budget knows it.
func (c *Call) Caller() string { return c.caller }

// Language returns the customer's, as far as the call shows it; zero if it does
// not.
func (c *Call) Language() domain.Language {
	wanted := c.header.Get("Accept-Language")
	if wanted == "" || c.api.front.Language == nil {
		return ""
	}
	return c.api.front.Language(wanted)
}

// Software returns what made the call, if it is a browser.
func (c *Call) Software() domain.Software {
	return domain.ParseUserAgent(c.header.Get("User-Agent"))
}

func (a *API) newCall(w http.ResponseWriter, r *http.Request) *Call {
	call := &Call{Context: r.Context(), api: a}
	call.out = recorder{ResponseWriter: w, call: call}
	call.shown[0] = mintRequestID(a.front.env.Entropy, &call.seed)
	h := w.Header()
	secure(h)
	h["X-Request-Id"] = call.shown[0:1:1]
	// More than one Origin is no browser's doing and counts as none.
	if origins := r.Header["Origin"]; a.dialect.CORS != nil && len(origins) == 1 {
		call.origin = origins[0]
		h["Vary"] = varyOrigin // without Origin nothing is said to pages, and nothing is stored anyway
	}
	return call
}

// callOf returns the call that huma is serving, or nil.
func callOf(ctx huma.Context) *Call {
	_, w := humago.Unwrap(ctx)
	if out, ok := w.(*recorder); ok {
		return out.call
	}
	return nil
}

// showBudget puts what is left of the budget on the answer.
func (c *Call) showBudget() {
	h := c.out.Header()
	c.shown[1], c.shown[2] = strconv.Itoa(c.rate.Limit), strconv.Itoa(c.rate.Remaining)
	h[limitHeader] = c.shown[1:2:2]
	h[remainingHeader] = c.shown[2:3]
}

// render words err as the operation does, or else the dialect.
func (c *Call) render(err error) Answer {
	if c.route != nil {
		return c.route.render(err)
	}
	return c.api.dialect.Render(err)
}

// refuse answers with what is made of err.
func (c *Call) refuse(err error) { c.send(c.render(err)) }

func (c *Call) send(answer Answer) {
	answer.writeHeaders(c.out.Header())
	c.out.WriteHeader(answer.Status)
	if len(answer.Body) > 0 {
		_, _ = c.out.Write(answer.Body) // the client is gone, or it is not: nothing to do here
	}
}

// recorder remembers the status that was sent, and the way back to its call
// from inside of huma.
type recorder struct {
	http.ResponseWriter
	call   *Call
	status int
}

// WriteHeader notes the status and passes it on.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write notes the implied status and passes p on.
func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets huma reach the connection's read deadline.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
