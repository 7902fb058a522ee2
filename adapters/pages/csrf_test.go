package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// TestCrossSite is A25: who may send a form here.
func TestCrossSite(t *testing.T) {
	w := newWorld(t, generous, func(c *pages.Config) { c.Origin = "https://id.berta.example" })
	own := w.server.URL
	for _, c := range []struct {
		name, fetchSite, origin string
		allowed                 bool
	}{
		{"no browser", "", "", true},
		{"own page", "same-origin", own, true},
		{"own page under no-referrer", "same-origin", "null", true},
		{"typed by the person", "none", "", true},
		{"old browser, own page", "", own, true},
		{"old browser, behind a proxy", "", "https://id.berta.example", true},
		{"other site", "cross-site", "https://evil.example", false},
		{"other site, origin hidden", "cross-site", "null", false},
		{"other site, origin forged", "cross-site", own, false},
		{"other subdomain", "same-site", "https://x.berta.example", false},
		{"unheard of", "whatever", "", false},
		{"old browser, other site", "", "https://evil.example", false},
		{"old browser, sandboxed frame", "", "null", false},
		{"old browser, look-alike", "", own + ".evil.example", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for path, status := range map[string]int{"/reset": 303, "/reset/check": 200, "/reset/again": 200, "/forgot/7": 200, "/reset/not-me": 200, "/reset/not-me/check": 200} {
				before := w.rows()
				form := url.Values{"token": {w.mint(domain.TokenLive)}, "password": {goodPassword}, "password_confirmation": {goodPassword}, "email": {jane}, "action": {"disown"}}
				r := w.request("POST", path, form.Encode())
				r.Header = http.Header{"Content-Type": {formType}}
				setOr(r.Header, "Sec-Fetch-Site", c.fetchSite)
				setOr(r.Header, "Origin", c.origin)
				answer := w.do(r)
				if !c.allowed {
					status = http.StatusForbidden
					if w.rows() != before {
						t.Errorf("%s: a refused request left a row", path)
					}
				}
				if answer.StatusCode != status {
					t.Errorf("%s: got %d, want %d", path, answer.StatusCode, status)
				}
			}
		})
	}
}

func setOr(h http.Header, name, value string) {
	if value != "" {
		h.Set(name, value)
	}
}

// A page on another site must not be able to use up its visitors' budget.
func TestCrossSiteSpendsNobodysBudget(t *testing.T) {
	w := newWorld(t)
	for range 100 {
		r := w.request("POST", "/forgot/7", "email=x")
		r.Header.Set("Content-Type", formType)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w.do(r).want(t, 403, "This came from another site")
	}
	w.post("/forgot/7", "email", jane).want(t, 200)
}

// TestLookingChangesNothing is A14b: scanners and prefetchers look at links.
func TestLookingChangesNothing(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	parsed, _ := domain.ParseResetToken(token)
	before := *w.store.holders[parsed.Hash()]
	methods := []string{"GET", "HEAD", "OPTIONS"}
	for i := range 1000 {
		path := everyPath[i%len(everyPath)]
		if i%5 == 0 {
			path += "?action=disown&token=" + token + "&password=" + url.QueryEscape(goodPassword) + "&password_confirmation=" + url.QueryEscape(goodPassword)
		}
		r := w.request(methods[i%3], path, "")
		if i%2 == 0 {
			r.Header.Set("Sec-Purpose", "prefetch;prerender")
		}
		w.do(r)
	}
	if got := *w.store.holders[parsed.Hash()]; got.Token != before.Token || got.Account != before.Account || w.rows() != 0 || w.store.inspects != 0 {
		t.Errorf("looking changed something: %+v", got)
	}
	if len(w.windows.open) != 0 {
		t.Error("looking spent a budget")
	}
	w.complete(token, goodPassword, goodPassword).want(t, 303)
}

// TestNothingIsLeftOpen is A14c: a look at a link opens nothing for whoever
// comes next without it, whatever else they know.
func TestNothingIsLeftOpen(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	w.get("/reset").want(t, 200)
	w.post("/reset/check", "token", token).want(t, 200, "live")
	w.post("/reset/not-me/check", "token", token).want(t, 200, "confirm")
	known := []string{"email", jane, "account", "1", "project", "7", "project_id", "7", "password", goodPassword, "password_confirmation", goodPassword, "action", "disown"}
	w.post("/reset", known...).want(t, 422)
	w.post("/reset/not-me", known...).want(t, 422)
	w.post("/reset/again", known...).want(t, 400)
	w.post("/reset", append(known, "token", w.mint(domain.TokenUnknown))...).want(t, 400)
	if w.rows() != 0 {
		t.Error("something changed")
	}
	w.complete(token, goodPassword, goodPassword).want(t, 303)
}
