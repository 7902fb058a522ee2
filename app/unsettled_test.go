package app_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"latchkey/domain"
	"latchkey/ports"
)

// fragileOutbox fails to settle while it is told to.
type fragileOutbox struct {
	ports.Outbox
	fail error
}

func (o *fragileOutbox) Settle(ctx context.Context, outcome ports.Outcome) error {
	if o.fail != nil {
		return o.fail
	}
	return o.Outbox.Settle(ctx, outcome)
}

// TestNothingIsSentTwiceBecauseTheStoreFailed: a full disk between the relay's
// last word and its record costs neither a copy nor a mail.
func TestNothingIsSentTwiceBecauseTheStoreFailed(t *testing.T) {
	h := newHouse(t)
	outbox := &fragileOutbox{Outbox: h.deliveries.Outbox}
	h.deliveries.Outbox = outbox
	const customers = 12
	for i := range customers {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	outbox.fail = errors.New("disk full")
	for range 3 {
		if _, err := h.deliveries.DeliverDue(t.Context()); !errors.Is(err, outbox.fail) {
			t.Fatalf("DeliverDue = %v, want the store's error", err)
		}
	}
	if got := len(h.mailer.sent()); got < 1 || got > 4 {
		t.Errorf("%d mails while none can be settled, want the first and no more than 3 that were on their way", got)
	}
	outbox.fail = nil
	h.work()
	if got := len(h.mailer.sent()); got != customers {
		t.Errorf("%d mails once the store is well, want %d", got, customers)
	}
}

// TestResume: what a dead server had claimed goes out at once, with the same
// Message-ID, and not after the lease.
func TestResume(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.ask("jane@example.com")
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	outbox := &fragileOutbox{Outbox: h.deliveries.Outbox, fail: errors.New("killed")}
	h.deliveries.Outbox = outbox
	if _, err := h.deliveries.DeliverDue(t.Context()); err == nil {
		t.Fatal("the mail was settled")
	}
	after := newerHouse(h)
	must(t, after.Resume(t.Context()))
	if n, err := after.DeliverDue(t.Context()); n != 1 || err != nil {
		t.Fatalf("DeliverDue = %d, %v", n, err)
	}
	mails := h.mailer.sent()
	if len(mails) != 2 || mails[0].MessageID != mails[1].MessageID {
		t.Fatalf("%d copies, want two with one Message-ID", len(mails))
	}
	for _, mail := range mails {
		if got := h.state(tokenIn(t, mail)); got != domain.TokenLive {
			t.Errorf("the link of a copy is %s, want live", got)
		}
	}
}
