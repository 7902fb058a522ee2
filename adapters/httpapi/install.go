package httpapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// dialectKey is where an operation's metadata keeps the API it belongs to.
const dialectKey = "latchkey dialect"

// Install makes huma render its own refusals in the shape of the dialect whose
// operation was called. Huma has one such hook for the whole process: main
// calls Install once, before anything is served.
func Install() {
	base := huma.NewErrorWithContext
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		if ctx == nil || ctx.Operation() == nil {
			return base(ctx, status, msg, errs...)
		}
		api, ok := ctx.Operation().Metadata[dialectKey].(*API)
		if !ok {
			return base(ctx, status, msg, errs...)
		}
		return api.translate(ctx, status)
	}
}

// rendered is an answer on its way through huma's error path.
type rendered struct{ Answer }

// Error is part of huma.StatusError; nothing shows it to anybody.
func (r rendered) Error() string { return http.StatusText(r.Status) }

// GetStatus returns the answer's status.
func (r rendered) GetStatus() int { return r.Status }

// translate turns a refusal of huma's into one of the dialect's. Only the
// status is looked at: huma's texts quote what was sent.
func (a *API) translate(ctx huma.Context, status int) huma.StatusError {
	call := callOf(ctx)
	if call == nil {
		return rendered{a.dialect.Render(refusalOfHuma(status))}
	}
	answer := call.render(refusalOfHuma(status))
	if !call.rate.Allowed {
		answer = call.render(overBudget(call.rate))
	}
	if status == http.StatusRequestTimeout || status == http.StatusRequestEntityTooLarge {
		call.out.Header().Set("Connection", "close") // the rest of the body is not wanted
	}
	answer.writeHeaders(call.out.Header())
	return rendered{answer}
}

// refusalOfHuma names what huma refuses before an operation's handler runs.
func refusalOfHuma(status int) error {
	switch status {
	case http.StatusBadRequest: // the only one huma has for us: no body at all
		return NotJSON
	case http.StatusRequestTimeout:
		return BodyTooSlow
	case http.StatusRequestEntityTooLarge:
		return BodyTooLarge
	case http.StatusInternalServerError: // the connection or its framing broke while the body was read
		return BodyUnreadable
	}
	return Broken
}
