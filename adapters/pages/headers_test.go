package pages_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"latchkey/domain"
)

const wantPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var everyPath = []string{
	"/reset", "/reset/check", "/reset/again", "/reset/done", "/reset/done?project=7", "/reset/page.js", "/reset/page.css",
	"/reset/not-me", "/reset/not-me/check", "/brand/7/logo", "/brand/8/logo", "/brand/", "/.well-known/change-password",
	"/reset/", "/reset/x", "/reset/page.js/x", "/forgot", "/forgot/", "/forgot/7", "/forgot/8", "/forgot/7/x", "/forgot/%0d%0aX:y", "/", "/nothing", "/favicon.ico",
}

var everyMethod = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"}

// TestHeadersOnEveryAnswer asks every path in every way, in good times and bad.
func TestHeadersOnEveryAnswer(t *testing.T) {
	w := branded(newWorld(t, generous))
	statuses := map[int]bool{}
	ask := func(times string) {
		for _, path := range everyPath {
			for _, method := range everyMethod {
				for _, body := range []string{"", "token=x&email=x", "token=" + w.mint(domain.TokenExpired) + "&email=" + jane, "a=%", strings.Repeat("x", 17<<10)} {
					for _, kind := range []string{"", formType, "text/plain"} {
						r := w.request(method, path, body)
						r.Header.Set("Content-Type", kind)
						answer := w.do(r)
						statuses[answer.StatusCode] = true
						wantHeaders(t, times+" "+method+" "+path, answer.Header)
					}
				}
			}
		}
	}
	ask("good times")
	w.store.inspectErr, w.store.addErr, w.store.projectsErr = domain.Unavailable, domain.Unavailable, errors.New("broken")
	ask("bad times")
	for _, status := range []int{200, 303, 400, 404, 405, 413, 415, 422, 500, 503} {
		if !statuses[status] {
			t.Errorf("no answer was a %d, so this test proves too little", status)
		}
	}
}

func wantHeaders(t *testing.T, what string, got http.Header) {
	t.Helper()
	want := map[string]string{
		"Content-Security-Policy":     wantPolicy,
		"Referrer-Policy":             "no-referrer",
		"X-Content-Type-Options":      "nosniff",
		"Cross-Origin-Opener-Policy":  "same-origin",
		"Cache-Control":               "no-store",
		"Set-Cookie":                  "",
		"Access-Control-Allow-Origin": "",
	}
	if kind := got.Get("Content-Type"); strings.Contains(kind, "javascript") || strings.Contains(kind, "css") || strings.HasPrefix(kind, "image/") {
		want["Cache-Control"] = "no-cache"
	}
	if strings.HasPrefix(got.Get("Content-Type"), "image/") {
		want["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
	}
	for name, value := range want {
		if got.Get(name) != value {
			t.Errorf("%s: %s: got %q, want %q", what, name, got.Get(name), value)
		}
	}
}

func TestWrongMethods(t *testing.T) {
	w := newWorld(t)
	for path, allow := range map[string]string{
		"/reset": "GET, HEAD, POST", "/reset/check": "POST", "/reset/again": "POST", "/reset/done": "GET, HEAD",
		"/reset/page.js": "GET, HEAD", "/reset/page.css": "GET, HEAD", "/forgot": "GET, HEAD", "/forgot/7": "GET, HEAD, POST",
		"/reset/not-me": "GET, HEAD, POST", "/reset/not-me/check": "POST", "/brand/7/logo": "GET, HEAD", "/.well-known/change-password": "GET, HEAD",
	} {
		for _, method := range everyMethod {
			if strings.Contains(allow+",", method+",") {
				continue
			}
			answer := w.do(w.request(method, path, ""))
			if answer.StatusCode != 405 || answer.Header.Get("Allow") != allow {
				t.Errorf("%s %s: got %d, Allow %q; want 405, %q", method, path, answer.StatusCode, answer.Header.Get("Allow"), allow)
			}
			if got := answer.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
				t.Errorf("%s %s: Content-Type: got %q", method, path, got)
			}
		}
	}
}

