package cli_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
)

// remaining is what is left of the caller's budget after a call.
func (b *browser) remaining(more ...string) int {
	b.t.Helper()
	got := b.want(http.StatusOK, "POST", forgotPath, forgotBody("nobody@shop.example"), more...)
	left, err := strconv.Atoi(got.header.Get("X-RateLimit-Remaining"))
	if err != nil {
		b.t.Fatal(err)
	}
	return left
}

// TestBudgetsBehindReverseProxies: callers behind a proxy have a budget each,
// and no header that they send gets them another one (A22).
func TestBudgetsBehindReverseProxies(t *testing.T) {
	behindEach(t, func(t *testing.T, program proxyProgram) {
		p := startProxied(t, program, siteURL)
		first, second := p.browser("127.0.0.2", false), p.browser("127.0.0.3", program.http2)
		want := 60
		check := func(what string, got int) {
			t.Helper()
			if want--; got != want {
				t.Errorf("%s: %d calls left, want %d", what, got, want)
				want = got
			}
		}
		check("nothing claimed", first.remaining())
		for n, header := range []string{"X-Forwarded-For", "X-Forwarded-For", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip", "X-Cluster-Client-Ip"} {
			check(header, first.remaining(fmt.Sprintf("%s: 198.51.100.%d", header, n)))
		}
		check("a proxy of ours claimed", first.remaining("X-Forwarded-For: 198.51.100.1, 127.0.0.1"))
		check("two lines", first.remaining("X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 198.51.100.2"))
		check("another's address", first.remaining("X-Forwarded-For: 127.0.0.3"))
		check("kept from the proxy as hop-by-hop", first.remaining("Connection: X-Forwarded-For", "X-Forwarded-For: 198.51.100.3"))
		if got := second.remaining(); got != 59 {
			t.Errorf("somebody else has %d calls left, want 59", got)
		}
		// Whoever calls from an address that is trusted, such as one behind the
		// same gateway as the proxy, must not get to choose another one.
		near := p.browser("127.0.0.1", false)
		if a, b := near.remaining("X-Forwarded-For: 198.51.100.8"), near.remaining("X-Forwarded-For: 198.51.100.9"); a != 59 || b != 58 {
			t.Errorf("a neighbour of the proxy has %d and then %d calls left, want 59 and 58", a, b)
		}
		// Forwarded reaches the server as it was sent. What contradicts the
		// proxy is charged to the proxy, and so to all who do that.
		p.allForged(first, second)
	})
}

// allForged: whoever sends Forwarded has their own budget or shares one.
func (p *proxied) allForged(first, second *browser) {
	p.t.Helper()
	seen := map[int]bool{}
	for n, b := range []*browser{first, second, first, second} {
		left := b.remaining(fmt.Sprintf("Forwarded: for=198.51.100.%d", n))
		if seen[left] || left < 40 && b == second {
			p.t.Errorf("claim %d of Forwarded: %d calls left", n, left)
		}
		seen[left] = true
	}
}
