package smtpsink_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"latchkey/adapters/smtpsink"
)

const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func record(mux *http.ServeMux, method, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	req := httptest.NewRequest(method, path, nil)
	req.Host = "localhost"
	mux.ServeHTTP(rec, req)
	return rec
}

func TestThePageShowsAMail(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send("Subject: older\n\nolder body\n")
	h.send(resetMail)
	onEach := []string{
		"This is a demo: no mail left this machine", h.smtp, "Bäcker Shop &lt;shop@example.com&gt;", "kim@example.com",
		"Passwort zurücksetzen", "22 Nov 2026, 12:00:00 UTC", `<time datetime="2026-11-22T12:00:00Z">`,
		`action="/inbox/empty"`, `<main class="columns"`, `<html lang="en">`,
		`href="/inbox/mail/1"`, `href="/inbox/mail/2?view=source"`,
	}
	for _, tt := range []struct{ path, face string }{
		{"/inbox", `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/inbox/mail/2/html"`},
		{"/inbox/mail/2", `<div class="stage fit"`},
		{"/inbox/mail/2?view=html&width=desktop", `<div class="stage desktop"`},
		{"/inbox/mail/2?view=html&width=phone", `<div class="stage phone"`},
		{"/inbox/mail/2?view=nonsense&width=vast", `<div class="stage fit"`},
		{"/inbox/mail/2?view=text", "Open http://localhost:8080/reset#TOKEN123 now."},
		{"/inbox/mail/2?view=headers", "X-Trace"},
		{"/inbox/mail/2?view=source", "=?utf-8?b?UGFzc3dvcnQgenVyw7xja3NldHplbg==?="},
	} {
		res, page := h.do("GET", tt.path)
		for _, want := range append(onEach, tt.face) {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q in the page", tt.path, want)
			}
		}
		if got := res.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
			t.Errorf("%s: content type: got %q", tt.path, got)
		}
		link := strings.Contains(page, `href="http://localhost:8080/reset#TOKEN123" target="_blank" rel="noopener noreferrer nofollow"`)
		if want := !strings.Contains(tt.path, "headers") && !strings.Contains(tt.path, "source"); link != want {
			t.Errorf("%s: the mail's link can be clicked: got %t, want %t", tt.path, link, want)
		}
		if strings.Contains(page, "older body") || strings.Contains(page, "<p>grüße") {
			t.Errorf("%s: another mail or the bare HTML part is in the page", tt.path)
		}
		if older, newer := strings.Index(page, "/inbox/mail/1"), strings.Index(page, "/inbox/mail/2"); older < newer {
			t.Errorf("%s: the list is not newest first", tt.path)
		}
	}
	if _, page := h.do("GET", "/inbox/mail/1"); !strings.Contains(page, "older body") || strings.Contains(page, "<iframe") {
		t.Errorf("text mail: want its body and no frame")
	}
}

func TestThePageWithoutMails(t *testing.T) {
	tests := []struct{ first, want string }{
		{"curl -d '{\"email\":\"kim@example.com\"}' localhost", "curl -d &#39;{&#34;email&#34;:&#34;kim@example.com&#34;}&#39; localhost"},
		{"", "curl smtp://127.0.0.1:"},
	}
	for _, tt := range tests {
		h := open(t, smtpsink.Config{FirstRequest: tt.first})
		_, page := h.do("GET", "/inbox")
		if !strings.Contains(page, "No mail yet") || !strings.Contains(page, tt.want) {
			t.Errorf("empty page: no %q in %s", tt.want, page)
		}
	}
	h := open(t, smtpsink.Config{})
	if res, page := h.do("GET", "/inbox/mail/9"); res.StatusCode != 404 || !strings.Contains(page, "This mail is gone") {
		t.Errorf("gone mail: got %d", res.StatusCode)
	}
	if res, _ := h.do("GET", "/inbox/"); res.StatusCode != 303 || res.Header.Get("Location") != "/inbox" {
		t.Errorf("/inbox/: got %d to %q, want 303 to /inbox", res.StatusCode, res.Header.Get("Location"))
	}
}

func TestEveryAnswerIsSealed(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send(resetMail)
	paths := []string{
		"/inbox", "/inbox/", "/inbox/mail/1", "/inbox/mail/9", "/inbox/api/messages", "/inbox/api/messages/1", "/inbox/api/messages/9",
		"/inbox/assets/inbox.css", "/inbox/assets/demo.css", "/inbox/assets/list.css", "/inbox/assets/inbox.js", "/inbox/assets/keys.js", "/inbox/assets/icon.svg",
		"/inbox/nothing", "/inbox/mail/1?view=source", "/inbox?q=x", "/inbox/empty", "/inbox/fault", "/inbox/api/nothing",
	}
	for _, path := range paths {
		res, _ := h.do("GET", path)
		for name, want := range map[string]string{
			"Content-Security-Policy": pagePolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s: got %q, want %q", path, name, got, want)
			}
		}
	}
}

// inNewTabs stands in front of the HTML of every mail.
const inNewTabs = `<!doctype html><base target="_blank">`

func TestTheHTMLPartIsItsOwnSealedDocument(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send("Subject: x\nContent-Type: text/html\n\n<script>alert(1)</script><b>bold</b>\n")
	res, body := h.do("GET", "/inbox/mail/1/html")
	if res.StatusCode != 200 || strings.TrimSpace(body) != inNewTabs+"<script>alert(1)</script><b>bold</b>" {
		t.Errorf("got %d %q", res.StatusCode, body)
	}
	for name, want := range map[string]string{
		"Content-Type":            "text/html; charset=utf-8",
		"Content-Security-Policy": "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	h.send("Subject: y\n\ntext only\n")
	if res, _ := h.do("GET", "/inbox/mail/2/html"); res.StatusCode != 404 {
		t.Errorf("mail without HTML: got %d, want 404", res.StatusCode)
	}
}

// The page asks for nothing that is not served here.
func TestThePageNeedsNothingForeign(t *testing.T) {
	h := open(t, smtpsink.Config{})
	_, page := h.do("GET", "/inbox")
	for _, name := range []string{"inbox.css", "demo.css", "list.css", "inbox.js", "keys.js", "icon.svg"} {
		if !strings.Contains(page, "/inbox/assets/"+name) {
			t.Errorf("page: no %s", name)
		}
		res, body := h.do("GET", "/inbox/assets/"+name)
		if res.StatusCode != 200 || strings.Contains(strings.ReplaceAll(body, "http://www.w3.org/2000/svg", ""), "//www") {
			t.Errorf("%s: got %d", name, res.StatusCode)
		}
	}
	if strings.Contains(page, "http://") || strings.Contains(page, "https://") || strings.Contains(page, "<style") || strings.Contains(page, "style=") {
		t.Errorf("page: something foreign or inline in %s", page)
	}
}
