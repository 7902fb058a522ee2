// Package health answers the two questions a supervisor or a load balancer
// asks: is the process alive, and should it get requests.
package health

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"latchkey/app"
)

// Health serves /healthz and /readyz. Both answers are the same whatever is
// stored: they tell nothing about anybody.
type Health struct {
	readiness *app.Readiness
	stopping  func() bool
	log       *slog.Logger
	unready   atomic.Bool // so that a change is logged once
}

// New returns the two answers. stopping reports whether the server is about to
// end: then it is not ready any more, though it still answers.
func New(readiness *app.Readiness, stopping func() bool, log *slog.Logger) *Health {
	return &Health{readiness: readiness, stopping: stopping, log: log}
}

// Mount adds the two addresses to mux.
func (h *Health) Mount(mux *http.ServeMux) {
	mux.HandleFunc("/healthz", h.only(h.alive))
	mux.HandleFunc("/readyz", h.only(h.ready))
}

// checkWithin is how long a supervisor is kept waiting.
const checkWithin = 2 * time.Second

func (h *Health) only(answer func(*http.Request) (int, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		header.Set("Content-Type", "application/json")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		status, body := http.StatusMethodNotAllowed, `{"error":"Use GET."}`
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			status, body = answer(r)
		} else {
			header.Set("Allow", "GET, HEAD")
		}
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = io.WriteString(w, body)
		}
	}
}

// alive needs nothing but a process that answers: restarting it would mend
// nothing else.
func (h *Health) alive(*http.Request) (int, string) { return http.StatusOK, `{"status":"ok"}` }

func (h *Health) ready(r *http.Request) (int, string) {
	if h.stopping() {
		return http.StatusServiceUnavailable, `{"status":"stopping"}`
	}
	ctx, cancel := context.WithTimeout(r.Context(), checkWithin)
	defer cancel()
	err := h.readiness.Check(ctx)
	if r.Context().Err() == nil && h.unready.Swap(err != nil) != (err != nil) {
		h.tell(err)
	}
	if err != nil {
		return http.StatusServiceUnavailable, `{"status":"not ready"}`
	}
	return http.StatusOK, `{"status":"ready"}`
}

func (h *Health) tell(err error) {
	if err != nil {
		h.log.Error("not ready", "error", err)
		return
	}
	h.log.Info("ready again")
}
