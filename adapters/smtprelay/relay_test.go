package smtprelay_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/adapters/smtprelay"
	"latchkey/domain"
	"latchkey/ports"
)

var _ ports.Mailer = (*smtprelay.Relay)(nil)

// sample returns a mail that can be sent.
func sample(t testing.TB) domain.Mail {
	t.Helper()
	return domain.Mail{
		MessageID: "0a1b2c3d4e5f60718293a4b5@shop.example",
		From:      email(t, "no-reply@shop.example"), FromName: "Demo Shop",
		To:      email(t, "jane@example.org"),
		Subject: "Reset your password for Demo Shop",
		Text:    "Hello\n\nhttps://reset.shop.example/reset#04HMASW9NF6YWFEM1VKW4FP8R7\n.\n.dot\n",
		HTML:    "<p>Grüße, hello</p>\n",
		Date:    time.Date(2026, time.November, 22, 14, 5, 0, 0, time.UTC),
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

// relayTo returns a relay to addr that is closed with the test.
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

// oneMail is what the server must be told for one sample mail.
var oneMail = []string{
	"MAIL FROM:<no-reply@shop.example> BODY=8BITMIME", "RCPT TO:<jane@example.org>", "DATA", finalDot,
}

const hello = "EHLO reset.shop.example"

func TestTheWholeDialogue(t *testing.T) {
	s := serve(t, nil)
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	for range 3 {
		if err := relay.Send(t.Context(), sample(t)); err != nil {
			t.Fatalf("Send: %v", err)
		}
	}
	if err := relay.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	<-s.ended
	want := slices.Concat([]string{hello}, oneMail, oneMail, oneMail, []string{"QUIT"})
	if got := s.dialogue(1); !slices.Equal(got, want) {
		t.Errorf("got dialogue\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := s.connections(); got != 1 {
		t.Errorf("got %d connections, want 1", got)
	}
	if err := relay.Send(t.Context(), sample(t)); err == nil {
		t.Error("Send after Close: got no error")
	}
	if err := relay.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func TestIdleConnectionIsClosed(t *testing.T) {
	s := serve(t, nil)
	relay := relayTo(t, smtprelay.Config{Addr: s.addr, Idle: time.Millisecond})
	for n := 1; n <= 3; n++ {
		if err := relay.Send(t.Context(), sample(t)); err != nil {
			t.Fatalf("Send %d: %v", n, err)
		}
		if got := <-s.ended; got != n {
			t.Fatalf("got the end of connection %d, want %d", got, n)
		}
		if got, want := s.dialogue(n), slices.Concat([]string{hello}, oneMail, []string{"QUIT"}); !slices.Equal(got, want) {
			t.Errorf("connection %d: got %q, want %q", n, got, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	s := serve(t, nil)
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	for _, connected := range []bool{false, true} {
		err := relay.Send(cancelled, sample(t))
		checkTemporary(t, err)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("connected %t: got %v, want it to match context.Canceled", connected, err)
		}
		if err := relay.Send(t.Context(), sample(t)); err != nil {
			t.Fatalf("Send: %v", err)
		}
	}
	if got := len(s.received()); got != 2 {
		t.Errorf("got %d mails, want the 2 that were not cancelled", got)
	}
}

func TestCancelledWhileBeingGreeted(t *testing.T) {
	for _, phase := range []string{greeting, "EHLO"} {
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, func(_ int, at string, _ int) step {
			if at == phase {
				cancel()
			}
			return step{hang: at == phase}
		})
		began := time.Now()
		err := relayTo(t, smtprelay.Config{Addr: s.addr}).Send(ctx, sample(t))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: Send took %v after the end of its context", phase, took)
		}
		checkTemporary(t, err)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want it to match context.Canceled", phase, err)
		}
		<-s.ended // the connection did not leak
	}
}

func TestUnusableConfig(t *testing.T) {
	tests := map[string]smtprelay.Config{
		"no address":        {},
		"no port":           {Addr: "127.0.0.1"},
		"no host":           {Addr: ":25"},
		"port name":         {Addr: "127.0.0.1:smtp"},
		"port too high":     {Addr: "127.0.0.1:65536"},
		"newline in host":   {Addr: "relay\r\n.example:25"},
		"HELO injects":      {Addr: "127.0.0.1:25", HELO: "x\r\nMAIL FROM:<a@b>"},
		"HELO with space":   {Addr: "127.0.0.1:25", HELO: "a b"},
		"negative timeout":  {Addr: "127.0.0.1:25", Timeout: -1},
		"timeout too long":  {Addr: "127.0.0.1:25", Timeout: 21 * time.Second},
		"negative idleness": {Addr: "127.0.0.1:25", Idle: -1},
	}
	for label, config := range tests {
		if relay, err := smtprelay.New(config); err == nil || relay != nil {
			t.Errorf("%s: got %v, %v, want an error", label, relay, err)
		}
	}
}
