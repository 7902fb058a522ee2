package cli_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestEveryAnswerIsNamedAndSealed: whatever is asked for, and whoever answers, the
// answer has an id to be found by in the log, and no foreign page can frame it.
func TestEveryAnswerIsNamedAndSealed(t *testing.T) {
	demo := newDemo(t)
	db, _ := shopOf(t, "jane@example.com")
	below := serveShop(t, db, "smtp://127.0.0.1:1", "--base-url", frailBase+"/lost")
	outside := []place{{"", "GET", "/lost", ""}, {"", "GET", "/", ""}, {"", "GET", "/losty", ""}, {"", "GET", "/lost//reset", ""}}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, at := range []struct {
		address, host, prefix string
		routes                []place
	}{
		{strings.TrimPrefix(demo.BaseURL, "http://"), "", "", slices.Concat(siteRoutes, demoRoutes)},
		{strings.TrimPrefix(demo.BaseURL, "http://"), "other.example", "", siteRoutes},
		{below.Listen, frailHost, "/lost", siteRoutes},
		{below.Listen, frailHost, "", slices.Concat(rootRoutes, outside)},
	} {
		for _, route := range at.routes {
			for _, method := range []string{route.method, "PUT"} {
				request, err := http.NewRequestWithContext(t.Context(), method, "http://"+at.address+at.prefix+route.path, nil)
				if err != nil {
					t.Fatal(err)
				}
				request.Host = at.host
				answer, err := client.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close()
				if id := answer.Header["X-Request-Id"]; len(id) != 1 || !ownRequestID.MatchString(id[0]) {
					t.Errorf("%s %s%s of %q: %d with request id %q", method, at.prefix, route.path, at.host, answer.StatusCode, id)
				}
				if policy := answer.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") && !strings.HasSuffix(route.path, "/html") {
					t.Errorf("%s %s%s of %q: %d with policy %q", method, at.prefix, route.path, at.host, answer.StatusCode, policy)
				}
			}
		}
	}
}
