package ports

import (
	"context"

	"latchkey/domain"
)

// PasswordHasher turns passwords into hashes and checks them. The work at one
// time is bounded: a call that cannot begin soon gives domain.Unavailable with
// RetryAfter set. Once begun, a call keeps its place until it is done, even if
// ctx ends, so that hanging up does not free room for more.
type PasswordHasher interface {
	// Hash returns a new hash of p.
	Hash(ctx context.Context, p domain.Password) (domain.PasswordHash, error)

	// Verify reports whether p is the password behind hash. For the empty hash
	// and for one it cannot read it does the same work as for a hash made by
	// Hash and reports false.
	Verify(ctx context.Context, p domain.Password, hash domain.PasswordHash) (bool, error)

	// IsWeak reports whether a guess at hash costs less than one at a hash made
	// by Hash. It is false for a hash that Verify cannot read.
	IsWeak(hash domain.PasswordHash) bool
}

// CommonPasswords knows the passwords that attackers try first.
type CommonPasswords interface {
	// Contains reports whether p is one of them, in any letter case.
	Contains(p domain.Password) bool
}
