package smtprelay_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/adapters/smtprelay"
	"latchkey/domain"
)

func TestReceivedMailIsTheSameMail(t *testing.T) {
	s := serve(t, nil)
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	link := "https://reset.shop.example/reset?" + strings.Repeat("a=%20&", 200) + "#04HMASW9NF6YWFEM1VKW4FP8R7"
	tests := map[string]func(*domain.Mail){
		"as it is": func(*domain.Mail) {},
		"other scripts": func(m *domain.Mail) {
			m.FromName, m.Subject = "Bücher & Söhne 📚", "متجر "+strings.Repeat("密码 ", 60)+"."
		},
		"quotes":            func(m *domain.Mail) { m.FromName, m.Subject = `"A" <b@c>, D`, `"A" \ <b@c>, D` },
		"long words":        func(m *domain.Mail) { m.FromName, m.Subject = strings.Repeat("x", 500), strings.Repeat("y", 500) },
		"a long link":       func(m *domain.Mail) { m.Text = "Hello\n\n" + link + "\n\nBye\n" },
		"dots and boundary": func(m *domain.Mail) { m.Text = ".\n..\n.x\n--\n--x--\n \n\t\nFrom me\n" },
		"no name, no text":  func(m *domain.Mail) { m.FromName, m.Text, m.HTML = "", "", "" },
		"another zone":      func(m *domain.Mail) { m.Date = m.Date.In(time.FixedZone("", 5*3600)) },
	}
	for label, edit := range tests {
		want := sample(t)
		edit(&want)
		if err := relay.Send(t.Context(), want); err != nil {
			t.Fatalf("%s: Send: %v", label, err)
		}
		want.Date = want.Date.UTC()
		raw := s.received()
		if got := parse(t, raw[len(raw)-1]); got != want {
			t.Errorf("%s: got\n%+v\nwant\n%+v", label, got, want)
		}
	}
}

func TestWhatGoesOverTheWire(t *testing.T) {
	s := serve(t, nil)
	mail := sample(t)
	mail.Subject, mail.Text = strings.Repeat("Ä ", 150), strings.Repeat("é", 5000)
	if err := relayTo(t, smtprelay.Config{Addr: s.addr}).Send(t.Context(), mail); err != nil {
		t.Fatal(err)
	}
	raw := s.received()[0]
	for line := range strings.SplitSeq(raw, "\n") {
		if len(line) > 78 {
			t.Errorf("got a line of %d octets, want at most 78: %s", len(line), line)
		}
	}
	if i := strings.IndexFunc(raw, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("got an octet outside printable ASCII at %d", i)
	}
	if regexp.MustCompile(`(?i)go-mail|x-mailer|user-agent`).MatchString(raw) {
		t.Error("the mail tells which software made it")
	}
}

// values a mail cannot be sent with, by what they are.
var spoilt = map[string]string{
	"CRLF": "a\r\nBcc: all@evil.example", "LF": "a\nb", "CR": "a\rb", "NUL": "a\x00b", "escape": "a\x1b[2J",
	"C1": "a\u0085b", "no UTF-8": "a\xff", "encoded word": "=?utf-8?q?a=0ABcc:?=", "too long": strings.Repeat("x", 513),
}

func TestSpoiltValuesSendNothing(t *testing.T) {
	s := serve(t, nil)
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	refuse := func(label string, mail domain.Mail) {
		t.Helper()
		err := relay.Send(t.Context(), mail)
		if err == nil {
			t.Errorf("%s: got no error", label)
		}
		checkDiscreet(t, err)
	}
	for label, value := range spoilt {
		mail := sample(t)
		mail.Subject = value
		refuse("subject: "+label, mail)
		mail = sample(t)
		mail.FromName = value
		refuse("name: "+label, mail)
		mail = sample(t)
		mail.MessageID = value + "@shop.example"
		refuse("Message-ID: "+label, mail)
	}
	mail := sample(t)
	mail.FromName = `Söhne \ Co`
	refuse("name with a backslash", mail)
	for _, id := range []string{"", "@", "a@", "@b", "a", "a@b@c", "a@b>", "<a@b>", "a b@c", "ä@b"} {
		mail := sample(t)
		mail.MessageID = id
		refuse("Message-ID "+id, mail)
	}
	for _, body := range []string{"a\rb", "a\r\n.\r\nMAIL FROM:<x@y>", "a\x00b", "a\xff"} {
		mail := sample(t)
		mail.Text = body
		refuse("text", mail)
		mail = sample(t)
		mail.HTML = body
		refuse("HTML", mail)
	}
	for label, edit := range map[string]func(*domain.Mail){
		"no sender":    func(m *domain.Mail) { m.From = domain.Email{} },
		"no recipient": func(m *domain.Mail) { m.To = domain.Email{} },
		"no date":      func(m *domain.Mail) { m.Date = time.Time{} },
	} {
		mail := sample(t)
		edit(&mail)
		refuse(label, mail)
	}
	if got := s.connections(); got != 0 {
		t.Errorf("got %d connections, want 0", got)
	}
}

// FuzzMailRoundTrip sends any mail that can be sent and wants the same mail
// back, from exactly one sender to exactly one recipient.
func FuzzMailRoundTrip(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(roundTrip(f)))
}

func TestMailRoundTrip(t *testing.T) {
	rapid.Check(t, roundTrip(t))
}

func roundTrip(tb testing.TB) func(*rapid.T) {
	s := serve(tb, nil)
	relay := relayTo(tb, smtprelay.Config{Addr: s.addr})
	ctx := tb.Context() // must not be asked for inside a fuzz target
	return func(t *rapid.T) {
		want := drawMail(t)
		if err := relay.Send(ctx, want); err != nil {
			t.Fatalf("Send: %v", err)
		}
		raw := s.received()
		if got := parse(t, raw[len(raw)-1]); got != want {
			t.Fatalf("got\n%+v\nwant\n%+v", got, want)
		}
		said := s.dialogue(1)
		envelope := []string{"MAIL FROM:<" + want.From.Address() + "> BODY=8BITMIME", "RCPT TO:<" + want.To.Address() + ">", "DATA", finalDot}
		if got := said[len(said)-4:]; !slices.Equal(got, envelope) {
			t.Fatalf("got %q, want %q", got, envelope)
		}
	}
}
