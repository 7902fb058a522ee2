package httpapi

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"latchkey/domain"
)

// faulty renders err and, if it is a fault and not the caller's doing, logs
// what the caller is not told.
func (c *Call) faulty(err error) Answer {
	answer := c.render(err)
	if answer.Status >= http.StatusInternalServerError {
		c.logFault(err)
	}
	return answer
}

// fail sends what faulty renders.
func (c *Call) fail(err error) { c.send(c.faulty(err)) }

func (c *Call) logFault(err error) {
	level := slog.LevelError
	switch {
	case c.Err() != nil:
		level = slog.LevelDebug // the caller hung up, and nobody waits for this answer
	case errors.Is(err, domain.Unavailable):
		level = slog.LevelWarn // it comes back by itself
	}
	c.api.front.env.Log.Log(c, level, "call failed", "dialect", c.api.dialect.Name,
		"route", c.pattern(), "request_id", c.shown[0], "error", err)
}

// pattern returns the route as registered: never the path as sent.
func (c *Call) pattern() string {
	if c.route == nil {
		return "(none)"
	}
	return c.route.path
}

// started returns when the call began, or zero if nobody will want to know.
func (a *API) started(r *http.Request) time.Time {
	if !a.front.env.Log.Enabled(r.Context(), slog.LevelDebug) {
		return time.Time{}
	}
	return a.front.env.Now()
}

// finish is deferred around every call: it turns a panic into an answer and
// writes the call's line in the log.
func (a *API) finish(call *Call, r *http.Request, started time.Time) {
	if v := recover(); v != nil {
		a.front.env.Log.ErrorContext(call, "handler panicked", "dialect", a.dialect.Name,
			"route", call.pattern(), "request_id", call.shown[0], "panic", panicText(v), "stack", string(debug.Stack()))
		if call.out.status == 0 {
			call.refuse(Broken)
		}
	}
	if started.IsZero() {
		return
	}
	a.front.env.Log.DebugContext(call, "request", "dialect", a.dialect.Name, "method", knownMethod(r.Method),
		"route", call.pattern(), "status", call.out.status,
		"duration", a.front.env.Now().Sub(started), "request_id", call.shown[0])
}

// panicText describes a panic without repeating what may be somebody's input:
// only the runtime's own texts are known to hold none.
func panicText(v any) string {
	var fault runtime.Error
	if err, ok := v.(error); ok && errors.As(err, &fault) {
		return fault.Error()
	}
	return fmt.Sprintf("%T", v)
}

// knownMethod keeps methods that callers invent out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return method
	}
	return "(other)"
}
