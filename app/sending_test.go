package app_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/domain"
)

var (
	errRefused     = &domain.RelayFault{Phase: domain.PhaseRecipient, Code: 550, Words: "550 5.1.1 <jane@example.com> unknown"}
	errUnreachable = &domain.RelayFault{Phase: domain.PhaseConnect, Words: "connection refused", Cause: errors.New("connection refused")}
	errDoubtful    = &domain.RelayFault{Phase: domain.PhaseHandover, Words: "no last word", Cause: errors.New("i/o timeout")}
)

// fate makes a mailer fail with err without taking the mail.
func (h *house) fate(err error) (tries *int) {
	tries = new(int)
	h.mailer.setFate(func(domain.Mail) (bool, error) {
		*tries++
		return err == nil, err
	})
	return tries
}

// TestRelayDownForHalfAnHour: the breaker opens, mails keep, and all of them go
// out once the relay is back (F09).
func TestRelayDownForHalfAnHour(t *testing.T) {
	h := newHouse(t)
	const customers = 20
	for i := range customers {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	tries := h.fate(errUnreachable)
	h.work()
	if *tries != domain.BreakerTrips {
		t.Errorf("%d attempts by one sender before the breaker opened, want 5", *tries)
	}
	if !h.deliveries.RelayTrouble() {
		t.Error("the breaker is closed")
	}
	*tries = 0
	const probes = 120
	for range probes {
		h.clock.advance(domain.ProbeEvery)
		h.work()
	}
	if *tries != probes {
		t.Errorf("%d attempts in half an hour, want one each 15 s", *tries)
	}
	if got := strings.Count(h.log.String(), `"level":"ERROR"`); got != 1 {
		t.Errorf("%d alarm lines, want 1", got)
	}
	h.mailer.setFate(nil)
	h.clock.advance(domain.ProbeEvery)
	h.work()
	h.clock.advance(domain.ProbeEvery)
	h.work()
	if got := len(h.mailer.sent()); got != customers {
		t.Errorf("%d mails within 30 s of the relay's return, want %d", got, customers)
	}
	if h.deliveries.RelayTrouble() || !strings.Contains(h.log.String(), "answers again") {
		t.Error("nobody is told that the relay is back")
	}
}

// TestRelayDownTooLong: a link mail that could only arrive after its hour is
// not sent any more.
func TestRelayDownTooLong(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.fate(errUnreachable)
	h.ask("jane@example.com")
	h.work()
	h.clock.advance(61 * time.Minute)
	tries := h.fate(nil)
	h.work()
	if *tries != 0 {
		t.Errorf("%d mails for a request of 61 minutes ago, want none", *tries)
	}
}

// TestOnePoisonedMailDelaysNobody (F12).
func TestOnePoisonedMailDelaysNobody(t *testing.T) {
	for name, poison := range map[string]error{"refused": errRefused, "temporary": errRelay, "unwritable": errors.New("no words for it")} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			customers := 1000
			if testing.Short() {
				customers = 100
			}
			for i := range customers {
				address := fmt.Sprintf("customer%d@example.com", i)
				h.addAccount(1, address, "the old password")
				h.ask(address)
			}
			h.mailer.setFate(func(m domain.Mail) (bool, error) {
				if m.To.LocalPart() == "customer7" {
					return false, poison
				}
				return true, nil
			})
			if got := len(h.work()); got != customers-1 {
				t.Errorf("%d mails at once, want %d", got, customers-1)
			}
			if h.deliveries.RelayTrouble() {
				t.Error("one mail's trouble opened the breaker")
			}
		})
	}
}

// TestGreylisting: a relay that wants to see us again after five minutes gets
// the mail at the attempt of minute six (F11).
func TestGreylisting(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	began := h.clock.Now()
	h.mailer.setFate(func(domain.Mail) (bool, error) {
		if h.clock.Now().Sub(began) < 5*time.Minute {
			return false, &domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450, Words: "450 4.2.0 greylisted"}
		}
		return true, nil
	})
	h.ask("jane@example.com")
	for len(h.mailer.sent()) == 0 && h.clock.Now().Sub(began) < time.Hour {
		h.work()
		h.clock.advance(time.Second)
	}
	if after := h.clock.Now().Sub(began); after < 5*time.Minute || after > 7*time.Minute+12*time.Second {
		t.Errorf("the mail went after %s, want it at the attempt of 6 minutes, give or take a fifth", after)
	}
}

// TestDoubtfulMailIsSentOnceMore: nobody knows whether the relay took it, so it
// is sent again, and then no more (F10).
func TestDoubtfulMailIsSentOnceMore(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.mailer.setFate(func(domain.Mail) (bool, error) { return true, errDoubtful })
	h.ask("jane@example.com")
	for range 100 {
		h.work()
		h.clock.advance(time.Minute)
	}
	mails := h.mailer.sent()
	if len(mails) != 2 || mails[0].MessageID != mails[1].MessageID {
		t.Fatalf("%d copies, want two with one Message-ID", len(mails))
	}
}

// TestFourSenders: each mail goes once, whoever takes it.
func TestFourSenders(t *testing.T) {
	h := newHouse(t)
	const customers = 200
	for i := range customers {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	for {
		n, err := h.deliveries.AdmitDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			for {
				n, err := h.deliveries.DeliverDue(t.Context())
				if err != nil {
					t.Error(err)
				}
				if n == 0 || err != nil {
					return
				}
			}
		})
	}
	senders.Wait()
	seen := map[string]int{}
	for _, mail := range h.mailer.sent() {
		seen[mail.MessageID]++
	}
	if len(seen) != customers || len(h.mailer.sent()) != customers {
		t.Errorf("%d mails with %d Message-IDs, want %d of each", len(h.mailer.sent()), len(seen), customers)
	}
}

// TestPanicInAMailEndsOneAttempt (A46).
func TestPanicInAMailEndsOneAttempt(t *testing.T) {
	h := newHouse(t)
	for _, address := range []string{"jane@example.com", "li@example.com"} {
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	tries := 0
	h.mailer.setFate(func(m domain.Mail) (bool, error) {
		if m.To.LocalPart() == "jane" {
			tries++
			panic("jane@example.com")
		}
		return true, nil
	})
	for range 600 {
		h.work()
		h.clock.advance(time.Minute)
	}
	if len(h.mailer.sent()) != 1 || tries < 8 || tries > 9 {
		t.Errorf("%d mails and %d attempts at the poisoned one, want 1 and those of the schedule", len(h.mailer.sent()), tries)
	}
	if strings.Contains(h.log.String(), "example.com") {
		t.Error("the log repeats what a panic said")
	}
}

// TestALinkNeverLeavesAfterItsHour (I4): a slow relay can make the last mails
// of a batch too late while those before them are sent.
func TestALinkNeverLeavesAfterItsHour(t *testing.T) {
	h := newHouse(t)
	for _, address := range []string{"a@example.com", "b@example.com", "c@example.com"} {
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.clock.advance(59 * time.Minute)
	h.mailer.setFate(func(domain.Mail) (bool, error) { h.clock.advance(40 * time.Second); return true, nil })
	h.work()
	if got := len(h.mailer.sent()); got != 2 {
		t.Errorf("%d mails, want the 2 that were begun within the hour", got)
	}
}
