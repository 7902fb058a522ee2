package smtpsink_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"latchkey/adapters/smtpsink"
)

func badAddresses() []string {
	long := strings.Repeat("a", 600)
	return []string{
		"<a\rb@example.com>", "<a@exam\rple.com>", "<\"a\rb\"@example.com>", "<a\x00@example.com>", "<a@b\x00.example>",
		"<\"a\\\x00\"@example.com>", "<a\x07@example.com>", "<a\x7f@example.com>", "<a@example.com\x1b>",
		"<<script>alert(1)</script>@example.com>", "<\"<script>alert(1)</script>\"@example.com>",
		"<a@<script>alert(1)</script>>", "<a@example.com<script>>", "<a@example.com>>", "<a@b><img src=x>",
		"<" + long + "@example.com>", "<a@" + long + ">", "<a@" + strings.Repeat("b.", 300) + "example>",
		"<grüße@example.com>", "<a@grüße.example>", "<\xff\xfe@example.com>", "<\"a b\"@example.com>",
		"<\"a,b\"@example.com>", "<a@b@example.com>", "<a>", "<@example.com>", "<a@>", "a b@example.com",
		"<\"a@b\"@example.com>", "<\"\"@example.com>",
	}
}

func TestBadAddressesAreRefused(t *testing.T) {
	h := open(t, smtpsink.Config{})
	for _, address := range badAddresses() {
		for _, command := range []string{"MAIL FROM:", "RCPT TO:"} {
			d := h.hello()
			if command == "RCPT TO:" {
				d.ask("MAIL FROM:<shop@example.com>\r\n", "250")
			}
			d.say(command + address + "\r\n")
			got := d.reply()
			if !strings.HasPrefix(got, "501 ") && !strings.HasPrefix(got, "553 ") {
				t.Errorf("%s%q: got %q, want 501 or 553", command, address, got)
			}
			if strings.ContainsAny(got, "\x00\x1b@") || strings.Contains(got, "script") || strings.Count(got, "\r") > 1 {
				t.Errorf("%s%q: the reply repeats the address: %q", command, address, got)
			}
		}
	}
}

// An LF ends a command line wherever it stands, so both halves are refused and nothing is opened.
func TestLineFeedInAddress(t *testing.T) {
	d := open(t, smtpsink.Config{}).hello()
	d.ask("MAIL FROM:<a\nb@example.com>\r\n", "501")
	d.expect("501")
	d.ask("RCPT TO:<kim@example.com>\r\n", "502")
}

func TestGoodEnvelopes(t *testing.T) {
	h := open(t, smtpsink.Config{})
	tests := []struct{ from, to string }{
		{"shop@example.com", "kim@example.com"},
		{"", "kim+tag@example.com"},
		{"o'neil=x/y!#$%&*-?^_`{|}~@example.com", "kim@[127.0.0.1]"},
		{"a@localhost", strings.Repeat("k", 64) + "@" + strings.Repeat("b", 180) + ".example"},
	}
	for _, tt := range tests {
		d := h.hello()
		d.ask("MAIL FROM:<"+tt.from+"> SIZE=100 BODY=8BITMIME\r\n", "250")
		d.ask("RCPT TO:<"+tt.to+">\r\n", "250")
		d.ask("DATA\r\n", "354")
		d.ask("Subject: x\r\n\r\n.\r\n", "250")
		got := h.list()[0]
		if got.From != tt.from || len(got.To) != 1 || got.To[0] != tt.to {
			t.Errorf("got %q to %q, want %q to %q", got.From, got.To, tt.from, tt.to)
		}
	}
}

func TestWhatIsOffered(t *testing.T) {
	d := open(t, smtpsink.Config{}).dial()
	d.expect("220")
	got := d.ask("EHLO client.example\r\n", "250")
	for _, want := range []string{"SIZE 1048576", "LIMITS RCPTMAX=100", "8BITMIME"} {
		if !strings.Contains(got, want) {
			t.Errorf("EHLO: got %q, want %s in it", got, want)
		}
	}
	for _, never := range []string{"AUTH", "STARTTLS", "CHUNKING", "SMTPUTF8", "BINARYMIME", "DSN"} {
		if strings.Contains(got, never) {
			t.Errorf("EHLO: got %q, want no %s", got, never)
		}
	}
	d.ask("AUTH PLAIN AGEAYg==\r\n", "5")
	d.ask("MAIL FROM:<shop@example.com> SIZE=1048577\r\n", "552")
}

func TestLogHoldsNoMail(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	t.Run("traffic", func(t *testing.T) {
		h := open(t, smtpsink.Config{Logger: log})
		h.send("Subject: canary-subject\n\ncanary-body\n")
		h.hello().say("MAIL FROM:<canary-from@example.com>\r\nRCPT TO:<canary\x00@example.com>\r\nDATA canary\r\n")
		d := h.hello().toData()
		d.say("canary-half")
		_ = d.conn.Close()
		h.hello().say(strings.Repeat("canary", 1000))
		h.do("GET", "/inbox/mail/canary-id")
	})
	if got := out.String(); strings.Contains(got, "canary") || strings.Contains(got, "@") {
		t.Errorf("log: got %q, want no word of any mail", got)
	}
	if got := out.String(); !strings.Contains(got, "mail received") {
		t.Errorf("log: got %q, want the event", got)
	}
}
