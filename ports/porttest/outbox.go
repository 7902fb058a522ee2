package porttest

import (
	"errors"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Outbox checks the law of ports.Outbox.
func Outbox(t *testing.T, open func(*testing.T) Stores) {
	t.Run("a lease ends by itself", func(t *testing.T) {
		stores := newStores(t, open)
		account := addAccount(t, stores, 1, "jane@example.com")
		ask(t, stores, "jane@example.com", start)
		admitAll(t, stores, start)
		for attempt, at := range []time.Duration{0, 5 * time.Minute, 10 * time.Minute} {
			if attempt > 0 {
				if early, _ := claimAll(t, stores, start.Add(at-time.Millisecond), time.Hour); len(early) != 0 {
					t.Fatalf("attempt %d: claimed within the lease", attempt+1)
				}
			}
			due, _ := claimAll(t, stores, start.Add(at), 5*time.Minute)
			if len(due) != 1 {
				t.Fatalf("attempt %d: %d deliveries, want 1", attempt+1, len(due))
			}
			got := due[0]
			if got.Delivery.Attempts != attempt+1 || !got.Delivery.DueAt.Equal(start.Add(at+5*time.Minute)) {
				t.Errorf("attempt %d: claimed as %+v, want the attempt and the lease's end in it", attempt+1, got.Delivery)
			}
			if got.Account.ID != account.ID || got.Project.Name != shop.Name || !got.Delivery.MadeAt.Equal(start) || got.Delivery.Generation != 1 {
				t.Errorf("attempt %d: got %+v, want what the mail is made from", attempt+1, got)
			}
		}
	})
	t.Run("the longest due comes first, up to the limit", func(t *testing.T) { claimInOrder(t, open) })
	t.Run("a failing judge changes nothing", func(t *testing.T) {
		stores := newStores(t, open)
		addAccount(t, stores, 1, "jane@example.com")
		ask(t, stores, "jane@example.com", start)
		admitAll(t, stores, start)
		failure := errors.New("no entropy")
		_, err := stores.Outbox.Claim(t.Context(), ports.ClaimOrder{Now: start, Lease: time.Hour, Limit: 10}, func(ports.Due) (ports.Verdict, error) { return ports.Verdict{}, failure })
		if !errors.Is(err, failure) {
			t.Errorf("Claim = %v, want judge's error", err)
		}
		if due, _ := claimAll(t, stores, start, time.Hour); len(due) != 1 || due[0].Delivery.Attempts != 1 {
			t.Errorf("after a failed Claim: %+v, want the first attempt still to come", due)
		}
	})
	t.Run("settle", func(t *testing.T) { settle(t, open) })
	t.Run("lanes", func(t *testing.T) { lanes(t, open) })
	t.Run("notices only", func(t *testing.T) { noticesOnly(t, open) })
	t.Run("reclaim", func(t *testing.T) { reclaim(t, open) })
	t.Run("handed over", func(t *testing.T) { handedOver(t, open) })
	t.Run("what a mail tells of its request", func(t *testing.T) { asked(t, open) })
	t.Run("the link of a failed attempt", func(t *testing.T) { forgotten(t, open) })
	t.Run("a dropped delivery is final", func(t *testing.T) { dropped(t, open) })
}

func claimInOrder(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	emails := []string{"c@example.com", "a@example.com", "b@example.com"}
	for i, email := range emails {
		addAccount(t, stores, i+1, email)
		ask(t, stores, email, start)
		admitAll(t, stores, start.Add(time.Duration(-i)*time.Minute))
	}
	var order []string
	for _, limit := range []int{2, 2} {
		_, err := stores.Outbox.Claim(t.Context(), ports.ClaimOrder{Now: start, Lease: time.Hour, Limit: limit}, func(due ports.Due) (ports.Verdict, error) {
			order = append(order, due.Account.Email.Address())
			return ports.Verdict{State: domain.DeliveryWaiting}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"b@example.com", "a@example.com", "c@example.com"}
	if len(order) != 3 || order[0] != want[0] || order[1] != want[1] || order[2] != want[2] {
		t.Errorf("claimed %v, want %v", order, want)
	}
}

func settle(t *testing.T, open func(*testing.T) Stores) {
	for _, c := range []struct {
		name     string
		outcome  func(ports.Due) ports.Outcome
		comeBack time.Time // zero: never
	}{
		{"handed over", func(d ports.Due) ports.Outcome {
			return ports.Outcome{ID: d.Delivery.ID, Attempt: 1, State: domain.DeliveryHandedOver, At: start}
		}, time.Time{}},
		{"to be tried again", func(d ports.Due) ports.Outcome {
			return ports.Outcome{ID: d.Delivery.ID, Attempt: 1, State: domain.DeliveryWaiting, DueAt: start.Add(15 * time.Second), At: start}
		}, start.Add(15 * time.Second)},
		{"by one who lost the lease", func(d ports.Due) ports.Outcome {
			return ports.Outcome{ID: d.Delivery.ID, Attempt: 0, State: domain.DeliveryHandedOver, At: start}
		}, start.Add(time.Hour)},
	} {
		t.Run(c.name, func(t *testing.T) {
			stores := newStores(t, open)
			addAccount(t, stores, 1, "jane@example.com")
			ask(t, stores, "jane@example.com", start)
			admitAll(t, stores, start)
			due, _ := claimAll(t, stores, start, time.Hour)
			if err := stores.Outbox.Settle(t.Context(), c.outcome(due[0])); err != nil {
				t.Fatal(err)
			}
			if c.comeBack.IsZero() {
				// A final state stays, whoever settles after it.
				late := ports.Outcome{ID: due[0].Delivery.ID, Attempt: 1, State: domain.DeliveryWaiting, DueAt: start, At: start}
				if err := stores.Outbox.Settle(t.Context(), late); err != nil {
					t.Fatal(err)
				}
				if again, _ := claimAll(t, stores, start.AddDate(1, 0, 0), 0); len(again) != 0 {
					t.Errorf("a final delivery came back")
				}
				return
			}
			if early, _ := claimAll(t, stores, c.comeBack.Add(-time.Millisecond), 0); len(early) != 0 {
				t.Errorf("came back before %v", c.comeBack)
			}
			if again, _ := claimAll(t, stores, c.comeBack, 0); len(again) != 1 {
				t.Errorf("did not come back at %v", c.comeBack)
			}
		})
	}
}

func dropped(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	addAccount(t, stores, 1, "jane@example.com")
	ask(t, stores, "jane@example.com", start)
	admitAll(t, stores, start)
	n, err := stores.Outbox.Claim(t.Context(), ports.ClaimOrder{Now: start, Lease: time.Minute, Limit: 10}, func(ports.Due) (ports.Verdict, error) {
		return ports.Verdict{State: domain.DeliveryDropped}, nil
	})
	if n != 1 || err != nil {
		t.Fatalf("Claim = %d, %v", n, err)
	}
	if due, _ := claimAll(t, stores, start.Add(time.Hour), 0); len(due) != 0 {
		t.Errorf("a dropped delivery came back")
	}
	id, _ := domain.MintDeliveryID(number(1))
	got, err := stores.Timeline.Delivery(t.Context(), id.Reference())
	if err != nil || len(got) != 1 || got[0].Delivery.Attempts != 0 || got[0].Sending || !got[0].SettledAt.Equal(start) {
		t.Errorf("a dropped delivery is %+v, %v, want it settled without an attempt", got, err)
	}
}
