package app_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"latchkey/adapters/ratewindows"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

const (
	floor    = 900 * time.Millisecond
	ownTakes = 40 * time.Millisecond
)

// slowHashes knows hashes such as "400ms of secret", which take that long.
type slowHashes struct{}

func (slowHashes) Read(hash domain.PasswordHash) (ports.HashFormat, error) {
	takes, _, found := strings.Cut(string(hash), " of ")
	cost, err := time.ParseDuration(takes)
	if !found || err != nil {
		return ports.HashFormat{}, ports.ErrHashUnknown
	}
	return ports.HashFormat{Name: "slow", Cost: cost}, nil
}

func (s slowHashes) Verify(p domain.Password, hash domain.PasswordHash) bool {
	format, err := s.Read(hash)
	<-time.After(format.Cost)
	return err == nil && strings.HasSuffix(string(hash), " of "+p.Reveal())
}

// ownHashes takes as long for a hash it cannot read as for one it can.
type ownHashes struct{ fail error }

func (o ownHashes) Hash(_ context.Context, p domain.Password) (domain.PasswordHash, error) {
	<-time.After(ownTakes)
	return domain.PasswordHash("own hash of " + p.Reveal()), o.fail
}

func (ownHashes) Verify(_ context.Context, p domain.Password, hash domain.PasswordHash) (bool, error) {
	<-time.After(ownTakes)
	return strings.TrimPrefix(string(hash), "weak ") == "own hash of "+p.Reveal(), nil
}

func (ownHashes) IsWeak(hash domain.PasswordHash) bool {
	return strings.HasPrefix(string(hash), "weak ")
}

// shelf holds accounts by their addresses.
type shelf struct {
	ports.Accounts // what no test asks for
	mu             sync.Mutex
	accounts       map[string]domain.Account
	meanwhile      func(*domain.Account) // happens before a change
}

func (s *shelf) ByEmail(_ context.Context, _ domain.ProjectID, email domain.Email) (domain.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	account, found := s.accounts[email.Address()]
	if !found {
		return domain.Account{}, &domain.Problem{Kind: domain.NotFound}
	}
	return account, nil
}

func (s *shelf) Change(_ context.Context, id domain.AccountID, edit func(*domain.Account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for address, account := range s.accounts {
		if account.ID != id {
			continue
		}
		if s.meanwhile != nil {
			s.meanwhile(&account)
			s.accounts[address] = account
		}
		if err := edit(&account); err != nil {
			return err
		}
		s.accounts[address] = account
		return nil
	}
	return &domain.Problem{Kind: domain.NotFound}
}

type fixedFloor struct{ at time.Duration }

func (f fixedFloor) Floor(context.Context) (time.Duration, error)   { return f.at, nil }
func (f fixedFloor) Raise(_ context.Context, d time.Duration) error { return nil }

// everyKind are the accounts a caller must not be able to tell apart.
func everyKind() map[string]domain.Account {
	hashes := map[string]domain.Account{
		"own@example.com":      {PasswordHash: "own hash of the secret"},
		"weak@example.com":     {PasswordHash: "weak own hash of the secret"},
		"quick@example.com":    {PasswordHash: "1us of the secret"},
		"slow@example.com":     {PasswordHash: "400ms of the secret"},
		"slowest@example.com":  {PasswordHash: "800ms of the secret"},
		"none@example.com":     {PasswordHash: ""},
		"broken@example.com":   {PasswordHash: "$2y$gibberish"},
		"disabled@example.com": {PasswordHash: "400ms of a wrong one", Disabled: true}, // the password is right
		"external@example.com": {PasswordHash: "own hash of a wrong one", External: true},
	}
	for address, account := range hashes {
		copy(account.ID[:], address)
		account.Email, account.Generation = email(address), 7
		hashes[address] = account
	}
	return hashes
}

type counter struct {
	*app.SignIns
	shelf *shelf
}

func newCounter(at time.Duration) counter {
	accounts := &shelf{accounts: everyKind()}
	return counter{shelf: accounts, SignIns: &app.SignIns{
		Environment: app.Environment{Now: time.Now, Log: slog.New(slog.DiscardHandler)},
		Accounts:    accounts, Hasher: ownHashes{}, Windows: ratewindows.New(1000),
		Foreign: app.NewForeignSignIns(slowHashes{}, fixedFloor{at}, 1),
	}}
}

// try returns how long an attempt took.
func (c counter) try(ctx context.Context, address, phrase string) (time.Duration, error) {
	began := time.Now()
	_, err := c.SignIn(ctx, app.SignInTry{Project: 1, Email: email(address), Password: password(phrase), Caller: "test"})
	return time.Since(began), err
}

func addresses() []string {
	all := []string{"unknown@example.com"}
	for address := range everyKind() {
		all = append(all, address)
	}
	return all
}

// Whatever the account, a failure takes the same time, and so does the failure
// of somebody else who had to wait for it.
func TestFailuresTakeTheSameTimeWhateverTheHash(t *testing.T) {
	for _, address := range addresses() {
		t.Run(address, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounter(floor)
				var others sync.WaitGroup
				for _, want := range []time.Duration{floor, 2 * floor, 3 * floor} {
					others.Go(func() {
						if took, err := c.try(t.Context(), address, "a wrong one"); took != want || !errors.Is(err, domain.Unauthenticated) {
							t.Errorf("%v after %v, want domain.Unauthenticated after %v", err, took, want)
						}
					})
					synctest.Wait()
				}
				others.Wait()
			})
		})
	}
}

