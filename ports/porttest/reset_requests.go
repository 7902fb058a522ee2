package porttest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// ResetRequests checks the law of ports.ResetRequests.
func ResetRequests(t *testing.T, open func(*testing.T) Stores) {
	t.Run("add, then admit", func(t *testing.T) { addThenAdmit(t, open) })
	t.Run("admit in batches", func(t *testing.T) { admitInBatches(t, open) })
	t.Run("admit fails as a whole", func(t *testing.T) { admitFails(t, open) })
	t.Run("add from many goroutines", func(t *testing.T) { addFromMany(t, open) })
	t.Run("add after its context ended", func(t *testing.T) {
		stores := newStores(t, open)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := stores.Requests.Add(ctx, domain.ResetRequest{ProjectID: shop.ID, Channel: domain.ViaPage, RequestedAt: start})
		n, admitErr := stores.Requests.Admit(t.Context(), start, 10, nil)
		if admitErr != nil {
			t.Fatal(admitErr)
		}
		if (err == nil) != (n == 1) || err != nil && !errors.Is(err, domain.Unavailable) {
			t.Errorf("Add = %v and %d requests are stored: it must say what is on disk", err, n)
		}
	})
	t.Run("add for no project", func(t *testing.T) {
		stores := newStores(t, open)
		err := stores.Requests.Add(t.Context(), domain.ResetRequest{ProjectID: 99, Channel: domain.ViaPage, RequestedAt: start})
		if !errors.Is(err, domain.NotFound) {
			t.Errorf("Add = %v, want domain.NotFound", err)
		}
	})
}

func addThenAdmit(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	jane := addAccount(t, stores, 1, "Jane@example.com")
	ask(t, stores, "JANE@example.com", start)
	ask(t, stores, "nobody@example.com", start)
	ask(t, stores, "", start)
	ask(t, stores, "jane@example.com", start.Add(time.Second))
	seen := admitAll(t, stores, start.Add(time.Minute))
	if len(seen) != 2 {
		t.Fatalf("decide was asked about %d requests, want 2: those with an account", len(seen))
	}
	for i, a := range seen {
		if !reflect.DeepEqual(a.Account, jane) {
			t.Errorf("applicant %d: account %#v, want %#v", i, a.Account, jane)
		}
		if want := start.Add(time.Duration(i) * time.Second); !a.Request.RequestedAt.Equal(want) || a.Request.Channel != domain.ViaWebshop {
			t.Errorf("applicant %d: request %+v, want one of %v", i, a.Request, want)
		}
		if len(a.Earlier) != i {
			t.Errorf("applicant %d: %d earlier mails, want %d", i, len(a.Earlier), i)
		}
		for _, mail := range a.Earlier {
			if want, _ := domain.MintDeliveryID(number(int(seen[0].Request.ID))); mail.ID != want || mail.Generation != jane.Generation || !mail.MadeAt.Equal(start.Add(time.Minute)) {
				t.Errorf("applicant %d: earlier mail %+v, want that of the first", i, mail)
			}
		}
	}
	if again := admitAll(t, stores, start.Add(time.Minute)); len(again) != 0 {
		t.Errorf("%d requests admitted twice", len(again))
	}
	ask(t, stores, "jane@example.com", start)
	next := admitAll(t, stores, start.Add(24*time.Hour+30*time.Second))
	if len(next) != 1 || len(next[0].Earlier) != 2 {
		t.Fatalf("a day later: %+v, want one applicant with two earlier mails", next)
	}
	ask(t, stores, "jane@example.com", start)
	next = admitAll(t, stores, start.Add(24*time.Hour+2*time.Minute))
	if len(next) != 1 || len(next[0].Earlier) != 1 {
		t.Errorf("mails older than a day still count: %+v", next)
	}
}

func admitInBatches(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	for i := range 7 {
		ask(t, stores, fmt.Sprintf("nobody%d@example.com", i), start)
	}
	for _, want := range []int{3, 3, 1, 0} {
		if n, err := stores.Requests.Admit(t.Context(), start, 3, nil); err != nil || n != want {
			t.Errorf("Admit = %d, %v, want %d", n, err, want)
		}
	}
}

func admitFails(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	addAccount(t, stores, 1, "jane@example.com")
	for range 2 {
		ask(t, stores, "jane@example.com", start)
	}
	failure := errors.New("no entropy")
	asked := 0
	_, err := stores.Requests.Admit(t.Context(), start, 10, func(a ports.Applicant) (ports.Admission, error) {
		if asked++; asked == 2 {
			return ports.Admission{}, failure
		}
		delivery, err := domain.NewDelivery(number(1), domain.ResetLinkMail, a.Account, a.Request, start)
		return ports.Admission{State: domain.RequestMailed, Delivery: delivery}, err
	})
	if !errors.Is(err, failure) {
		t.Errorf("Admit = %v, want decide's error", err)
	}
	if due, _ := claimAll(t, stores, start, 0); len(due) != 0 {
		t.Errorf("a failed Admit left %d deliveries", len(due))
	}
	if seen := admitAll(t, stores, start); len(seen) != 2 {
		t.Errorf("a failed Admit left %d requests to admit, want 2", len(seen))
	}
}

func addFromMany(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	const callers, each = 32, 20
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				err := stores.Requests.Add(context.Background(), domain.ResetRequest{
					ProjectID: shop.ID, Email: mustEmail(fmt.Sprintf("c%d-%d@example.com", c, i)), Channel: domain.ViaPage, RequestedAt: start,
				})
				if err != nil {
					t.Errorf("Add: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := stores.Requests.Admit(t.Context(), start, 10*callers*each, nil); err != nil || n != callers*each {
		t.Errorf("%d requests are stored, %v, want %d", n, err, callers*each)
	}
}
