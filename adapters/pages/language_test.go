package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// TestLanguage is the order in which a language is chosen.
func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		name, query, accept string
		project, want       domain.Language
	}{
		{"nothing known", "", "", "", domain.English},
		{"project's", "", "", domain.Dutch, domain.Dutch},
		{"browser's before the project's", "", "fr-CA,en;q=0.5", domain.Dutch, domain.French},
		{"asked for before all", "?lang=es", "fr", domain.Dutch, domain.Spanish},
		{"asked for one we lack", "?lang=ja", "fr", domain.Dutch, domain.French},
		{"asked for in another spelling", "?lang=ES", "", "", domain.English},
		{"asked for twice", "?lang=sv&lang=de", "", "", domain.Swedish},
		{"browser knows none of ours", "", "ja", domain.German, domain.German},
		{"attack", "?lang=%22%3E%3Cscript%3E", "\"><script>", "", domain.English},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.shop.Language = c.project
			w.store.projects[0] = w.shop
			for _, path := range []string{"/forgot/7", "/reset", "/reset/not-me"} {
				r := w.request("GET", path+c.query, "")
				r.Header.Set("Accept-Language", c.accept)
				w.do(r).want(t, 200, `<html lang="`+string(c.want)+`" dir="ltr">`)
			}
		})
	}
}

func TestWithoutABrowsersLanguage(t *testing.T) {
	w := newWorld(t, func(c *pages.Config) { c.Language = nil })
	r := w.request("GET", "/reset", "")
	r.Header.Set("Accept-Language", "fr")
	w.do(r).want(t, 200, `<html lang="en"`)
}

// The answers to a form keep the language in which the form was read, and the
// request keeps it for the mail.
func TestLanguageAndSoftwareAreKeptWithTheRequest(t *testing.T) {
	const firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
	for _, c := range []struct {
		query, accept string
		want          domain.Language
	}{{"?lang=sv", "fr", domain.Swedish}, {"", "fr", domain.French}, {"", "", ""}} {
		w := newWorld(t)
		w.shop.Language = domain.Dutch
		w.store.projects[0] = w.shop
		for path, body := range map[string]string{"/forgot/7": "email=" + jane, "/reset/again": "token=" + w.mint(domain.TokenExpired)} {
			r := w.request("POST", path+c.query, body)
			r.Header = http.Header{"Content-Type": {formType}, "Accept-Language": {c.accept}, "User-Agent": {firefox}}
			w.do(r).want(t, 200, `<html lang="`+string(domain.FirstLanguage(c.want, domain.Dutch))+`"`)
		}
		if len(w.store.requests) != 2 {
			t.Fatalf("requests: got %d, want 2", len(w.store.requests))
		}
		for _, got := range w.store.requests {
			if want := (domain.Software{Browser: "Firefox", System: "Windows"}); got.Language != c.want || got.Software != want {
				t.Errorf("got %q and %v, want %q and %v", got.Language, got.Software, c.want, want)
			}
		}
	}
}

func TestRedirectsKeepTheLanguage(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		"/forgot":                              "/forgot/7",
		"/forgot?lang=nl":                      "/forgot/7?lang=nl",
		"/.well-known/change-password?lang=nl": "/forgot/7?lang=nl",
	} {
		if got := w.get(path).Header.Get("Location"); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	done := w.post("/reset?lang=de", "token", w.mint(domain.TokenLive), "password", goodPassword, "password_confirmation", goodPassword)
	done.want(t, 303)
	if got := done.Header.Get("Location"); !strings.HasSuffix(got, "&lang=de") {
		t.Errorf("Location: got %q", got)
	}
	w.get(done.Header.Get("Location")).want(t, 200, "Ihr Passwort wurde geändert")
}

// A page is written before it is known whose link it is about.
func TestCheckTellsTheProjectsLanguageIfNobodyKnewBetter(t *testing.T) {
	w := newWorld(t)
	w.shop.Language = domain.Swedish
	token := w.mint(domain.TokenLive)
	w.post("/reset/check", "token", token).want(t, 200, `"language":"sv"`)
	w.post("/reset/not-me/check", "token", token).want(t, 200, `"language":"sv"`)
	if body := w.post("/reset/check?lang=nl", "token", token).body; containsKey(body, "language") {
		t.Errorf("somebody chose another language, and yet: %s", body)
	}
}
