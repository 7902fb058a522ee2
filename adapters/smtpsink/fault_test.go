package smtpsink_test

import (
	"errors"
	"net/http"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

// post sends a form, with headers as name, value pairs.
func (h *house) post(path string, form url.Values, headers ...string) *http.Response {
	h.t.Helper()
	req, err := http.NewRequest("POST", h.web+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		h.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

func (h *house) play(fault string) {
	h.t.Helper()
	if res := h.post("/inbox/fault", url.Values{"fault": {fault}}); res.StatusCode != 303 || res.Header.Get("Location") != "/inbox" {
		h.t.Fatalf("fault %s: got %d to %q, want 303 to /inbox", fault, res.StatusCode, res.Header.Get("Location"))
	}
}

// try sends one mail as any program would and returns the code it was refused with, or 0.
func (h *house) try(to ...string) int {
	h.t.Helper()
	err := smtp.SendMail(h.smtp, nil, "shop@example.com", to, []byte("Subject: x\r\n\r\nx\r\n"))
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	if err != nil {
		h.t.Fatalf("send: got %v, want a reply", err)
	}
	return 0
}

func (h *house) wantState(want ...string) {
	h.t.Helper()
	_, page := h.do("GET", "/inbox")
	_, state, _ := strings.Cut(page, `<div id="state" data-live>`)
	state, _, _ = strings.Cut(state, `<p class="announce"`)
	for _, text := range want {
		if !strings.Contains(state, text) {
			h.t.Errorf("state: no %q in %q", text, state)
		}
	}
	if len(want) == 0 && strings.Contains(state, "Fault") {
		h.t.Errorf("state: got %q, want none", state)
	}
}

// clock is a time that the test moves.
type clock struct{ seconds atomic.Int64 }

func (c *clock) now() time.Time            { return noon().Add(time.Duration(c.seconds.Load()) * time.Second) }
func (c *clock) add(seconds int64)         { c.seconds.Add(seconds) }
func never(time.Duration) <-chan time.Time { return nil }

func TestRelayDown(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.wantState()
	kept, busy := h.hello(), h.hello().toData()
	h.play("down")
	if got := kept.reply(); got != "" {
		t.Errorf("a connection that was kept: got %q, want its end", got)
	}
	busy.ask("Subject: on its way\r\n\r\nbody\r\n.\r\n", "250")
	if got := busy.reply(); got != "" {
		t.Errorf("after the mail that was on its way: got %q, want the end", got)
	}
	for range 2 {
		d := h.dial()
		d.expect("421 4.3.2")
		if got := d.reply(); got != "" {
			t.Errorf("after the greeting: got %q, want the end", got)
		}
	}
	h.wantState("Relay down", "Met 2 times", `value="none"`)
	h.play("none")
	h.wantState()
	if got := h.try("kim@example.com"); got != 0 || len(h.list()) != 2 {
		t.Errorf("back to normal: got %d and %d mails, want 2 mails", got, len(h.list()))
	}
}

func TestGreylisting(t *testing.T) {
	var now clock
	h := open(t, smtpsink.Config{Now: now.now})
	h.play("greylist")
	for _, step := range []struct {
		at   int64
		to   string
		want int
	}{
		{0, "kim@example.com", 450},
		{1, "kim@example.com", 450},
		{8, "KIM@example.com", 450},
		{0, "lee@example.com", 450}, // nine seconds later
		{1, "kim@example.com", 0},
		{0, "lee@example.com", 450},
		{9, "lee@example.com", 0},
		{600, "new@example.com", 450},
	} {
		now.add(step.at)
		if got := h.try(step.to); got != step.want {
			t.Errorf("after %d s, to %s: got %d, want %d", step.at, step.to, got, step.want)
		}
	}
	h.wantState("Greylisting", "Met 6 times")
	h.play("greylist")
	if got := h.try("kim@example.com"); got != 450 {
		t.Errorf("chosen again: got %d, want it to begin anew", got)
	}
	d := h.hello()
	d.ask("MAIL FROM:<shop@example.com>\r\n", "250")
	d.ask("RCPT TO:<kim@example.com>\r\n", "450 4.7.1")
}

func TestRefusedRecipient(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.play("refuse")
	for range 2 {
		if got := h.try("kim@example.com"); got != 550 {
			t.Errorf("got %d, want 550", got)
		}
	}
	d := h.hello()
	d.ask("MAIL FROM:<shop@example.com>\r\n", "250")
	d.ask("RCPT TO:<kim@example.com>\r\n", "550 5.1.1")
	d.ask("DATA\r\n", "502")
	h.wantState("Recipient refused", "Met 3 times")
	if got := len(h.list()); got != 0 {
		t.Errorf("got %d mails, want none", got)
	}
}

// Nothing waits for a real clock here: each reply waits for the test.
func TestSlowServer(t *testing.T) {
	asked, goOn := make(chan time.Duration), make(chan time.Time)
	var slow sync.WaitGroup
	h := open(t, smtpsink.Config{After: func(d time.Duration) <-chan time.Time {
		asked <- d
		return goOn
	}})
	h.play("slow")
	slow.Go(func() {
		if err := smtp.SendMail(h.smtp, nil, "shop@example.com", []string{"kim@example.com"}, []byte("x\r\n")); err != nil {
			t.Errorf("a slow server still takes mail: got %v", err)
		}
	})
	for _, reply := range []string{"greeting", "EHLO", "MAIL", "RCPT", "DATA", "mail", "QUIT"} {
		if got := <-asked; got != 2*time.Second {
			t.Errorf("%s: delayed by %v, want 2s", reply, got)
		}
		goOn <- time.Time{}
	}
	slow.Wait()
	if got := len(h.list()); got != 1 {
		t.Errorf("got %d mails, want 1", got)
	}
	h.wantState("Slow server", "Met 7 times")
}

// A connection that waits for its slow reply does not keep the sink from ending.
func TestShutdownDuringASlowReply(t *testing.T) {
	hesitates := make(chan bool)
	h := open(t, smtpsink.Config{After: func(time.Duration) <-chan time.Time {
		hesitates <- true
		return nil
	}})
	h.play("slow")
	d := h.dial()
	<-hesitates
	if err := h.sink.Shutdown(t.Context()); err != nil {
		t.Errorf("got %v, want nil", err)
	}
	d.rest()
}

func TestFaultsAreChosenByThePageOnly(t *testing.T) {
	h := open(t, smtpsink.Config{})
	tests := []struct {
		fault   string
		headers []string
		want    int
	}{
		{"down", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"down", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"down", []string{"Origin", "https://evil.example"}, 403},
		{"down", []string{"Origin", "null"}, 403},
		{"down", []string{"Host", "attacker.com:8025"}, 421},
		{"down", []string{"Host", "127.0.0.1.nip.io"}, 421},
		{"", nil, 400}, {"nonsense", nil, 400}, {"down ", nil, 400}, {strings.Repeat("x", 8<<10), nil, 400},
		{"refuse", []string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, 303},
	}
	for _, tt := range tests {
		if got := h.post("/inbox/fault", url.Values{"fault": {tt.fault}}, tt.headers...).StatusCode; got != tt.want {
			t.Errorf("%.20q %v: got %d, want %d", tt.fault, tt.headers, got, tt.want)
		}
		if tt.want != 303 {
			h.wantState()
		}
	}
	h.wantState("Recipient refused", "Not met yet")
	if res, _ := h.do("GET", "/inbox/fault"); res.StatusCode != 405 || res.Header.Get("Allow") != "POST" {
		t.Errorf("GET: got %d, Allow %q, want 405, POST", res.StatusCode, res.Header.Get("Allow"))
	}
}
