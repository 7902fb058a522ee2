package domain

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// AccountID names an account on every surface: 24 hexadecimal digits. It is
// not a secret.
type AccountID [12]byte

// MintAccountID draws a new id from entropy.
func MintAccountID(entropy io.Reader) (AccountID, error) {
	var id AccountID
	if _, err := io.ReadFull(entropy, id[:]); err != nil {
		return AccountID{}, fmt.Errorf("mint account id: %w", err)
	}
	return id, nil
}

// ParseAccountID reads 24 hexadecimal digits of either case.
func ParseAccountID(text string) (AccountID, error) {
	var id AccountID
	if len(text) != hex.EncodedLen(len(id)) {
		return AccountID{}, Refuse("account", Malformed)
	}
	if _, err := hex.Decode(id[:], []byte(text)); err != nil {
		return AccountID{}, Refuse("account", Malformed)
	}
	return id, nil
}

// String returns the id as 24 lower-case hexadecimal digits.
func (id AccountID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns what String does, for structured logs.
func (id AccountID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// Account is a customer's way into one project.
type Account struct {
	ID            AccountID
	ProjectID     ProjectID
	Email         Email
	EmailVerified bool
	PasswordHash  PasswordHash
	Disabled      bool
	External      bool // signs in elsewhere (single sign-on): there is no password here to reset
	CreatedAt     time.Time
	Language      Language  // its mails are in; zero if not known
	MutedUntil    time.Time // no link mails before; zero if not muted

	// Generation counts the changes that end every reset link sent before
	// them. A token keeps the generation it was minted in and dies with it, so
	// no path that changes an account can forget to revoke its links.
	Generation int64
}

// MayReset reports whether a reset link may be sent to or used by the account.
func (a Account) MayReset() bool { return !a.Disabled && !a.External }

// MaySignIn reports whether a correct password lets the account in.
func (a Account) MaySignIn() bool { return !a.Disabled && !a.External }

// SetPassword replaces the password and revokes all reset links.
func (a *Account) SetPassword(hash PasswordHash) {
	a.PasswordHash = hash
	a.Generation++
}

// Rehash keeps the same password under another hash. It is no new password, so
// reset links live on and Generation stays: by that the two can be told apart.
func (a *Account) Rehash(hash PasswordHash) { a.PasswordHash = hash }

// CompleteReset replaces the password, revokes all reset links and marks the
// address verified: its owner has just shown to read mail sent there.
func (a *Account) CompleteReset(hash PasswordHash) {
	a.SetPassword(hash)
	a.EmailVerified = true
}

// ChangeEmail replaces the address, which is then unverified, and revokes all
// reset links.
func (a *Account) ChangeEmail(to Email) {
	a.Email = to
	a.EmailVerified = false
	a.Generation++
}

// Disable locks the account and revokes all reset links, for good: enabling
// it again does not bring them back.
func (a *Account) Disable() {
	a.Disabled = true
	a.Generation++
}

// MuteFor is how long an account gets no link mails once its owner has said
// that he did not ask for one.
const MuteFor = 24 * time.Hour

// Disown revokes all reset links and keeps new ones from being mailed for
// [MuteFor]: whoever asked, it was not the owner.
func (a *Account) Disown(now time.Time) {
	a.Generation++
	a.MutedUntil = now.Add(MuteFor)
}

// LiftMute lets link mails out again at once.
func (a *Account) LiftMute() { a.MutedUntil = time.Time{} }

// Muted reports whether link mails are held back at now.
func (a Account) Muted(now time.Time) bool {
	left := a.MutedUntil.Sub(now)
	return left > 0 && left <= MuteFor+clockTolerance // a longer one is from before the clock was set back
}

// Enable lets the account in again.
func (a *Account) Enable() { a.Disabled = false }
