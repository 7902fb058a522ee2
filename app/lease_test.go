package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// leaseWatch knows until when each mail is claimed.
type leaseWatch struct {
	ports.Outbox
	mu   sync.Mutex
	ends map[string]time.Time // by Message-ID
}

func watchLeases(h *house) *leaseWatch {
	w := &leaseWatch{Outbox: h.deliveries.Outbox, ends: map[string]time.Time{}}
	h.deliveries.Outbox = w
	return w
}

func (w *leaseWatch) Claim(ctx context.Context, order ports.ClaimOrder, judge func(ports.Due) (ports.Verdict, error)) (int, error) {
	return w.Outbox.Claim(ctx, order, func(due ports.Due) (ports.Verdict, error) {
		w.mu.Lock()
		w.ends[due.Delivery.ID.String()] = due.Delivery.DueAt
		w.mu.Unlock()
		return judge(due)
	})
}

func (w *leaseWatch) left(mail domain.Mail, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ends[mail.MessageID].Sub(now)
}

// TestNoAttemptOutlivesItsLease: with a relay that takes six minutes for each
// mail, those claimed together are still never begun without time enough for
// the longest attempt there may be. Otherwise a second sender would claim what
// the first is about to hand over.
func TestNoAttemptOutlivesItsLease(t *testing.T) {
	h := newHouse(t)
	leases := watchLeases(h)
	const customers = 8
	for i := range customers {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	_, err := h.deliveries.AdmitDue(t.Context())
	must(t, err)
	h.mailer.setFate(func(mail domain.Mail) (bool, error) {
		if left := leases.left(mail, h.clock.Now()); left < ports.MaxSend {
			t.Errorf("an attempt is begun %v before its lease ends, want %v", left, ports.MaxSend)
		}
		h.clock.advance(6 * time.Minute)
		return true, nil
	})
	for range 3 * customers { // each may have to be claimed more than once
		_, err := h.deliveries.DeliverDue(t.Context())
		must(t, err)
	}
	if got := len(h.mailer.sent()); got != customers {
		t.Errorf("%d mails, want %d: one that is put back is sent later", got, customers)
	}
}

// TestAMailOfAHangingSenderIsTakenOver: a sender never comes back from the
// relay. Nobody takes its mail from it for as long as an attempt may take; at
// twice that another sender has it, well before the link would be of no use.
func TestAMailOfAHangingSenderIsTakenOver(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.ask("jane@example.com")
	_, err := h.deliveries.AdmitDue(t.Context())
	must(t, err)
	hung := &hangingMailer{reached: make(chan domain.Mail, 1), release: make(chan struct{})}
	first := newerHouse(h)
	first.Mailer = hung
	ended := make(chan error, 1)
	go func() {
		_, err := first.DeliverDue(t.Context())
		ended <- err
	}()
	var lost domain.Mail
	select {
	case lost = <-hung.reached:
	case <-time.After(10 * time.Second):
		t.Fatal("no mail is sent")
	}
	h.clock.advance(ports.MaxSend)
	if mails := h.work(); len(mails) != 0 {
		t.Errorf("%d mails while an attempt may still be under way, want none", len(mails))
	}
	h.clock.advance(ports.MaxSend)
	mails := h.work()
	if len(mails) != 1 || mails[0].MessageID != lost.MessageID {
		t.Errorf("%d mails at twice the time of an attempt, want the hung one with its Message-ID", len(mails))
	}
	close(hung.release)
	must(t, <-ended)
	h.clock.advance(ports.MaxSend)
	if mails := h.work(); len(mails) != 0 {
		t.Errorf("%d mails after the hung sender came back, want none", len(mails))
	}
}

// hangingMailer has the relay think about a mail until it is let go.
type hangingMailer struct {
	reached chan domain.Mail
	release chan struct{}
}

func (m *hangingMailer) Send(_ context.Context, mail domain.Mail) (string, error) {
	m.reached <- mail
	<-m.release
	return "250 taken", nil
}
