package smtpsink_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"latchkey/adapters/smtpsink"
)

const resetMail = `From: =?utf-8?q?B=C3=A4cker_Shop?= <shop@example.com>
To: kim@example.com
Subject: =?utf-8?b?UGFzc3dvcnQgenVyw7xja3NldHplbg==?=
X-Trace: one
x-trace: two
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=frontier

--frontier
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Open http://localhost:8080/reset#TOKEN=
123 now.
--frontier
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: base64

PHA+Z3L832U8L3A+PGEgaHJlZj0iaHR0cDovL2xvY2FsaG9zdDo4MDgwL3Jlc2V0I1RPS0VOMTIz
P2EmYW1wO2IiPk9wZW48L2E+
--frontier--
`

func TestMessagesForScripts(t *testing.T) {
	h := open(t, smtpsink.Config{})
	if _, got := h.do("GET", "/inbox/api/messages"); strings.TrimSpace(got) != `{"messages":[]}` {
		t.Errorf("empty inbox: got %s", got)
	}
	h.send("Subject: older\n\nbody\n")
	h.send(resetMail)

	res, got := h.do("GET", "/inbox/api/messages")
	want := `{"messages":[{"id":"2","from":"shop@example.com","to":["kim@example.com"],` +
		`"subject":"Passwort zurücksetzen","received_at":"2026-11-22T12:00:00Z"},` +
		`{"id":"1","from":"shop@example.com","to":["kim@example.com"],"subject":"older","received_at":"2026-11-22T12:00:00Z"}]}`
	if strings.TrimSpace(got) != want {
		t.Errorf("list: got  %s\nwant %s", got, want)
	}
	if got := res.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("content type: got %q", got)
	}

	m := h.mail("2")
	if m.Text != "Open http://localhost:8080/reset#TOKEN123 now." {
		t.Errorf("text: got %q", m.Text)
	}
	if want := `<p>grüße</p><a href="http://localhost:8080/reset#TOKEN123?a&amp;b">Open</a>`; m.HTML != want {
		t.Errorf("html: got %q, want %q", m.HTML, want)
	}
	for name, want := range map[string]string{
		"From": "Bäcker Shop <shop@example.com>", "Subject": "Passwort zurücksetzen", "X-Trace": "one\ntwo",
		"Message-ID": "<1@example.com>", "Content-Type": "multipart/alternative; boundary=frontier",
	} {
		if got := m.Headers[name]; got != want {
			t.Errorf("header %s: got %q, want %q", name, got, want)
		}
	}
}

func TestAnswersToWrongQuestions(t *testing.T) {
	h := open(t, smtpsink.Config{})
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/inbox/api/messages/1", 404, ""},
		{"GET", "/inbox/api/messages/..%2f..%2fetc", 404, ""},
		{"GET", "/inbox/api/nothing", 404, ""},
		{"GET", "/inbox/nothing", 404, ""},
		{"GET", "/inbox/mail/7", 404, ""},
		{"GET", "/inbox/mail/7/html", 404, ""},
		{"GET", "/inbox/assets/inbox.gohtml", 404, ""},
		{"POST", "/inbox/api/messages", 405, "DELETE, GET, HEAD"},
		{"PUT", "/inbox/api/messages", 405, "DELETE, GET, HEAD"},
		{"DELETE", "/inbox/api/messages/1", 405, "GET, HEAD"},
		{"POST", "/inbox", 405, "GET, HEAD"},
		{"DELETE", "/inbox/mail/7", 405, "GET, HEAD"},
		{"GET", "/inbox/empty", 405, "POST"},
	}
	for _, tt := range tests {
		res, body := h.do(tt.method, tt.path)
		if res.StatusCode != tt.status || res.Header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: got %d, Allow %q, want %d, %q", tt.method, tt.path, res.StatusCode, res.Header.Get("Allow"), tt.status, tt.allow)
		}
		var answer struct{ Error string }
		if strings.HasPrefix(tt.path, "/inbox/api/") && (json.Unmarshal([]byte(body), &answer) != nil || answer.Error == "") {
			t.Errorf("%s %s: got %q, want a JSON error", tt.method, tt.path, body)
		}
	}
}

