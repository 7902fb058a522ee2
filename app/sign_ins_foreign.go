package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// ForeignSignIns lets those in whose password hash another program has made,
// and makes sure that nobody else learns anything from how long that takes.
//
// Hashes of other programs take anything from a microsecond to seconds. So, as
// soon as there may be one among the accounts, every attempt enters one and the
// same room before the account is looked up, and one that fails keeps its place
// and its answer until the floor: longer than the slowest hash takes. A wrong
// password, an unknown address and a disabled account thus take the same time,
// and keep others waiting for the same time, whatever the hash. Attempts that
// succeed are answered at once: whoever makes them knows the password.
//
// A machine that is so busy that a check takes longer than the floor answers at
// the next multiple of it.
type ForeignSignIns struct {
	hashes ports.ForeignHashes
	floor  ports.SignInFloor
	room   signInRoom
}

// leastFloor is more than a hash of latchkey's own takes on a slow machine.
const leastFloor = 200 * time.Millisecond

// NewForeignSignIns returns a ForeignSignIns in which that many attempts, at
// least 1 and no more than the Hasher of the SignIns hashes at once, are checked
// at one time.
func NewForeignSignIns(hashes ports.ForeignHashes, floor ports.SignInFloor, atOnce int) *ForeignSignIns {
	return &ForeignSignIns{hashes: hashes, floor: floor, room: newSignInRoom(atOnce)}
}

// admit runs check and keeps to the floor, if there is one.
func (f *ForeignSignIns) admit(ctx context.Context, check func(foreign bool) (domain.Account, error)) (domain.Account, error) {
	if f == nil {
		return check(false)
	}
	floor, err := f.floor.Floor(ctx)
	if err != nil {
		return domain.Account{}, fmt.Errorf("read floor of sign-ins: %w", err)
	}
	if floor <= 0 { // there are no such hashes
		return check(false)
	}
	floor = max(floor, leastFloor)
	// Long enough to outlast three failures, and never as long as a fourth.
	if err := f.room.enter(ctx, 3*floor+floor/2); err != nil {
		return domain.Account{}, err
	}
	defer f.room.leave()
	floors := time.NewTicker(floor)
	defer floors.Stop()
	account, err := check(true)
	if errors.Is(err, domain.Unauthenticated) {
		awaitNext(floors)
	}
	return account, err
}

// awaitNext returns at the ticker's next tick, not at one that has passed. It
// does not look whether the client is still there: hanging up must not free the
// place for more.
func awaitNext(floors *time.Ticker) {
	select {
	case <-floors.C:
	default:
	}
	<-floors.C
}

// isForeign reports whether another program has made the hash.
func (f *ForeignSignIns) isForeign(hash domain.PasswordHash) bool {
	if f == nil {
		return false
	}
	_, err := f.hashes.Read(hash)
	return err == nil
}

// errOutdated ends a change that is no longer due.
var errOutdated = errors.New("the password hash has changed meanwhile")

// rehash replaces a hash by one that latchkey makes today, now that the password
// is known. It is no matter if that fails: there will be another sign-in.
func (s *SignIns) rehash(ctx context.Context, account domain.Account, p domain.Password) {
	hash, err := s.Hasher.Hash(ctx, p)
	if err == nil {
		err = s.Accounts.Change(ctx, account.ID, func(stored *domain.Account) error {
			if stored.PasswordHash != account.PasswordHash {
				return errOutdated
			}
			stored.Rehash(hash)
			return nil
		})
	}
	switch {
	case err == nil:
		s.Log.InfoContext(ctx, "password hash upgraded", "project", account.ProjectID, "account", account.ID)
	case !errors.Is(err, errOutdated):
		s.Log.WarnContext(ctx, "password hash not upgraded", "project", account.ProjectID, "account", account.ID, "error", err)
	}
}
