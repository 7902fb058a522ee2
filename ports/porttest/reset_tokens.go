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

// ResetTokens checks the law of ports.ResetTokens.
func ResetTokens(t *testing.T, open func(*testing.T) Stores) {
	t.Run("inspect", func(t *testing.T) { inspect(t, open) })
	t.Run("issue without a delivery", func(t *testing.T) { issueByHand(t, open) })
	t.Run("return URL", func(t *testing.T) { returnURL(t, open) })
	t.Run("redeem", func(t *testing.T) { redeem(t, open) })
	t.Run("change holder", func(t *testing.T) { changeHolder(t, open) })
	t.Run("redeem has one winner", func(t *testing.T) { redeemRace(t, open) })
}

func issueByHand(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	token := mintToken(t, 1)
	if err := stores.Tokens.Issue(t.Context(), domain.Issue(token, domain.DeliveryID{}, account, start)); err != nil {
		t.Fatal(err)
	}
	got, err := stores.Tokens.Inspect(t.Context(), token.Hash())
	want := ports.TokenHolder{Token: domain.Issue(token, domain.DeliveryID{}, account, start), Account: account, Project: shop}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Inspect = %#v, %v, want %#v", got, err, want)
	}
	if err := stores.Tokens.Redeem(t.Context(), token.Hash(), redeemTo("$new", start, 1)); err != nil {
		t.Errorf("Redeem: %v", err)
	}
	stranger := newAccount(t, 2, shop.ID, "nobody@example.com")
	if err := stores.Tokens.Issue(t.Context(), domain.Issue(mintToken(t, 2), domain.DeliveryID{}, stranger, start)); !errors.Is(err, domain.NotFound) {
		t.Errorf("Issue for no account = %v, want domain.NotFound", err)
	}
}

func changeHolder(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	token := issueToken(t, stores, account, start)
	refusal := errors.New("not this one")
	for _, c := range []struct {
		name  string
		hash  domain.TokenHash
		edit  func(*domain.Account) error
		want  error
		muted bool
	}{
		{"an unknown token", mintToken(t, 77).Hash(), func(*domain.Account) error { return nil }, domain.NotFound, false},
		{"edit fails", token.Hash(), func(a *domain.Account) error { a.Disown(start); return refusal }, refusal, false},
		{"a live one", token.Hash(), func(a *domain.Account) error { a.Disown(start); return nil }, nil, true},
		{"a dead one", token.Hash(), func(a *domain.Account) error { a.LiftMute(); return nil }, nil, false},
	} {
		if err := stores.Tokens.ChangeHolder(t.Context(), c.hash, c.edit); !errors.Is(err, c.want) {
			t.Errorf("%s: ChangeHolder = %v, want %v", c.name, err, c.want)
		}
		if got, err := stores.Accounts.ByID(t.Context(), account.ID); err != nil || got.Muted(start.Add(time.Minute)) != c.muted {
			t.Errorf("%s: the account is %#v, %v, want muted = %v", c.name, got, err, c.muted)
		}
	}
	holder, err := stores.Tokens.Inspect(t.Context(), token.Hash())
	if err != nil || holder.Token.StateAt(start, holder.Account) != domain.TokenRevoked {
		t.Errorf("after its holder disowned it: %#v, %v, want it revoked", holder, err)
	}
}

func returnURL(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	addAccount(t, stores, 1, "jane@example.com")
	back, page := mustURL("https://shop.example/back?a=1"), mustURL("https://shop.example/page")
	err := stores.Requests.Add(t.Context(), domain.ResetRequest{
		ProjectID: shop.ID, Email: mustEmail("jane@example.com"), Channel: domain.ViaPayway, RequestedAt: start,
		ClientID: domain.ClientID{7}, ReturnURL: back, ResetPage: page,
		Device: domain.Device{IPAddress: "192.0.2.1", UserAgent: "Browser"},
	})
	if err != nil {
		t.Fatal(err)
	}
	admitAll(t, stores, start)
	due, tokens := claimAll(t, stores, start, time.Hour)
	if len(due) != 1 || due[0].Request.ReturnURL != back || due[0].Request.ResetPage != page {
		t.Fatalf("due = %+v, want the URLs of the request", due)
	}
	if holder, err := stores.Tokens.Inspect(t.Context(), tokens[0].Hash()); err != nil || holder.ReturnURL != back {
		t.Errorf("Inspect = %v, %v, want the return URL", holder.ReturnURL, err)
	}
	got, project, err := stores.Tokens.ReturnURL(t.Context(), due[0].Delivery.ID)
	if err != nil || got != back || project.ID != shop.ID {
		t.Errorf("ReturnURL = %v, %v, %v, want %v", got, project.ID, err, back)
	}
	if _, _, err := stores.Tokens.ReturnURL(t.Context(), domain.DeliveryID{9}); !errors.Is(err, domain.NotFound) {
		t.Errorf("ReturnURL of no delivery = %v, want domain.NotFound", err)
	}
}

func inspect(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	token := issueToken(t, stores, account, start)
	got, err := stores.Tokens.Inspect(t.Context(), token.Hash())
	want := ports.TokenHolder{Token: domain.Issue(token, got.Token.DeliveryID, account, start), Account: account, Project: shop}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Inspect = %#v, %v, want %#v", got, err, want)
	}
	if _, err := stores.Tokens.Inspect(t.Context(), mintToken(t, 77).Hash()); !errors.Is(err, domain.NotFound) {
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
		if err := stores.Tokens.Redeem(t.Context(), c.hash, c.decide); !errors.Is(err, c.want) {
			t.Errorf("%s: Redeem = %v, want %v", c.name, err, c.want)
		}
	}
	if got := passwordHash(t, stores, account); got != "$new" {
		t.Errorf("the stored hash is not the winner's")
	}
	holder, err := stores.Tokens.Inspect(t.Context(), token.Hash())
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
	const rivals = 64
	rounds := 200
	if testing.Short() {
		rounds = 40
	}
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
				redeem := func() error {
					return stores.Tokens.Redeem(context.Background(), token.Hash(), redeemTo(hash, now, 1+rival+round*rivals))
				}
				err := redeem()
				for try := 0; try < 20 && errors.Is(err, domain.Unavailable); try++ { // it had to wait for too long, and nothing has changed
					err = redeem()
				}
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
