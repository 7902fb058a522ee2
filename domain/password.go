package domain

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The length of a password, whichever way it arrives; a dialect may be
// narrower. The upper bound is in bytes because it bounds the work of hashing.
const (
	MinPasswordCharacters = 8
	MaxPasswordBytes      = 1024
)

// Password is a plain password, byte for byte as its owner typed it: never
// trimmed, never normalised. It prints as a placeholder wherever it is
// printed, logged or marshalled; [Password.Reveal] is the deliberate way out.
//
// Its text is behind a pointer because fmt prints what an unexported field of
// another struct holds without asking String: there it finds an address only.
// So compare what Reveal returns, or with the zero Password, never two by ==.
type Password struct{ text *string }

// NewPassword returns text as a password, or why its length is refused.
// An octet that is not UTF-8 counts as one character.
func NewPassword(text string) (Password, error) {
	if len(text) > MaxPasswordBytes {
		return Password{}, Refuse("password", TooLong)
	}
	if utf8.RuneCountInString(text) < MinPasswordCharacters {
		return Password{}, Refuse("password", TooShort)
	}
	return Password{text: &text}, nil
}

// AnyPassword returns text as a password to be checked against a stored hash,
// where the rules for a new password do not matter. Only the bound on work
// remains: ok is false above [MaxPasswordBytes].
func AnyPassword(text string) (p Password, ok bool) {
	return Password{text: &text}, len(text) <= MaxPasswordBytes
}

// RefuseFor returns why p may not protect the account of owner in the named
// shop: isCommon knows it, or it is the address, its local part or the shop's
// name. It returns nil if p will do.
func (p Password) RefuseFor(owner Email, shopName string, isCommon func(Password) bool) error {
	for _, obvious := range []string{owner.Address(), owner.LocalPart(), shopName} {
		if obvious != "" && strings.EqualFold(strings.TrimSpace(p.Reveal()), obvious) {
			return Refuse("password", TooObvious)
		}
	}
	if isCommon(p) {
		return Refuse("password", TooCommon)
	}
	return nil
}

// Reveal returns the password itself, for hashing and comparing.
func (p Password) Reveal() string {
	if p.text == nil {
		return ""
	}
	return *p.text
}

// String returns a placeholder.
func (p Password) String() string { return "[password]" }

// GoString returns a placeholder.
func (p Password) GoString() string { return p.String() }

// Format writes the placeholder whatever the verb.
func (p Password) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// MarshalText returns a placeholder.
func (p Password) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// PasswordHash is a stored password hash in a self-describing text form, such
// as $argon2id$…. The empty hash matches no password. It prints as a
// placeholder; convert it to a string to store it.
type PasswordHash string

// String returns a placeholder.
func (h PasswordHash) String() string { return "[password hash]" }

// GoString returns a placeholder.
func (h PasswordHash) GoString() string { return h.String() }

// Format writes the placeholder whatever the verb.
func (h PasswordHash) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, h.String()) }

// MarshalText returns a placeholder.
func (h PasswordHash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }
