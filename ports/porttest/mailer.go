package porttest

import (
	"context"
	"errors"
	"reflect"
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
	t.Run("a mail arrives as it is", func(t *testing.T) { mailerKeepsMails(t, newMailer) })
	t.Run("many at once arrive once each", func(t *testing.T) { mailerConcurrently(t, newMailer) })
	t.Run("nothing is sent when the context is over", func(t *testing.T) {
		mailer, received := newMailer(t)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := mailer.Send(over, mailFor(t, 1))
		var fault *domain.RelayFault
		if !errors.As(err, &fault) || fault.Class() != domain.FaultRelay || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want a fault that does not count against the mail and matches context.Canceled", err)
		}
		if got := received(); len(got) != 0 {
			t.Errorf("got %d mails, want none", len(got))
		}
	})
	t.Run("a mail that cannot be built is no fault of the relay", func(t *testing.T) {
		mailer, received := newMailer(t)
		mail := mailFor(t, 1)
		mail.Subject = "Reset\r\nBcc: all@shop.example"
		_, err := mailer.Send(t.Context(), mail)
		var fault *domain.RelayFault
		if err == nil || errors.As(err, &fault) {
			t.Errorf("got %v, want an error that is no *domain.RelayFault", err)
		}
		if got := received(); len(got) != 0 {
			t.Errorf("got %d mails, want none", len(got))
		}
	})
}

// mailerKeepsMails sends a plain mail, and one with everything a mail can have.
func mailerKeepsMails(t *testing.T, newMailer func(t *testing.T) (ports.Mailer, func() []domain.Mail)) {
	full := mailFor(t, 2)
	full.ReplyTo, full.Language = address(t, "help@shop.example"), domain.German
	full.Logo = &domain.Logo{MediaType: "image/png", Data: []byte("\x89PNG\r\n\x1a\n\x00\r.\n.\r\n\xff")}
	for label, want := range map[string]domain.Mail{"plain": mailFor(t, 1), "full": full} {
		mailer, received := newMailer(t)
		reply, err := mailer.Send(t.Context(), want)
		if err != nil {
			t.Fatalf("%s: Send: %v", label, err)
		}
		if reply == "" || reply != domain.RelayWords(reply) {
			t.Errorf("%s: got reply %q, want the relay's words, fit to be shown", label, reply)
		}
		if got := received(); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("%s: got %d mails, want just the one sent", label, len(got))
		}
	}
}

func mailerConcurrently(t *testing.T, newMailer func(t *testing.T) (ports.Mailer, func() []domain.Mail)) {
	const mails = 16
	mailer, received := newMailer(t)
	var senders sync.WaitGroup
	for n := range mails {
		mail := mailFor(t, n)
		senders.Go(func() {
			if _, err := mailer.Send(t.Context(), mail); err != nil {
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
	return domain.Mail{
		MessageID: strconv.Itoa(n) + "@shop.example",
		From:      address(t, "no-reply@shop.example"), FromName: "Bücher & Söhne",
		To: address(t, "jane@example.org"), Subject: "Reset your password for Bücher & Söhne",
		Text: "Hello\n\nhttps://shop.example/reset#X\n.\nBye\n", HTML: "<p>Hello &amp; Grüße</p>\n",
		Language: domain.English, Date: time.Date(2026, time.November, 22, 14, 5, 0, 0, time.UTC),
	}
}

func address(t *testing.T, text string) domain.Email {
	t.Helper()
	email, err := domain.ParseEmail(text)
	if err != nil {
		t.Fatal(err)
	}
	return email
}
