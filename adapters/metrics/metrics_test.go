package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/metrics"
	"latchkey/domain"
)

func TestMetrics(t *testing.T) {
	trouble, purged := false, domain.Purged{Requests: 3, Unknown: 4, AuditEvents: 5}
	m := metrics.New(metrics.Sources{
		Version:      "v1.2.3",
		RelayTrouble: func() bool { return trouble },
		Purged:       func() domain.Purged { return purged },
		Ready:        func() bool { return true },

		LogLinesDropped: func() uint64 { return 6 },
	})
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { clock = clock.Add(3 * time.Millisecond); return clock }
	counted := m.Count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/lost") {
			http.NotFound(w, r)
		}
	}), now)
	for _, path := range []string{
		"/api/services/webshop/v1/customer/auth/password/forgot", "/external/api/v1/accounts/lost", "/external/api/v1/accounts/x",
		"/reset", "/forgot/1", "/docs", "/healthz", "/jane@example.com", "/other/lost",
	} {
		counted.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	trouble = true
	page := read(t, m)
	for _, want := range []string{
		`latchkey_http_requests_total{status="200",surface="webshop"} 1`,
		`latchkey_http_requests_total{status="404",surface="payway"} 1`,
		`latchkey_http_requests_total{status="200",surface="payway"} 1`,
		`latchkey_http_requests_total{status="200",surface="pages"} 2`,
		`latchkey_http_requests_total{status="200",surface="other"} 1`,
		`latchkey_http_requests_total{status="404",surface="other"} 1`,
		`latchkey_http_request_duration_seconds_bucket{surface="webshop",le="0.005"} 1`,
		`latchkey_http_request_duration_seconds_bucket{surface="webshop",le="0.0025"} 0`,
		`latchkey_build_info{version="v1.2.3"} 1`,
		`latchkey_relay_trouble 1`,
		`latchkey_ready 1`,
		`latchkey_purged_rows_total{kind="audit_events"} 5`,
		`latchkey_log_lines_dropped_total 6`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	purged.Unknown++ // a stranger's request is a day old
	if read(t, m) != page {
		t.Error("a number moves on the day after a stranger has asked, and not after a customer has")
	}
	for line := range strings.Lines(page) {
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "latchkey_") {
			t.Errorf("%q may move by what mails take, as the numbers of Go's own runtime do", line)
		}
	}
	if strings.Contains(page, "example.com") {
		t.Error("a path is shown as it was sent")
	}
}

// TestAPanicIsCounted (A46): as what the caller is told, and it goes on to
// whoever tells him.
func TestAPanicIsCounted(t *testing.T) {
	m := metrics.New(metrics.Sources{
		RelayTrouble: func() bool { return false }, Purged: func() domain.Purged { return domain.Purged{} }, Ready: func() bool { return true },
		LogLinesDropped: func() uint64 { return 0 },
	})
	counted := m.Count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret") }), time.Now)
	func() {
		defer func() {
			if value := recover(); value != "secret" {
				t.Errorf("the panic became %v", value)
			}
		}()
		counted.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/docs", nil))
	}()
	if page, want := read(t, m), `latchkey_http_requests_total{status="500",surface="docs"} 1`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s: %s", want, page)
	}
}

func read(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	got := httptest.NewRecorder()
	m.Handler().ServeHTTP(got, httptest.NewRequest("GET", "/metrics", nil))
	if got.Code != http.StatusOK {
		t.Fatalf("status %d", got.Code)
	}
	return got.Body.String()
}
