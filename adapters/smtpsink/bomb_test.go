package smtpsink_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

// soon is generous for a slow machine under -race and far below what an unbounded reader takes.
const soon = 20 * time.Second

func manyParts(n int) string {
	return "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
		strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\npart\r\n", n) + "--b--\r\n"
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\nbottom\r\n")
	for i := n - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\r\n", i)
	}
	return b.String()
}

func encodedWords(n int) string {
	return "Subject:" + strings.Repeat(" =?utf-8?q?a?=\r\n", n) + "\r\nbody\r\n"
}

func TestMailBombsThroughTheDoor(t *testing.T) {
	h := open(t, smtpsink.Config{})
	tests := []struct{ name, raw string }{
		{"10,000 parts", manyParts(10_000)},
		{"depth 1,000", deep(1_000)},
		{"50,000 encoded words", encodedWords(50_000)},
		{"20,000 header lines", strings.Repeat("X-A: b\r\n", 20_000) + "\r\nbody\r\n"},
		{"20,000 header lines in a part", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
			strings.Repeat("X-A: b\r\n", 20_000) + "\r\nbody\r\n--b--\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			h.hello().toData().ask(tt.raw+".\r\n", "250")
			id := h.list()[0].ID
			got := h.mail(id)
			if len(got.Headers) > 200 || len(got.Text) > 2<<20 {
				t.Errorf("got %d headers and %d bytes of text", len(got.Headers), len(got.Text))
			}
			if res, _ := h.do("GET", "/inbox/mail/"+id); res.StatusCode != 200 {
				t.Errorf("page: got %d, want 200", res.StatusCode)
			}
			if took := time.Since(start); took > soon {
				t.Errorf("took %v, want less than %v", took, soon)
			}
		})
	}
}

func TestOversizedMail(t *testing.T) {
	h := open(t, smtpsink.Config{})
	line := strings.Repeat("x", 998) + "\r\n"
	d := h.hello().toData()
	d.say(strings.Repeat(line, 3<<10)) // 3 MiB
	d.ask(".\r\n", "552 5.3.4")
	d.toData().ask("Subject: after\r\n\r\n.\r\n", "250")
	if got := h.list(); len(got) != 1 || got[0].Subject != "after" {
		t.Errorf("got %+v, want only the mail after the big one", got)
	}

	d = h.hello().toData()
	block, sent := strings.Repeat(line, 100), 0
	for sent < 1<<30 {
		n, err := io.WriteString(d.conn, block)
		sent += n
		if err != nil {
			break
		}
	}
	if sent > 64<<20 {
		t.Errorf("an endless mail brought %d MiB in, want less than 64", sent>>20)
	}
	if got := len(h.list()); got != 1 {
		t.Errorf("mails kept: got %d, want 1", got)
	}
}

func TestTenThousandRecipients(t *testing.T) {
	h := open(t, smtpsink.Config{})
	d := h.hello()
	d.ask("MAIL FROM:<shop@example.com>\r\n", "250")
	go func() {
		for i := range 10_000 {
			_, _ = fmt.Fprintf(d.conn, "RCPT TO:<kim%d@example.com>\r\n", i)
		}
	}()
	for i := range 10_000 {
		want := "250"
		if i >= 100 {
			want = "452 4.5.3"
		}
		d.expect(want)
	}
	d.ask("DATA\r\n", "354")
	d.ask("Subject: crowd\r\n\r\n.\r\n", "250")
	if got := len(h.list()[0].To); got != 100 {
		t.Errorf("recipients: got %d, want 100", got)
	}
}

func TestEndlessLine(t *testing.T) {
	for _, where := range []string{"command", "mail"} {
		h := open(t, smtpsink.Config{})
		d := h.hello()
		if where == "mail" {
			d.toData()
		}
		block, sent := strings.Repeat("x", 64<<10), 0
		for sent < 256<<20 {
			n, err := io.WriteString(d.conn, block)
			sent += n
			if err != nil {
				break
			}
		}
		if sent > 16<<20 {
			t.Errorf("%s: an endless line brought %d MiB in", where, sent>>20)
		}
		if got := len(h.list()); got != 0 {
			t.Errorf("%s: mails kept: got %d, want 0", where, got)
		}
	}
}

func TestManyIdleConnections(t *testing.T) {
	h := open(t, smtpsink.Config{})
	var inside []*dialogue
	turnedAway := 0
	for range 150 {
		d := h.dial()
		if got := d.reply(); strings.HasPrefix(got, "220") {
			inside = append(inside, d)
		} else if strings.HasPrefix(got, "421 4.4.5") {
			turnedAway++
		}
	}
	if len(inside) != 64 || turnedAway != 86 {
		t.Errorf("got %d inside and %d turned away, want 64 and 86", len(inside), turnedAway)
	}
	inside[0].ask("QUIT\r\n", "221")
	inside[0].rest()
	for end := time.Now().Add(soon); ; { // the place is free a moment after the goodbye
		if got := h.dial().reply(); strings.HasPrefix(got, "220") {
			break
		}
		if time.Now().After(end) {
			t.Fatal("a place that was left is not given away again")
		}
	}
}

// Mails that stop half way hold memory, so all of them together are bounded; a moment later there is room again.
func TestManyMailsHalfWay(t *testing.T) {
	h := open(t, smtpsink.Config{Limits: smtpsink.Limits{Arriving: 100_000}})
	body := "Subject: x\r\n\r\n" + strings.Repeat(strings.Repeat("x", 998)+"\r\n", 80)
	one, two := h.hello(), h.hello()
	for end := time.Now().Add(soon); ; { // both together are too much, if they do meet
		one.toData().say(body)
		two.toData().say(body + ".\r\n")
		replies := two.reply()
		one.say(".\r\n")
		replies += one.reply()
		if strings.Contains(replies, "452 4.3.1") {
			break
		}
		if time.Now().After(end) {
			t.Fatal("mails over the limit are all taken")
		}
	}
	h.do("DELETE", "/inbox/api/messages")
	one.toData().ask(body+".\r\n", "250")
	two.toData().ask(body+".\r\n", "250")
	if got := len(h.list()); got != 2 {
		t.Errorf("mails kept: got %d, want 2", got)
	}
}
