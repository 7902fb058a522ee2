package app_test

import (
	"fmt"
	"strings"
	"testing"

	"latchkey/app"
	"latchkey/domain"
)

// TestARefusedSenderConcernsItsOwnShopOnly: the mails of one shop wait, and
// those of the other go at once.
func TestARefusedSenderConcernsItsOwnShopOnly(t *testing.T) {
	h := newHouse(t)
	h.openShop(2, "Other")
	sender := email("bad@shop.example")
	project, err := h.store.Projects().ByID(t.Context(), 2)
	must(t, err)
	project.Sender = sender
	must(t, h.store.Projects().Put(t.Context(), project))
	letters := &recorder{}
	h.deliveries.Writer = letters
	ask := func(project domain.ProjectID, address string) {
		h.addAccount(project, address, "the old password")
		must(t, h.resets.Request(t.Context(), app.ResetAsk{Project: project, Email: email(address), Channel: domain.ViaPage}))
	}
	refused, tries := true, 0
	h.mailer.setFate(func(m domain.Mail) (bool, error) {
		if refused && strings.HasPrefix(m.To.LocalPart(), "other") {
			tries++
			return false, &domain.RelayFault{Phase: domain.PhaseSender, Code: 553, Words: "553 5.7.1 not yours"}
		}
		return true, nil
	})
	for i := range 100 {
		ask(2, fmt.Sprintf("other%d@example.com", i))
	}
	h.work()
	ask(1, "jane@example.com")
	h.clock.advance(domain.ProbeEvery)
	if mails := h.work(); len(mails) != 1 || mails[0].To != email("jane@example.com") {
		t.Errorf("%d mails, want that of the shop whose sender is taken", len(mails))
	}
	if tries != domain.BreakerTrips+1 || h.deliveries.RelayTrouble() {
		t.Errorf("%d attempts, the relay in trouble %t; want 5 and a probe, and no trouble", tries, h.deliveries.RelayTrouble())
	}
	if got := strings.Count(h.log.String(), `"level":"ERROR"`); got != 1 {
		t.Errorf("%d alarm lines, want 1", got)
	}
	refused = false
	for range 2 {
		h.clock.advance(domain.ProbeEvery)
		h.work()
	}
	if got := len(h.mailer.sent()); got != 101 {
		t.Errorf("%d mails within 30 s of the sender being taken, want 101", got)
	}
}

// TestATakenSenderIsHeldAgainstNobody: a relay that has something against a
// recipient has nothing against the sender any more.
func TestATakenSenderIsHeldAgainstNobody(t *testing.T) {
	h := newHouse(t)
	tries, phase := 0, domain.PhaseSender
	h.mailer.setFate(func(domain.Mail) (bool, error) {
		tries++
		return false, &domain.RelayFault{Phase: phase, Code: 550, Words: "550 no"}
	})
	for i := range 20 {
		address := fmt.Sprintf("c%d@example.com", i)
		h.addAccount(1, address, "the old password")
		must(t, h.resets.Request(t.Context(), app.ResetAsk{Project: 1, Email: email(address), Channel: domain.ViaPage}))
	}
	h.work()
	if tries != domain.BreakerTrips {
		t.Fatalf("%d attempts with a sender that is refused, want %d", tries, domain.BreakerTrips)
	}
	phase = domain.PhaseRecipient
	for range 2 {
		h.clock.advance(domain.ProbeEvery)
		h.work()
	}
	if want := domain.BreakerTrips + 20; tries != want {
		t.Errorf("%d attempts within 30 s of the sender being taken, want %d: one at each recipient", tries, want)
	}
}
