package porttest

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Mailer runs the contract of ports.Mailer. newMailer returns a mailer to a
// relay that takes every mail, and a function that returns the mails the relay
// has taken so far, in any order.
func Mailer(t *testing.T, newMailer func(t *testing.T) (mailer ports.Mailer, received func() []domain.Mail)) {
	t.Run("a mail arrives as it is", func(t *testing.T) {
		mailer, received := newMailer(t)
		want := mailFor(t, 1)
		if err := mailer.Send(t.Context(), want); err != nil {
			t.Fatalf("Send: %v", err)
		}
		if got := received(); len(got) != 1 || got[0] != want {
			t.Errorf("got %+v, want just %+v", got, want)
		}
	})
	t.Run("many at once arrive once each", func(t *testing.T) { mailerConcurrently(t, newMailer) })
	t.Run("nothing is sent when the context is over", func(t *testing.T) {
		mailer, received := newMailer(t)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := mailer.Send(over, mailFor(t, 1)); err == nil {
			t.Error("got no error")
		}
		if got := received(); len(got) != 0 {
			t.Errorf("got %d mails, want none", len(got))
		}
	})
}

func mailerConcurrently(t *testing.T, newMailer func(t *testing.T) (ports.Mailer, func() []domain.Mail)) {
	const mails = 16
	mailer, received := newMailer(t)
	var senders sync.WaitGroup
	for n := range mails {
		mail := mailFor(t, n)
		senders.Go(func() {
			if err := mailer.Send(t.Context(), mail); err != nil {
				t.Errorf("Send %d: %v", n, err)
			}
		})
	}
	senders.Wait()
	got := map[string]int{}
	for _, mail := range received() {
		got[mail.MessageID]++
	}
	for n := range mails {
		if id := mailFor(t, n).MessageID; got[id] != 1 {
			t.Errorf("got mail %s %d times, want once", id, got[id])
		}
	}
}

// mailFor returns the nth of any number of different mails.
func mailFor(t *testing.T, n int) domain.Mail {
	t.Helper()
	to, err := domain.ParseEmail("jane@example.org")
	if err != nil {
		t.Fatal(err)
	}
	from, err := domain.ParseEmail("no-reply@shop.example")
	if err != nil {
		t.Fatal(err)
	}
	return domain.Mail{
		MessageID: strconv.Itoa(n) + "@shop.example",
		From:      from, FromName: "Bücher & Söhne", To: to, Subject: "Reset your password for Bücher & Söhne",
		Text: "Hello\n\nhttps://shop.example/reset#X\n.\nBye\n", HTML: "<p>Hello &amp; Grüße</p>\n",
		Date: time.Date(2026, time.November, 22, 14, 5, 0, 0, time.UTC),
	}
}
