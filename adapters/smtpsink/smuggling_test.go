package smtpsink_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

const smuggled = "MAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\n" +
	"Subject: smuggled\r\n\r\nsecond\r\n"

// endings are the ways somebody has read as the end of a mail, and some that go-smtp's reader hides.
func endings() []string {
	return []string{
		"\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r\r\n.\r\r\n", "\r\n\x00.\r\n",
		"\r.\n", "\n.\r", "\r.\r\n", "\n\n.\r\n", "\r\n\r.\r\n", "\r\n.\x00\r\n", "\r\n.\r\x00\n", "\r\n\x00\r\n",
		"\r\n.\r\r\n", "\r\n.\r\r\r\n", "\r\n.\rX\r\n", "\r\n.\r.\r\n", "\n\r.\r\n", "\r\n.\n\r\n", "\n.\n\n.\n",
		"\r\r\n.\r\n\n", "\x00\r\n.\n", "\r\n..\r\r\n", "\r",
	}
}

func TestSmuggledMailIsNeverTaken(t *testing.T) {
	h := open(t, smtpsink.Config{})
	for _, ending := range endings() {
		for _, pace := range []string{"at once", "octet by octet"} {
			t.Run(fmt.Sprintf("%q %s", ending, pace), func(t *testing.T) {
				d := h.hello().toData()
				before := len(h.list())
				d.write(pace, "Subject: first\r\n\r\nfirst"+ending+smuggled+".\r\nQUIT\r\n")
				replies := d.rest()
				if len(replies) == 0 || !strings.HasPrefix(replies[0], "550 5.6.11 ") {
					t.Errorf("first reply: got %q, want 550 5.6.11", replies)
				}
				for _, r := range replies {
					if strings.HasPrefix(r, "250") || strings.HasPrefix(r, "354") {
						t.Errorf("a smuggled command was obeyed: %q", replies)
					}
				}
				if got := len(h.list()) - before; got != 0 {
					t.Errorf("mails taken: got %d, want 0", got)
				}
			})
		}
	}
}

func (d *dialogue) write(pace, raw string) {
	d.t.Helper()
	if pace == "at once" {
		d.say(raw)
		return
	}
	for i := range len(raw) {
		d.say(raw[i : i+1])
	}
}

func TestBodiesArriveUnchanged(t *testing.T) {
	h := open(t, smtpsink.Config{})
	tests := []struct{ wire, want string }{
		{"one\r\n.\r\n", "one\n"},
		{"..\r\n.\r\n", ".\n"},
		{"...dots\r\n.\r\n", "..dots\n"},
		{"a\r\n..\r\n..b\r\n.\r\n", "a\n.\n.b\n"},
		{"grüße\r\n.\r\n", "grüße\n"},
		{strings.Repeat("x", 4090) + "\r\n.\r\n", ""}, // longer than a line may be
	}
	for _, tt := range tests {
		d := h.hello().toData()
		before := len(h.list())
		d.say("Subject: plain\r\n\r\n" + tt.wire)
		reply := d.reply()
		if tt.want == "" {
			if got := len(h.list()) - before; got != 0 || strings.HasPrefix(reply, "2") {
				t.Errorf("long line: got %d mails and %q", got, reply)
			}
			continue
		}
		if got := h.mail(h.list()[0].ID).Text; !strings.HasPrefix(reply, "250") || got != tt.want {
			t.Errorf("%q: got %q and %q, want 250 and %q", tt.wire, reply, got, tt.want)
		}
	}
}

// What follows a mail with bare octets may be part of it for the sender, so the connection takes no other mail.
func TestARefusedMailSpoilsItsConnection(t *testing.T) {
	h := open(t, smtpsink.Config{})
	d := h.hello().toData()
	d.ask("bad\n.\r\n\r\n.\r\n", "550 5.6.11")
	d.ask("MAIL FROM:<shop@example.com>\r\n", "503 5.5.1")
	d.ask("RSET\r\n", "250")
	d.ask("EHLO again.example\r\n", "250")
	d.ask("MAIL FROM:<shop@example.com>\r\n", "503 5.5.1")
	d.ask("QUIT\r\n", "221")
	h.hello().toData().ask("Subject: good\r\n\r\n.\r\n", "250")
	if got := h.list(); len(got) != 1 || got[0].Subject != "good" {
		t.Errorf("got %+v, want only the good mail of another connection", got)
	}
}

func TestOneConnectionBringsManyMails(t *testing.T) {
	h := open(t, smtpsink.Config{})
	d := h.hello()
	for range 3 {
		d.toData().ask("Subject: good\r\n\r\nbody\r\n.\r\n", "250")
	}
	if got := len(h.list()); got != 3 {
		t.Errorf("mails kept: got %d, want 3", got)
	}
}

func TestChunksAreRefused(t *testing.T) {
	for _, content := range []string{"", "a: b\r\n\r\nx\r\n", "a\nb", "a\r", smuggled + ".\r\n"} {
		h := open(t, smtpsink.Config{})
		d := h.hello()
		d.ask("MAIL FROM:<shop@example.com>\r\n", "250")
		d.ask("RCPT TO:<kim@example.com>\r\n", "250")
		d.ask(fmt.Sprintf("BDAT %d LAST\r\n%s", len(content), content), "502")
		d.say("\r\nQUIT\r\n") // the empty line is no command, whatever came before it
		for _, r := range d.rest() {
			if strings.HasPrefix(r, "250") || strings.HasPrefix(r, "354") {
				t.Errorf("%q: a line of the chunk was obeyed: %q", content, r)
			}
		}
		if got := len(h.list()); got != 0 {
			t.Errorf("%q: mails kept: got %d, want 0", content, got)
		}
	}
}

// A client that stops in the middle of a mail must not have the rest read as commands.
func TestMailIsNotReadAsCommandsAfterATimeout(t *testing.T) {
	for _, start := range []string{"DATA\r\n", "BDAT 1000 LAST\r\n"} {
		h := open(t, smtpsink.Config{Limits: smtpsink.Limits{ReadTimeout: 150 * time.Millisecond}})
		// All in one, so that the client is never too slow before the mail.
		d := h.dial()
		d.say("EHLO client.example\r\nMAIL FROM:<shop@example.com>\r\nRCPT TO:<kim@example.com>\r\n" + start + "Subject: slow\r\n\r\n")
		d.expect("220")
		for range 3 {
			if r := d.reply(); !strings.HasPrefix(r, "250") {
				t.Fatalf("%q: got %q before the mail, want 250", start, r)
			}
		}
		reply := d.reply()
		if strings.HasPrefix(reply, "354") {
			reply = d.reply()
		}
		if !strings.HasPrefix(reply, "451 4.4.2") && !strings.HasPrefix(reply, "5") {
			t.Errorf("%q: got %q, want a refusal", start, reply)
		}
		_, _ = d.conn.Write([]byte(smuggled + ".\r\n"))
		for _, r := range d.rest() {
			if strings.HasPrefix(r, "250") || strings.HasPrefix(r, "354") {
				t.Errorf("%q: a line of the mail was obeyed: %q", start, r)
			}
		}
		if got := len(h.list()); got != 0 {
			t.Errorf("%q: mails kept: got %d, want 0", start, got)
		}
	}
}
