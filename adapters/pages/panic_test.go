package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// TestPanic is A46: a bug in one request is that request's, and the log says
// where it is without what the visitor sent.
func TestPanic(t *testing.T) {
	w := newWorld(t, generous, func(c *pages.Config) {
		c.Caller = func(r *http.Request) string {
			if r.Header.Get("Test-Caller") == "panic" {
				panic("secret " + r.UserAgent())
			}
			return ""
		}
	})
	for path, words := range map[string]string{
		"/reset": "Something went wrong on our side", "/reset/check": `{"error":"Internal Server Error"}`, "/forgot/7": "Something went wrong on our side",
		"/reset/not-me": "Something went wrong on our side",
	} {
		w.log.Reset()
		r := w.request("POST", path, "token="+w.mint(domain.TokenLive)+"&email="+jane)
		r.Header = http.Header{"Content-Type": {formType}, "Test-Caller": {"panic"}, "User-Agent": {"canary"}}
		answer := w.do(r)
		answer.want(t, 500, words)
		wantHeaders(t, path, answer.Header)
		logged := w.log.String()
		if strings.Count(logged, "\n") != 1 || !strings.Contains(logged, "route="+path[:6]) || !strings.Contains(logged, "TestPanic") {
			t.Errorf("%s: got log %q, want one line that says where", path, logged)
		}
		for _, secret := range []string{"canary", "secret", "jane", "token="} {
			if strings.Contains(logged, secret) {
				t.Errorf("%s: the log has %q: %s", path, secret, logged)
			}
		}
	}
	w.post("/forgot/7", "email", jane).want(t, 200)
}
