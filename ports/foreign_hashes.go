package ports

import (
	"context"
	"errors"
	"time"

	"latchkey/domain"
)

// Why a HashReader refuses a hash. None of them says anything of the hash.
var (
	ErrHashUnknown   = errors.New("is of no known format")
	ErrHashMalformed = errors.New("is damaged or incomplete")
	ErrHashTooCostly = errors.New("would take too much time or memory to check")
)

// HashFormat says what a stored password hash is.
type HashFormat struct {
	Name string // such as "bcrypt"

	// Cost is how long a check takes at most, reckoned for a processor half as
	// fast as one that checks a hash of PasswordHasher.Hash in 40 ms. It is 0
	// only for a hash that takes just as long as those do: a quicker one tells
	// its account from none as well as a slower one.
	Cost time.Duration
}

// HashReader tells the hashes it can check from others, without any secret.
type HashReader interface {
	// Read returns what hash is, or ErrHashUnknown if it is not for this reader,
	// ErrHashMalformed if it is but cannot be read, or ErrHashTooCostly if a
	// check would go beyond the reader's bounds. The empty hash is unknown.
	Read(hash domain.PasswordHash) (HashFormat, error)
}

// ForeignHashes checks passwords against hashes that other programs have made.
// It makes none.
type ForeignHashes interface {
	HashReader

	// Verify reports whether p is the password behind hash as the program that
	// made it would say; it is false for every hash that Read refuses. It works
	// at once and to the end: whoever calls it bounds how many do.
	Verify(p domain.Password, hash domain.PasswordHash) bool
}

// SignInFloor keeps how long the slowest password hash takes to check that may
// be among the accounts. A change made in the same process is seen at once, one
// made by another process within a second.
type SignInFloor interface {
	// Floor returns what was raised last. It is 0 if nothing was.
	Floor(ctx context.Context) (time.Duration, error)

	// Raise makes the floor d, rounded up to a millisecond, for good; a floor
	// that is higher already stays. It returns once that is on disk.
	Raise(ctx context.Context, d time.Duration) error
}
