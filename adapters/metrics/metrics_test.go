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
	trouble := false
	m := metrics.New(metrics.Sources{
		Version:      "v1.2.3",
		RelayTrouble: func() bool { return trouble },
		Purged:       func() domain.Purged { return domain.Purged{Requests: 3, Unknown: 4, AuditEvents: 5} },
		Ready:        func() bool { return true },
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
		`latchkey_purged_rows_total{kind="requests"} 7`,
		`latchkey_purged_rows_total{kind="audit_events"} 5`,
		`go_goroutines `,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "example.com") {
		t.Error("a path is shown as it was sent")
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
