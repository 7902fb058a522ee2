package smtpsink_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

// routes are all that the inbox answers to, with a method that it takes.
func routes() [][2]string {
	return [][2]string{
		{"GET", "/inbox"}, {"GET", "/inbox/"}, {"GET", "/inbox?q=canary"}, {"GET", "/inbox/mail/1"}, {"GET", "/inbox/mail/1?view=source"},
		{"GET", "/inbox/mail/1/html"}, {"POST", "/inbox/empty"}, {"POST", "/inbox/fault"}, {"GET", "/inbox/api/messages"},
		{"GET", "/inbox/api/messages/1"}, {"DELETE", "/inbox/api/messages"}, {"GET", "/inbox/api/events"}, {"HEAD", "/inbox/api/events"},
		{"GET", "/inbox/assets/inbox.css"}, {"GET", "/inbox/assets/demo.css"}, {"GET", "/inbox/assets/list.css"},
		{"GET", "/inbox/assets/inbox.js"}, {"GET", "/inbox/assets/keys.js"}, {"GET", "/inbox/assets/icon.svg"},
		{"GET", "/inbox/nothing"}, {"GET", "/inbox/api/nothing"},
	}
}

func TestStrangersReachNoRoute(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send("Subject: canary\nContent-Type: text/html\n\ncanary\n")
	if err := h.sink.EndEvents(); err != nil { // a stranger who was let in after all would listen for ever
		t.Fatal(err)
	}
	own := strings.TrimPrefix(h.web, "http://")
	strangers := []struct {
		name, value string
		status      int
	}{
		{"Host", "attacker.com", 421}, {"Host", "attacker.com:8025", 421}, {"Host", "127.0.0.1.nip.io", 421},
		{"Host", "127.0.0.1.nip.io:8080", 421}, {"Host", "localhost.evil.example", 421}, {"Host", "localhost@evil.example", 421},
		{"Origin", "https://evil.example", 403}, {"Origin", "http://evil.example:8080", 403}, {"Origin", "null", 403},
		{"Origin", "http://127.0.0.1:1", 403}, {"Origin", "http://" + own + ".evil.example", 403},
		{"Origin", "http://localhost:" + own[strings.IndexByte(own, ':')+1:], 403},
	}
	for _, route := range routes() {
		for _, stranger := range strangers {
			res, body := h.do(route[0], route[1], stranger.name, stranger.value)
			if res.StatusCode != stranger.status || strings.Contains(body, "canary") {
				t.Errorf("%s %s with %s %s: got %d %.80q, want %d", route[0], route[1], stranger.name, stranger.value, res.StatusCode, body, stranger.status)
			}
			if got := res.Header.Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("%s %s: got CORS %q, want none", route[0], route[1], got)
			}
		}
	}
	if got := len(h.list()); got != 1 {
		t.Errorf("got %d mails, want 1: a stranger emptied the inbox", got)
	}
	for _, own := range []string{"http://" + own, ""} {
		if res, _ := h.do("GET", "/inbox/api/messages", "Origin", own); res.StatusCode != 200 {
			t.Errorf("Origin %q: got %d, want 200", own, res.StatusCode)
		}
	}
}

// Before HTTP/1.1 a request may come without any host.
func TestNoHostAtAll(t *testing.T) {
	h := open(t, smtpsink.Config{})
	if err := h.sink.EndEvents(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ request, want string }{
		{"GET /inbox HTTP/1.0\r\n\r\n", "421"},
		{"GET /inbox/api/events HTTP/1.0\r\n\r\n", "421"},
		{"GET /inbox HTTP/1.1\r\nConnection: close\r\n\r\n", "400"},
		{"GET http://attacker.com/inbox HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "421"},
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.web, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, tt.request)
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if !bytes.Contains(answer[:min(len(answer), 16)], []byte(" "+tt.want+" ")) {
			t.Errorf("%q: got %.60q, want %s", tt.request, answer, tt.want)
		}
	}
}

