package app_test

import (
	"fmt"
	"testing"
	"time"

	"latchkey/domain"
)

// TestMailsTooOldDoNotKeepTheRelayAway: after an outage of more than an hour the
// oldest mails are of no use any more, and must not use up the breaker's probes.
func TestMailsTooOldDoNotKeepTheRelayAway(t *testing.T) {
	h := newHouse(t)
	ask := func(name string) {
		h.addAccount(1, name+"@example.com", "the old password")
		h.ask(name + "@example.com")
	}
	h.fate(errUnreachable)
	for i := range 50 {
		ask(fmt.Sprintf("old%d", i))
	}
	h.work()
	h.clock.advance(61 * time.Minute)
	ask("new")
	h.mailer.setFate(nil)
	h.work()
	h.clock.advance(domain.ProbeEvery)
	h.work()
	if got := len(h.mailer.sent()); got != 1 || h.deliveries.RelayTrouble() {
		t.Errorf("%d mails 15 s after the relay's return, trouble %t; want the new one and none", got, h.deliveries.RelayTrouble())
	}
}

// TestARelayTooBusyToGreetIsNotBack: the breaker stays open, and one mail only
// spends an attempt.
func TestARelayTooBusyToGreetIsNotBack(t *testing.T) {
	h := newHouse(t)
	for i := range 20 {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	h.fate(errUnreachable)
	h.work()
	tries := h.fate(&domain.RelayFault{Phase: domain.PhaseGreeting, Code: 421, Words: "421 too busy"})
	h.clock.advance(domain.ProbeEvery)
	h.work()
	if *tries != 1 || !h.deliveries.RelayTrouble() {
		t.Errorf("%d attempts, trouble %t; want the probe alone, and the breaker open", *tries, h.deliveries.RelayTrouble())
	}
}
