package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// fragileOutbox fails to settle while it is told to.
type fragileOutbox struct {
	ports.Outbox
	fail       error
	panicsOver string // "claim", "restock", "settle" or nothing
	claims     int
}

func (o *fragileOutbox) Claim(ctx context.Context, order ports.ClaimOrder, judge func(ports.Due) (ports.Verdict, error)) (int, error) {
	o.claims++
	if o.panicsOver == "claim" || o.panicsOver == "restock" && o.claims > 1 {
		panic("jane@example.com")
	}
	return o.Outbox.Claim(ctx, order, judge)
}

func (o *fragileOutbox) Settle(ctx context.Context, outcome ports.Outcome) error {
	if o.panicsOver == "settle" {
		panic("jane@example.com")
	}
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

// houseThatPanics is one in which a mail to jane is due.
func houseThatPanics(t *testing.T, over string) (*house, *fragileOutbox) {
	t.Helper()
	h := newHouse(t)
	outbox := &fragileOutbox{Outbox: h.deliveries.Outbox, panicsOver: over}
	h.deliveries.Outbox = outbox
	h.addAccount(1, "jane@example.com", "the old password")
	h.ask("jane@example.com")
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h, outbox
}

// TestPanicInSettlingEndsNothing (A39, A46): the mail is settled later, and
// nothing repeats what the panic said.
func TestPanicInSettlingEndsNothing(t *testing.T) {
	h, outbox := houseThatPanics(t, "settle")
	for range 2 {
		if _, err := h.deliveries.DeliverDue(t.Context()); err == nil || strings.Contains(err.Error(), "jane") {
			t.Errorf("DeliverDue = %v, want a failure that names nobody", err)
		}
	}
	outbox.panicsOver = ""
	h.work()
	if got := len(h.mailer.sent()); got != 1 {
		t.Errorf("%d mails, want 1", got)
	}
}

// TestPanicInClaimingIsNotTheLast: the next sender claims, and need not wait for
// one that broke.
func TestPanicInClaimingIsNotTheLast(t *testing.T) {
	h, outbox := houseThatPanics(t, "claim")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is kept from the worker, which tells of it")
			}
		}()
		_, _ = h.deliveries.DeliverDue(t.Context())
	}()
	outbox.panicsOver = ""
	sent := make(chan error, 1)
	go func() {
		_, err := h.deliveries.DeliverDue(t.Context())
		sent <- err
	}()
	select {
	case err := <-sent:
		if got := len(h.mailer.sent()); err != nil || got != 1 {
			t.Errorf("%d mails, %v, want 1", got, err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for the one that broke")
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

// TestPanicInRestockingCostsNoMail: a sender that claims more for the others has
// a mail in its hands meanwhile.
func TestPanicInRestockingCostsNoMail(t *testing.T) {
	h, _ := houseThatPanics(t, "restock")
	if n, err := h.deliveries.DeliverDue(t.Context()); n != 1 || err != nil {
		t.Errorf("DeliverDue = %d, %v, want the mail sent", n, err)
	}
	if got := len(h.mailer.sent()); got != 1 {
		t.Errorf("%d mails, want 1", got)
	}
}
