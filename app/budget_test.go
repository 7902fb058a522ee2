package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// TestMailBudget: link mails beyond the day's budget wait, notices do not, and
// the operator hears of it at four fifths and at the end, once each.
func TestMailBudget(t *testing.T) {
	h := newHouse(t)
	h.deliveries.Budget = domain.MailBudget{PerDay: 10}
	h.clock.advance(11*time.Hour + 30*time.Minute) // 23:30
	var tokens []domain.ResetToken
	for i := range 14 {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
		for _, mail := range h.work() {
			tokens = append(tokens, tokenIn(t, mail))
		}
	}
	if len(tokens) != 10 {
		t.Fatalf("%d link mails, want the 10 of the budget", len(tokens))
	}
	must(t, h.complete(tokens[0], "a brand new one"))
	if mails := h.work(); len(mails) != 1 || mails[0].Subject != string(domain.PasswordChangedMail) {
		t.Errorf("%d mails after a reset, want the notice", len(mails))
	}
	for _, line := range []string{"four fifths", "budget is spent"} {
		if got := strings.Count(h.log.String(), line); got != 1 {
			t.Errorf("%q is logged %d times, want once", line, got)
		}
	}
	h.clock.advance(31 * time.Minute) // the next day
	if mails := h.work(); len(mails) != 4 {
		t.Errorf("%d mails on the next day, want the 4 that waited", len(mails))
	}
}

// TestMailsOnTheirWayCountAgainstTheBudget: what is claimed and not settled yet
// is spent, too, or senders that work at once would go beyond the budget.
func TestMailsOnTheirWayCountAgainstTheBudget(t *testing.T) {
	h := newHouse(t)
	h.deliveries.Budget = domain.MailBudget{PerDay: 12}
	for i := range 60 {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	for n := 1; n > 0; {
		var err error
		n, err = h.deliveries.AdmitDue(t.Context())
		must(t, err)
	}
	// The first sender is in the middle of a mail when the second comes.
	second := make(chan error, 1)
	h.mailer.setFate(func(domain.Mail) (bool, error) {
		h.mailer.fate = nil // the mailer is held by this mail
		go func() {
			_, err := h.deliveries.DeliverDue(t.Context())
			second <- err
		}()
		return true, nil
	})
	_, err := h.deliveries.DeliverDue(t.Context())
	must(t, err)
	must(t, <-second)
	h.work()
	if got := len(h.mailer.sent()); got != 12 {
		t.Errorf("%d link mails on one day, want the 12 of the budget", got)
	}
}