// Who waits in vain is told so, after a time that tells nothing either.
func TestFullRoom(t *testing.T) {
	for _, address := range addresses() {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(floor)
			var others sync.WaitGroup
			for range 5 {
				others.Go(func() { _, _ = c.try(t.Context(), address, "a wrong one") })
				synctest.Wait()
			}
			<-time.After(time.Millisecond)
			const want = 3*floor + floor/2
			took, err := c.try(t.Context(), "unknown@example.com", "a wrong one")
			var problem *domain.Problem
			if took != want || !errors.As(err, &problem) || problem.Kind != domain.Unavailable || problem.RetryAfter != want {
				t.Errorf("behind %s: %v after %v, want domain.Unavailable after %v", address, err, took, want)
			}
			others.Wait()
		})
	}
}

// Without foreign hashes nothing waits, and none are checked.
func TestNoFloorNoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(0)
		for _, address := range addresses() {
			if took, err := c.try(t.Context(), address, "a wrong one"); took != ownTakes || !errors.Is(err, domain.Unauthenticated) {
				t.Errorf("%s: %v after %v, want domain.Unauthenticated after %v", address, err, took, ownTakes)
			}
		}
		if took, err := c.try(t.Context(), "own@example.com", "the secret"); took != ownTakes || err != nil {
			t.Errorf("right password: %v after %v, want none after %v", err, took, ownTakes)
		}
	})
}

// A floor that would be lower than a check of latchkey's own is none.
func TestFloorIsAboveOwnHashes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(time.Millisecond)
		for _, address := range []string{"unknown@example.com", "quick@example.com"} {
			if took, _ := c.try(t.Context(), address, "a wrong one"); took != 200*time.Millisecond {
				t.Errorf("%s: answered after %v, want 200 ms", address, took)
			}
		}
	})
}

// A check that took too long is answered at the next multiple of the floor.
func TestMissedFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(300 * time.Millisecond)
		for address, want := range map[string]time.Duration{"slow@example.com": 600 * time.Millisecond, "slowest@example.com": 900 * time.Millisecond} {
			if took, _ := c.try(t.Context(), address, "a wrong one"); took != want {
				t.Errorf("%s: answered after %v, want %v", address, took, want)
			}
		}
	})
}

// Hanging up frees no room.
func TestPlaceIsKeptUntilTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(floor)
		ctx, hangUp := context.WithCancel(t.Context())
		go func() { _, _ = c.try(ctx, "quick@example.com", "a wrong one") }()
		synctest.Wait()
		hangUp()
		if took, _ := c.try(t.Context(), "unknown@example.com", "a wrong one"); took != 2*floor {
			t.Errorf("the next was answered after %v, want %v", took, 2*floor)
		}
	})
}
