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
	t.Run("inspect", func(t *testing.T) { inspect(t, open) })
	t.Run("redeem", func(t *testing.T) { redeem(t, open) })
	t.Run("redeem has one winner", func(t *testing.T) { redeemRace(t, open) })
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
		delivery, err := domain.NewDelivery(number(1), domain.ResetLinkMail, a.Account, a.Request.ID, start)
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

func inspect(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	token := issueToken(t, stores, account, start)
	got, err := stores.Requests.Inspect(t.Context(), token.Hash())
	want := ports.TokenHolder{Token: domain.Issue(token, got.Token.DeliveryID, account, start), Account: account, Project: shop}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Inspect = %#v, %v, want %#v", got, err, want)
	}
	if _, err := stores.Requests.Inspect(t.Context(), mintToken(t, 77).Hash()); !errors.Is(err, domain.NotFound) {
		t.Errorf("Inspect of an unknown token = %v, want domain.NotFound", err)
	}
}

func redeem(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	token := issueToken(t, stores, account, start)
	refusal := errors.New("not this one")
	for _, c := range []struct {
		name   string
		hash   domain.TokenHash
		decide func(ports.TokenHolder) (ports.Redemption, error)
		want   error
	}{
		{"unknown token", mintToken(t, 77).Hash(), redeemTo("$x", start, 1), domain.NotFound},
		{"decide refuses", token.Hash(), func(ports.TokenHolder) (ports.Redemption, error) { return ports.Redemption{}, refusal }, refusal},
		{"a good one", token.Hash(), redeemTo("$new", start, 2), nil},
		{"the same again", token.Hash(), redeemTo("$again", start, 3), domain.TokenRejected},
	} {
		if err := stores.Requests.Redeem(t.Context(), c.hash, c.decide); !errors.Is(err, c.want) {
			t.Errorf("%s: Redeem = %v, want %v", c.name, err, c.want)
		}
	}
	if got := passwordHash(t, stores, account); got != "$new" {
		t.Errorf("the stored hash is not the winner's")
	}
	holder, err := stores.Requests.Inspect(t.Context(), token.Hash())
	if err != nil || !holder.Token.SpentAt.Equal(start) || !holder.Account.EmailVerified || holder.Account.Generation != 2 {
		t.Errorf("after Redeem: %#v, %v, want it spent, the address verified, generation 2", holder, err)
	}
	due, _ := claimAll(t, stores, start.Add(time.Minute), time.Hour)
	if len(due) != 1 || due[0].Delivery.Kind != domain.PasswordChangedMail || due[0].Delivery.RequestID != 0 {
		t.Errorf("due after Redeem: %+v, want exactly the change notice", due)
	}
}

// redeemRace is threat A09: at most one of many wins, at the same time.
func redeemRace(t *testing.T, open func(*testing.T) Stores) {
	const rounds, rivals = 200, 64
	stores := newStores(t, open)
	for round := range rounds {
		account := addAccount(t, stores, round, fmt.Sprintf("a%d@example.com", round))
		now := start.Add(time.Duration(round) * time.Hour)
		token := issueToken(t, stores, account, now)
		var (
			wg      sync.WaitGroup
			mu      sync.Mutex
			winners []domain.PasswordHash
		)
		begin := make(chan struct{})
		for rival := range rivals {
			wg.Go(func() {
				hash := domain.PasswordHash(fmt.Sprintf("$%d", rival))
				<-begin
				err := stores.Requests.Redeem(context.Background(), token.Hash(), redeemTo(hash, now, 1+rival+round*rivals))
				switch {
				case err == nil:
					mu.Lock()
					winners = append(winners, hash)
					mu.Unlock()
				case !errors.Is(err, domain.TokenRejected):
					t.Errorf("round %d: Redeem = %v, want domain.TokenRejected", round, err)
				}
			})
		}
		close(begin)
		wg.Wait()
		if len(winners) != 1 {
			t.Fatalf("round %d: %d winners, want 1", round, len(winners))
		}
		if got := passwordHash(t, stores, account); got != winners[0] {
			t.Fatalf("round %d: the stored hash is not the winner's", round)
		}
		if due, _ := claimAll(t, stores, now, 24*365*time.Hour); len(due) != 1 {
			t.Fatalf("round %d: %d notices, want 1", round, len(due))
		}
	}
}
