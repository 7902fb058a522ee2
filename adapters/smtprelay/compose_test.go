package smtprelay_test

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

func TestReceivedMailIsTheSameMail(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{})
	relay := relayTo(t, to(s))
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
		"answers elsewhere": func(m *domain.Mail) { m.ReplyTo = email(t, "help@shop.example") },
		"no language":       func(m *domain.Mail) { m.Language = "" },
		"a long tag":        func(m *domain.Mail) { m.Language = "sr-Latn-RS" },
		"a logo":            func(m *domain.Mail) { m.Logo = logo("image/png", "\x89PNG\r\n\x1a\n\x00\n.\n\xff") },
		"a large logo":      func(m *domain.Mail) { m.Logo = logo("image/jpeg", strings.Repeat("\xff\xd8\xff.", 1<<14)) },
		"a WebP logo":       func(m *domain.Mail) { m.Logo = logo("image/webp", "RIFF....WEBP") },
		"another zone":      func(m *domain.Mail) { m.Date = m.Date.In(time.FixedZone("", 5*3600)) },
	}
	for label, edit := range tests {
		want := sample(t)
		edit(&want)
		if _, err := relay.Send(t.Context(), want); err != nil {
			t.Fatalf("%s: Send: %v", label, err)
		}
		want.Date = want.Date.UTC()
		if got := parse(t, last(s)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%#v\nwant\n%#v", label, plain(got), plain(want))
		}
	}
}

// plain is a mail that prints.
type plain domain.Mail

func logo(mediaType, data string) *domain.Logo {
	return &domain.Logo{MediaType: mediaType, Data: []byte(data)}
}

// last returns the mail that s has received last.
func last(s *relaytest.Relay) string {
	mails := s.Mails()
	return mails[len(mails)-1].Raw
}

func TestWhatGoesOverTheWire(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{})
	mail := sample(t)
	mail.Subject, mail.Text = strings.Repeat("Ä ", 150), strings.Repeat("é", 5000)
	if _, err := relayTo(t, to(s)).Send(t.Context(), mail); err != nil {
		t.Fatal(err)
	}
	raw := last(s)
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
	s := relaytest.Start(t, relaytest.Options{})
	relay := relayTo(t, to(s))
	refuse := func(label string, mail domain.Mail) {
		t.Helper()
		_, err := relay.Send(t.Context(), mail)
		if err == nil || errors.As(err, new(*domain.RelayFault)) {
			t.Errorf("%s: got %v, want an error that is no fault of the relay's", label, err)
			return
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
		"no sender":              func(m *domain.Mail) { m.From = domain.Email{} },
		"no recipient":           func(m *domain.Mail) { m.To = domain.Email{} },
		"no date":                func(m *domain.Mail) { m.Date = time.Time{} },
		"language that injects":  func(m *domain.Mail) { m.Language = "en\r\nBcc: all@evil.example" },
		"language with a space":  func(m *domain.Mail) { m.Language = "en us" },
		"language of no letters": func(m *domain.Mail) { m.Language = "-" },
		"logo of another kind":   func(m *domain.Mail) { m.Logo = logo("image/svg+xml", "<svg>") },
		"logo that injects":      func(m *domain.Mail) { m.Logo = logo("image/png\r\nX: y", "") },
		"logo too large":         func(m *domain.Mail) { m.Logo = logo("image/png", strings.Repeat("x", domain.MaxLogoBytes+1)) },
	} {
		mail := sample(t)
		edit(&mail)
		refuse(label, mail)
	}
	if got := s.Connections(); got != 0 {
		t.Errorf("got %d connections, want 0", got)
	}
}
