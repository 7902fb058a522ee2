package app_test

import (
	"fmt"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// TestSuspectsAreClaimedOneByOne: one of the mails that a dead server had
// claimed may have killed it. The others must not spend their attempts with it.
func TestSuspectsAreClaimedOneByOne(t *testing.T) {
	h := newHouse(t)
	customers := 0
	waits := func(n int) {
		t.Helper()
		for range n {
			address := fmt.Sprintf("customer%d@example.com", customers)
			h.addAccount(1, address, "the old password")
			h.ask(address)
			customers++
		}
		if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	dies := func(n int) {
		t.Helper()
		order := ports.ClaimOrder{Now: h.clock.Now(), Lease: time.Hour, Limit: n}
		claimed, err := h.store.Outbox().Claim(t.Context(), order, func(ports.Due) (ports.Verdict, error) {
			return ports.Verdict{State: domain.DeliveryWaiting}, nil
		})
		if err != nil || claimed != n {
			t.Fatalf("Claim = %d, %v, want %d", claimed, err, n)
		}
	}
	delivers := func(d *app.Deliveries, want ...int) {
		t.Helper()
		for i, n := range want {
			if got, err := d.DeliverDue(t.Context()); got != n || err != nil {
				t.Errorf("DeliverDue %d = %d, %v, want %d", i, got, err, n)
			}
		}
	}

	waits(3)
	dies(3)
	after := newerHouse(h)
	must(t, after.Resume(t.Context()))
	delivers(after, 1, 1, 1, 0)
	waits(3)
	delivers(after, 3, 0)

	waits(3)
	dies(3)
	after = newerHouse(h)
	must(t, after.Resume(t.Context()))
	delivers(after, 1)
	h.clock.advance(time.Minute)
	delivers(after, 2, 0) // suspicion does not last
}
