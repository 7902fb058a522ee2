package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ownNames are all the headers that any answer may have.
var ownNames = []string{
	"Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
	"Allow", "Cache-Control", "Connection", "Content-Language", "Content-Length", "Content-Security-Policy", "Content-Type", "Cross-Origin-Opener-Policy",
	"Cross-Origin-Resource-Policy", "Date", "Etag", "Location", "Permissions-Policy", "Pragma", "Referrer-Policy", "Retry-After", "Strict-Transport-Security",
	"Vary", "Www-Authenticate", "X-Content-Type-Options", "X-Frame-Options", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Request-Id",
	"X-Robots-Tag",
}

var ownRequestID = regexp.MustCompile(`^[0-9a-f]{20}$`)

// TestNobodySplitsAnAnswer (A40): no line ending that a caller sends, and no text
// beside one, reaches a header of any answer, whatever is reflected: a path that
// is cleaned, a language, an origin, a request id, where to go next.
func TestNobodySplitsAnAnswer(t *testing.T) {
	demo := newDemo(t, "--webshop-limit", "1000000")
	own := strings.TrimPrefix(demo.BaseURL, "http://")
	db, token := shopOf(t, "jane@example.com")
	below := serveShop(t, db, "smtp://127.0.0.1:1", "--base-url", frailBase+"/some/where", "--webshop-limit", "1000000", "--page-limit", "1000000")
	for _, at := range []struct{ address, host, prefix, token string }{{own, own, "", demo.APIToken}, {below.Listen, frailHost, "/some/where", token}} {
		answers, led := 0, 0
		for _, r := range hostileRequests(at.token) {
			if strings.HasPrefix(r.target, "/") {
				r.target = at.prefix + r.target
			}
			answer, head := r.send(t, at.address, at.host)
			if answer == nil {
				continue
			}
			answers++
			if id := answer.Header.Get("X-Request-Id"); id != "" && !ownRequestID.MatchString(id) {
				t.Errorf("%s %.100q: request id %q", r.method, r.target, id)
			}
			for name, values := range answer.Header {
				if !slices.Contains(ownNames, name) || strings.Contains(strings.ToLower(strings.Join(values, "")), evil) && name != "Location" {
					t.Errorf("%s %.100q, %.200q: %s: %.200q", r.method, r.target, r.headers, name, values)
				}
			}
			if to := answer.Header.Get("Location"); strings.Contains(to, evil) {
				led++
				if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
					t.Errorf("%.100q leads to %.200q", r.target, to)
				}
			}
			for _, line := range strings.Split(head, "\r\n") {
				if !obeysNobody(line) {
					t.Errorf("%.100q: %.200q", r.target, line)
				}
			}
		}
		if answers < len(hostileRequests(at.token))*9/10 || led == 0 {
			t.Errorf("%d answers, %d of them to a path that was sent: this proves nothing", answers, led)
		}
	}
}
