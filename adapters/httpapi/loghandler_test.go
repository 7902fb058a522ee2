package httpapi_test

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi"
	"latchkey/app"
)

// TestLinesNameTheirRequest: what any room logs for a request bears the id that
// the answer shows, once.
func TestLinesNameTheirRequest(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(httpapi.LogHandler{Handler: slog.NewTextHandler(&log, nil)})
	rest := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		logger.InfoContext(r.Context(), "plain")
		logger.With("a", 1).WithGroup("g").InfoContext(r.Context(), "derived")
		logger.InfoContext(r.Context(), "has it", "request_id", "own")
	})
	front := httpapi.New(app.Environment{Now: time.Now, Entropy: rand.Reader, Log: logger}, nil, rest)
	answer := httptest.NewRecorder()
	front.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	logger.Info("outside of any request")

	id := answer.Header().Get("X-Request-Id")
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	for i, want := range []string{"request_id=" + id, "g.request_id=" + id, "request_id=own", ""} {
		if got := strings.Count(lines[i], "request_id="); !strings.Contains(lines[i], want) || want == "" && got != 0 || got > 1 || len(id) != 20 {
			t.Errorf("line %q, want %q in it once", lines[i], want)
		}
	}
}