func TestBodiesThatAreNotSmallForms(t *testing.T) {
	w := newWorld(t, generous)
	token := w.mint(domain.TokenLive)
	good := "token=" + token + "&password=four+mossy+spoons&password_confirmation=four+mossy+spoons"
	for _, c := range []struct {
		name, kind string
		body       io.Reader
		status     int
	}{
		{"no type", "", strings.NewReader(good), 415},
		{"plain text", "text/plain", strings.NewReader(good), 415},
		{"multipart", "multipart/form-data; boundary=x", strings.NewReader(good), 415},
		{"JSON", "application/json", strings.NewReader(`{"token":"` + token + `"}`), 415},
		{"almost", "application/x-www-form-urlencoded2", strings.NewReader(good), 415},
		{"too large", formType, strings.NewReader(good + strings.Repeat("&a=b", 4<<10)), 413},
		{"too large, length unknown", formType, io.MultiReader(strings.NewReader(good + strings.Repeat("&a=b", 4<<10))), 413},
		{"bad escape", formType, strings.NewReader(good + "%"), 400},
		{"semicolon", formType, strings.NewReader(good + ";a=b"), 400},
		{"twice", formType, strings.NewReader(good + "&token=" + token), 400},
		{"with charset", formType + "; charset=UTF-8", strings.NewReader(good), 303},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest("POST", w.server.URL+"/reset", c.body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", c.kind)
			w.do(r).want(t, c.status)
			if changed := w.rows() != 0; changed != (c.status == 303) {
				t.Errorf("changed: got %v", changed)
			}
		})
	}
}

// A secret in a URL ends up in logs, so it is not accepted from there.
func TestNothingIsTakenFromTheQuery(t *testing.T) {
	w := newWorld(t)
	query := "?token=" + w.mint(domain.TokenLive) + "&password=four+mossy+spoons&password_confirmation=four+mossy+spoons"
	w.post("/reset"+query).want(t, 422)
	w.post("/reset/again"+query).want(t, 400)
	w.post("/forgot/7?email="+jane).want(t, 422)
	w.post("/reset/not-me"+query+"&action=disown").want(t, 422)
	if w.rows() != 0 {
		t.Error("something changed")
	}
}

// TestNothingSplitsAnAnswer is A40: what a caller can choose reaches no header,
// or only in a closed set of spellings.
func TestNothingSplitsAnAnswer(t *testing.T) {
	w := newWorld(t, generous)
	token := w.mint(domain.TokenLive)
	for _, attack := range []string{"%0d%0aX-Evil:1", "%0aX-Evil:1", "%0d%0a%0d%0a<script>", "%E5%98%8A%E5%98%8DX-Evil:1", "nl%0d%0aX-Evil:1", "%00"} {
		for _, path := range []string{
			"/reset?lang=", "/forgot?lang=", "/forgot?project=", "/.well-known/change-password?project=7&lang=", "/.well-known/change-password?project=",
			"/forgot/", "/brand/", "/reset/done?project=", "/reset/done?mail=", "/reset/page.css?color=", "/reset/page.js?v=",
		} {
			wantWhole(t, path+attack, w.get(path+attack))
		}
		for _, path := range []string{"/reset", "/reset/check", "/reset/again", "/reset/not-me", "/forgot/7"} {
			body := "email=" + attack + "&token=" + attack + "&password=" + attack + "&action=" + attack
			r := w.request("POST", path+"?lang="+attack, body)
			r.Header.Set("Content-Type", formType)
			wantWhole(t, path+attack, w.do(r))
		}
		done := w.post("/reset?lang="+attack, "token", token, "password", goodPassword, "password_confirmation", goodPassword)
		wantWhole(t, "done", done)
	}
}

func wantWhole(t *testing.T, what string, answer got) {
	t.Helper()
	for name, values := range answer.Header {
		if strings.Contains(strings.ToLower(name+strings.Join(values, "")), "evil") {
			t.Errorf("%s: %s: %q", what, name, values)
		}
	}
	if strings.HasPrefix(answer.body, "<script>") {
		t.Errorf("%s: the answer is split", what)
	}
}
