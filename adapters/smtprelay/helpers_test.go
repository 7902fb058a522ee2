package smtprelay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
	"latchkey/ports"
)

var (
	_ ports.Mailer     = (*smtprelay.Relay)(nil)
	_ ports.RelayProbe = (*smtprelay.Relay)(nil)
)

// sample returns a mail that can be sent.
func sample(t testing.TB) domain.Mail {
	t.Helper()
	return domain.Mail{
		MessageID: "0a1b2c3d4e5f60718293a4b5@shop.example",
		From:      email(t, "no-reply@shop.example"), FromName: "Demo Shop",
		To:       email(t, "jane@example.org"),
		Subject:  "Reset your password for Demo Shop",
		Text:     "Hello\n\nhttps://reset.shop.example/reset#04HMASW9NF6YWFEM1VKW4FP8R7\n.\n.dot\n",
		HTML:     "<p>Grüße, hello</p>\n",
		Language: domain.English,
		Date:     time.Date(2026, time.November, 22, 14, 5, 0, 0, time.UTC),
	}
}

func email(t rapid.TB, text string) domain.Email {
	t.Helper()
	e, err := domain.ParseEmail(text)
	if err != nil {
		t.Fatalf("ParseEmail(%q): %v", text, err)
	}
	return e
}

// to returns a config for plain SMTP to s.
func to(s *relaytest.Relay) smtprelay.Config {
	return smtprelay.Config{Host: "127.0.0.1", Port: s.Port(), Security: smtprelay.Plain, RootCAs: s.RootCAs()}
}

// relayTo returns a relay that is closed with the test.
func relayTo(t testing.TB, config smtprelay.Config) *smtprelay.Relay {
	t.Helper()
	if config.HELO == "" {
		config.HELO = "reset.shop.example"
	}
	relay, err := smtprelay.New(config)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	return relay
}

// send sends the sample and fails t if that fails.
func send(t testing.TB, relay *smtprelay.Relay) {
	t.Helper()
	if _, err := relay.Send(t.Context(), sample(t)); err != nil {
		t.Errorf("Send: %v", err)
	}
}

// wantFault fails t unless err is a fault in phase with code, fit to be stored.
func wantFault(t testing.TB, err error, phase domain.RelayPhase, code int) *domain.RelayFault {
	t.Helper()
	var fault *domain.RelayFault
	if !errors.As(err, &fault) {
		t.Errorf("got %v, want a fault at %s", err, phase)
		return &domain.RelayFault{}
	}
	if fault.Phase != phase || fault.Code != code {
		t.Errorf("got a fault at %q with code %d (%v), want %q with %d", fault.Phase, fault.Code, fault, phase, code)
	}
	if fault.Words == "" || fault.Words != domain.RelayWords(fault.Words) {
		t.Errorf("got words %q, want some, fit to be shown", fault.Words)
	}
	if (fault.Code == 0) != (fault.Cause != nil) {
		t.Errorf("got code %d and cause %v, want one of them", fault.Code, fault.Cause)
	}
	checkDiscreet(t, err)
	return fault
}

// checkDiscreet fails t if the text of err is long, has controls or quotes the
// mail or the relay.
func checkDiscreet(t testing.TB, err error) {
	t.Helper()
	text := err.Error()
	if len(text) > 300 {
		t.Errorf("got an error of %d octets", len(text))
	}
	for _, secret := range []string{"jane", "@", "Demo", "Hello", "rejected", "\x1b", "\r", "\n", "script", "secret"} {
		if strings.Contains(text, secret) {
			t.Errorf("the error contains %q: %v", secret, text)
		}
	}
}

// oneMail is what the server must be told for one sample mail.
var oneMail = []string{
	"MAIL FROM:<no-reply@shop.example>", "RCPT TO:<jane@example.org>", "DATA", relaytest.FinalDot,
}

const hello = "EHLO reset.shop.example"

// short are limits for tests in which the relay stalls: long enough for a busy
// machine to do what does not.
func short() smtprelay.Limits {
	const soon = 5 * time.Second
	return smtprelay.Limits{Connect: soon, Command: soon, LastWord: soon, Grace: soon}
}