func TestEmptying(t *testing.T) {
	tests := []struct {
		method, path string
		headers      []string
		status, left int
	}{
		{"DELETE", "/inbox/api/messages", nil, 204, 0},
		{"DELETE", "/inbox/api/messages", []string{"Sec-Fetch-Site", "same-origin"}, 204, 0},
		{"DELETE", "/inbox/api/messages", []string{"Sec-Fetch-Site", "cross-site"}, 403, 1},
		{"DELETE", "/inbox/api/messages", []string{"Sec-Fetch-Site", "same-site"}, 403, 1},
		{"DELETE", "/inbox/api/messages", []string{"Origin", "https://evil.example"}, 403, 1},
		{"DELETE", "/inbox/api/messages", []string{"Origin", "null"}, 403, 1},
		{"POST", "/inbox/empty", nil, 303, 0},
		{"POST", "/inbox/empty", []string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, 303, 0},
		{"POST", "/inbox/empty", []string{"Sec-Fetch-Site", "cross-site"}, 403, 1},
		{"POST", "/inbox/empty", []string{"Origin", "https://evil.example"}, 403, 1},
		{"GET", "/inbox/empty", nil, 405, 1},
	}
	for _, tt := range tests {
		h := open(t, smtpsink.Config{})
		h.send("Subject: x\n\nbody\n")
		res, _ := h.do(tt.method, tt.path, tt.headers...)
		if got := len(h.list()); res.StatusCode != tt.status || got != tt.left {
			t.Errorf("%s %s %v: got %d with %d left, want %d with %d", tt.method, tt.path, tt.headers, res.StatusCode, got, tt.status, tt.left)
		}
		if tt.status == 303 && res.Header.Get("Location") != "/inbox" {
			t.Errorf("Location: got %q, want /inbox", res.Header.Get("Location"))
		}
		h.send("Subject: y\n\nbody\n")
		if got := h.list()[0].ID; got != "2" {
			t.Errorf("an id came back: got %s, want 2", got)
		}
	}
}

func TestForeignHostsReadNothing(t *testing.T) {
	h := open(t, smtpsink.Config{Hosts: []string{"Demo.example:8080"}})
	h.send("Subject: canary\n\ncanary\n")
	tests := []struct {
		host   string
		status int
	}{
		{"localhost", 200}, {"localhost:8025", 200}, {"LOCALHOST:1", 200}, {"127.0.0.1:80", 200}, {"[::1]:80", 200}, {"[::1]", 200},
		{"demo.example", 200}, {"demo.example:9", 200},
		{"attacker.com:8025", 421}, {"127.0.0.1.nip.io", 421}, {"localhost.attacker.com", 421}, {"0.0.0.0", 421},
		{"192.168.1.7:8025", 421}, {"localhost@evil.example", 421}, {"2130706433", 421},
	}
	for _, tt := range tests {
		for _, path := range []string{"/inbox", "/inbox/api/messages", "/inbox/api/messages/1", "/inbox/mail/1", "/inbox/assets/inbox.css"} {
			res, body := h.do("GET", path, "Host", tt.host)
			if res.StatusCode != tt.status {
				t.Errorf("%s at %s: got %d, want %d", path, tt.host, res.StatusCode, tt.status)
			}
			if tt.status != 200 && strings.Contains(body, "canary") {
				t.Errorf("%s at %s: the mail is in the answer", path, tt.host)
			}
		}
	}
}

// A catch-all of the house around must not take the wrong methods over.
func TestMountBesideACatchAll(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	smtpsink.New(smtpsink.Config{Now: noon}).Mount(mux)
	if got := record(mux, "PUT", "/inbox/api/messages").Code; got != 405 {
		t.Errorf("wrong method: got %d, want 405", got)
	}
	if got := record(mux, "GET", "/inboxes").Code; got != http.StatusTeapot {
		t.Errorf("a path that is not ours: got %d, want 418", got)
	}
}
