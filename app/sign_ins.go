package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// SignIns lets customers of shops that use latchkey's own accounts sign in.
type SignIns struct {
	Environment
	Accounts ports.Accounts
	Hasher   ports.PasswordHasher // its own, so that guessing never takes room from resets
	Windows  ports.RateWindows
	Foreign  *ForeignSignIns // nil: nobody signs in by a hash that another program made
	LockOuts *LockOuts       // nil: lock-outs are not recorded
}

// signInFailures is how often one caller may fail for one address.
var signInFailures = domain.RateRule{Limit: 10, Per: 15 * time.Minute}

// SignInTry is one attempt to sign in.
type SignInTry struct {
	Project  domain.ProjectID
	Email    domain.Email
	Password domain.Password
	Hopeless bool   // Password is longer than any can be: a failure like others, though nothing is checked
	Caller   string // whoever makes the call, as the rate budget knows it
}

// SignIn returns the account whose password this is. Everything else is
// domain.Unauthenticated, after the same time whether or not there is such an
// account and whatever made its hash; more than ten failures in fifteen minutes
// of one caller for one address, known or not, are domain.RateLimited. A hash
// that another program made, in a format of its own or with less work, is
// replaced by one of the Hasher's on the way.
func (s *SignIns) SignIn(ctx context.Context, try SignInTry) (domain.Account, error) {
	// Spent before the check and given back after a success, so that many
	// guesses at once are no way around the limit.
	key := failureKey(try)
	now := s.Now()
	decision := s.Windows.Spend(key, signInFailures, now)
	if !decision.Allowed {
		return domain.Account{}, &domain.Problem{Kind: domain.RateLimited, RetryAfter: decision.ResetIn}
	}
	account, err := s.check(ctx, try)
	switch {
	case err == nil:
		s.Windows.Forget(key)
	case !errors.Is(err, domain.Unauthenticated):
		s.Windows.Refund(key) // nobody has failed but us
	case decision.Remaining == 0:
		s.LockOuts.note(key, now.Add(decision.ResetIn), try)
	}
	return account, err
}

func (s *SignIns) check(ctx context.Context, try SignInTry) (domain.Account, error) {
	if try.Hopeless {
		return domain.Account{}, &domain.Problem{Kind: domain.Unauthenticated}
	}
	return s.Foreign.admit(ctx, func(foreign bool) (domain.Account, error) {
		account, err := s.Accounts.ByEmail(ctx, try.Project, try.Email)
		known := err == nil
		if err != nil && !errors.Is(err, domain.NotFound) {
			return domain.Account{}, fmt.Errorf("find account: %w", err)
		}
		foreign = foreign && s.Foreign.isForeign(account.PasswordHash)
		matches, err := s.matches(ctx, try.Password, account.PasswordHash, foreign)
		if err != nil {
			return domain.Account{}, fmt.Errorf("check password: %w", err)
		}
		if !known || !matches || !account.MaySignIn() {
			return domain.Account{}, &domain.Problem{Kind: domain.Unauthenticated}
		}
		if foreign || s.Hasher.IsWeak(account.PasswordHash) {
			s.rehash(ctx, account, try.Password)
		}
		return account, nil
	})
}

func (s *SignIns) matches(ctx context.Context, p domain.Password, hash domain.PasswordHash, foreign bool) (bool, error) {
	if foreign {
		return s.Foreign.hashes.Verify(p, hash), nil
	}
	// The zero account's empty hash costs as much as a real one.
	return s.Hasher.Verify(ctx, p, hash)
}

func failureKey(try SignInTry) ports.RateKey {
	sum := sha256.Sum256(fmt.Appendf(nil, "sign-in failures\x00%d\x00%s\x00%s", try.Project, try.Email.Canonical(), try.Caller))
	return ports.RateKey(sum[:16])
}