func TestAPanicIsAPageAndALineInTheLog(t *testing.T) {
	var out bytes.Buffer
	var now func() time.Time
	h := open(t, smtpsink.Config{Logger: slog.New(slog.NewTextHandler(&out, nil)), Now: func() time.Time { return now() }})
	for _, tt := range []struct {
		what string
		now  func() time.Time
		path string
		want int
	}{
		{"calm", noon, "/inbox?q=canary", 200},
		{"a value", func() time.Time { panic("canary") }, "/inbox?q=canary", 500},
		{"a fault", nil, "/inbox?q=canary", 500},
		{"another handler meanwhile", nil, "/inbox/api/messages", 200},
		{"calm again", noon, "/inbox?q=canary", 200},
	} {
		now = tt.now
		res, body := h.do("GET", tt.path)
		if res.StatusCode != tt.want {
			t.Errorf("%s: got %d, want %d", tt.what, res.StatusCode, tt.want)
		}
		lines := strings.Count(out.String(), "\n")
		if tt.want != 500 {
			if lines != 0 {
				t.Errorf("%s: got %d lines in the log, want none: %s", tt.what, lines, out.String())
			}
			continue
		}
		if !strings.Contains(body, "Something broke") || strings.Contains(body, "canary") || res.Header.Get("Content-Security-Policy") != pagePolicy {
			t.Errorf("%s: got %q", tt.what, body)
		}
		if lines != 1 || !strings.Contains(out.String(), `route="GET /inbox"`) || strings.Contains(out.String(), "canary") {
			t.Errorf("%s: log: got %q, want one line with the route and nothing of the request", tt.what, out.String())
		}
		out.Reset()
	}
	now = noon
}

func TestSearch(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send("From: Anna <anna@shop.example>\nSubject: Your order\n\nThe parcel is on its way.\n")
	h.send("From: Bert <bert@shop.example>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nUGFyY2VsIE5vLiAxMg==\n")
	tests := []struct {
		query string
		want  string // ids, newest first
	}{
		{"", "21"}, {"   ", "21"}, {"anna", "1"}, {"ANNA@", "1"}, {"GRÜßE", "2"}, {"parcel", "21"}, {"PARCEL no.", "2"}, {"parcel order", "1"},
		{"kim@example.com", "21"}, {"shop@example.com bert", "2"}, {"nowhere", ""}, {"anna bert", ""}, {"<script>", ""}, {"%", ""}, {"UGFyY2Vs", ""},
		{strings.Repeat("x", 5000), ""}, {"\r\n\x00", ""},
	}
	for _, tt := range tests {
		for _, path := range []string{"/inbox", "/inbox/mail/1"} {
			res, page := h.do("GET", path+"?q="+url.QueryEscape(tt.query))
			_, list, _ := strings.Cut(page, `<nav class="list"`)
			list, _, _ = strings.Cut(list, "</nav>")
			got := ""
			for _, id := range []string{"2", "1"} {
				if strings.Contains(list, `href="/inbox/mail/`+id) {
					got += id
				}
			}
			if res.StatusCode != 200 || got != tt.want {
				t.Errorf("%s %.20q: got %d with mails %q, want %q", path, tt.query, res.StatusCode, got, tt.want)
			}
			if empty := strings.Contains(page, "No mail matches"); empty != (tt.want == "" && path == "/inbox") {
				t.Errorf("%s %.20q: says that nothing matches: %t", path, tt.query, empty)
			}
		}
	}
	if _, page := h.do("GET", "/inbox?q=a+%26b%3D%22"); !strings.Contains(page, `value="a &amp;b=&#34;"`) {
		t.Error("the field does not keep what was asked")
	}
	if _, page := h.do("GET", "/inbox/mail/1?q=anna&view=text"); !strings.Contains(page, `href="/inbox/mail/1?q=anna&amp;view=source"`) ||
		!strings.Contains(page, `href="/inbox?q=anna">All mails`) {
		t.Error("the links forget what is looked for")
	}
}
