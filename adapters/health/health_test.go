package health_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"latchkey/adapters/health"
	"latchkey/app"
)

type store struct{ err error }

func (s *store) Check(context.Context) error { return s.err }

func TestHealth(t *testing.T) {
	var (
		log      bytes.Buffer
		checked  store
		stopping bool
	)
	mux := http.NewServeMux()
	health.New(&app.Readiness{Store: &checked}, func() bool { return stopping }, slog.New(slog.NewTextHandler(&log, nil))).Mount(mux)
	steps := []struct {
		method, path string
		err          error
		stopping     bool
		status       int
		body         string
	}{
		{"GET", "/healthz", nil, false, 200, `{"status":"ok"}`},
		{"GET", "/readyz", nil, false, 200, `{"status":"ready"}`},
		{"HEAD", "/readyz", nil, false, 200, ""},
		{"GET", "/readyz", errors.New("disk gone"), false, 503, `{"status":"not ready"}`},
		{"GET", "/readyz", errors.New("disk gone"), false, 503, `{"status":"not ready"}`},
		{"GET", "/healthz", errors.New("disk gone"), false, 200, `{"status":"ok"}`},
		{"GET", "/readyz", nil, false, 200, `{"status":"ready"}`},
		{"GET", "/readyz", nil, true, 503, `{"status":"stopping"}`},
		{"GET", "/healthz", nil, true, 200, `{"status":"ok"}`},
		{"POST", "/healthz", nil, false, 405, `{"error":"Use GET."}`},
		{"DELETE", "/readyz", nil, false, 405, `{"error":"Use GET."}`},
	}
	for i, step := range steps {
		checked.err, stopping = step.err, step.stopping
		got := httptest.NewRecorder()
		mux.ServeHTTP(got, httptest.NewRequest(step.method, step.path, nil))
		if got.Code != step.status || got.Body.String() != step.body {
			t.Errorf("step %d: %s %s: %d %s, want %d %s", i, step.method, step.path, got.Code, got.Body, step.status, step.body)
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		} {
			if h := got.Header().Get(name); h != want {
				t.Errorf("%s %s: %s is %q, want %q", step.method, step.path, name, h, want)
			}
		}
	}
	if down, up := strings.Count(log.String(), "disk gone"), strings.Count(log.String(), "ready again"); down != 1 || up != 1 {
		t.Errorf("the change is logged %d and %d times, want once each", down, up)
	}
}
