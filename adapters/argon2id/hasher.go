// Package argon2id hashes passwords with argon2id and bounds how many hash at
// one time: each costs 19 MiB and 25 to 40 ms of one processor.
package argon2id

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"time"

	"latchkey/domain"
)

// The widest Options that New takes.
const (
	MaxQueued = 64
	MaxWait   = 2 * time.Second
)

// Options say where salts come from and how much work is taken on.
type Options struct {
	Entropy    io.Reader     // gives the salts; used by several calls at once
	Concurrent int           // calls that hash at once, 1 or more; no more than there are processors
	Queued     int           // calls that wait for their turn, 0 to MaxQueued
	Wait       time.Duration // for how long one waits, more than 0, at most MaxWait
}

// Hasher implements ports.PasswordHasher.
type Hasher struct {
	entropy io.Reader
	room    room
}

// New returns a Hasher, or an error that names the option out of bounds.
func New(o Options) (*Hasher, error) {
	switch {
	case o.Entropy == nil:
		return nil, errors.New("argon2id: no entropy")
	case o.Concurrent < 1:
		return nil, fmt.Errorf("argon2id: %d at once, want 1 or more", o.Concurrent)
	case o.Queued < 0 || o.Queued > MaxQueued:
		return nil, fmt.Errorf("argon2id: %d queued, want 0 to %d", o.Queued, MaxQueued)
	case o.Wait <= 0 || o.Wait > MaxWait:
		return nil, fmt.Errorf("argon2id: wait of %v, want more than 0 and at most %v", o.Wait, MaxWait)
	}
	return &Hasher{entropy: o.Entropy, room: newRoom(o.Concurrent, o.Queued, o.Wait)}, nil
}

// Hash returns a new hash of p.
func (h *Hasher) Hash(ctx context.Context, p domain.Password) (domain.PasswordHash, error) {
	if err := h.room.enter(ctx); err != nil {
		return "", err
	}
	defer h.room.leave()
	made := phc{memory: memoryKiB, passes: passes, lanes: lanes, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(h.entropy, made.salt); err != nil {
		return "", fmt.Errorf("argon2id: read salt: %w", err)
	}
	made.key = made.derive(p, keyBytes)
	return domain.PasswordHash(made.String()), nil
}

// Verify reports whether p is the password behind hash.
func (h *Hasher) Verify(ctx context.Context, p domain.Password, hash domain.PasswordHash) (bool, error) {
	stored, readable := parse(string(hash))
	if !readable {
		stored = decoy() // so that the time taken does not tell that there is no password
	}
	if err := h.room.enter(ctx); err != nil {
		return false, err
	}
	defer h.room.leave()
	derived := stored.derive(p, len(stored.key))
	return subtle.ConstantTimeCompare(derived, stored.key) == 1 && readable, nil
}

// IsWeak reports whether a guess at hash costs less than one at a new hash.
func (h *Hasher) IsWeak(hash domain.PasswordHash) bool {
	stored, readable := parse(string(hash))
	return readable && stored.work() < decoy().work()
}
