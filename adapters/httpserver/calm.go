package httpserver

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
)

const broken = `{"error":true,"message":"Internal Server Error","data":[]}`

// calm turns a panic of next into an answer. What panicked is told by place:
// values may hold a secret.
func calm(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := &watchedWriter{ResponseWriter: w}
		defer func() {
			switch value := recover(); value {
			case nil:
				return
			case http.ErrAbortHandler: // meant, and told by whoever meant it
				panic(value)
			default:
				log.ErrorContext(r.Context(), "a handler panicked", "method", method(r), "kind", fmt.Sprintf("%T", value), "at", panickedAt())
			}
			if watched.begun {
				panic(http.ErrAbortHandler) // half an answer must not pass for a whole one
			}
			h := w.Header()
			clear(h)
			h.Set("Cache-Control", "no-store")
			h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
			h.Set("Content-Type", "application/json")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("X-Content-Type-Options", "nosniff")
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte(broken))
		}()
		next.ServeHTTP(watched, r)
	})
}

// method names the request's method if it is one of those everybody knows.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// panickedAt returns the place of the panic that is being recovered.
func panickedAt() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	for {
		frame, more := frames.Next()
		if frame.Function != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		if !more {
			return "unknown"
		}
	}
}

// watchedWriter knows whether the answer has begun.
type watchedWriter struct {
	http.ResponseWriter
	begun bool
}

// WriteHeader begins the answer, unless it only announces one.
func (w *watchedWriter) WriteHeader(status int) {
	w.begun = w.begun || status >= http.StatusOK || status == http.StatusSwitchingProtocols
	w.ResponseWriter.WriteHeader(status)
}

// Write begins the answer.
func (w *watchedWriter) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// Flush begins the answer.
func (w *watchedWriter) Flush() {
	w.begun = true
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap returns the server's own writer, for an http.ResponseController.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
