package domain

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"strings"
)

// SecretKind says what a secret opens. It is part of the secret's text, so that
// scanners and people recognise it, and of its hash, so that none can stand
// for another.
type SecretKind string

// The kinds of secret that API clients hold.
const (
	ClientSecretKind SecretKind = "lks_" // proves to be a client when asking for an access token
	APITokenKind     SecretKind = "lkt_" // calls the APIs until it is revoked
	AccessTokenKind  SecretKind = "lka_" // calls the APIs for AccessTokenLifetime
)

const (
	secretBytes = 20 // 160 bits: 32 characters, without a rest
	secretChars = len(ClientSecretKind) + 32
)

// Secret is one a client holds: 160 random bits, shown once, kept only as a
// hash. It prints as a placeholder; [Secret.Reveal] is the deliberate way out.
type Secret struct{ text *string }

// MintSecret draws a secret of kind from entropy; if entropy fails, so does it.
func MintSecret(kind SecretKind, entropy io.Reader) (Secret, error) {
	var bits [secretBytes]byte
	if _, err := io.ReadFull(entropy, bits[:]); err != nil {
		return Secret{}, fmt.Errorf("mint secret: %w", err)
	}
	text := string(kind) + strings.ToLower(crockford.EncodeToString(bits[:]))
	return Secret{text: &text}, nil
}

// ParseSecret reads a secret exactly as [Secret.Reveal] writes it. Any other
// text, and any other kind, is not authenticated.
func ParseSecret(kind SecretKind, text string) (Secret, error) {
	encoded, found := strings.CutPrefix(text, string(kind))
	if found && len(text) == secretChars && encoded == lowerASCII(encoded) {
		if _, err := crockford.DecodeString(upperASCII(encoded)); err == nil {
			return Secret{text: &text}, nil
		}
	}
	return Secret{}, &Problem{Kind: Unauthenticated}
}

// Reveal returns the secret itself, to show it to its holder.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Hash returns what the database keeps instead of the secret.
func (s Secret) Hash() SecretHash {
	return sha256.Sum256([]byte("latchkey secret v1\x00" + s.Reveal()))
}

// Format writes a placeholder whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[secret]") }

// MarshalText returns a placeholder.
func (Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// SecretHash is SHA-256 over a secret and its purpose.
type SecretHash [sha256.Size]byte

// Equal compares in constant time.
func (h SecretHash) Equal(other SecretHash) bool {
	return subtle.ConstantTimeCompare(h[:], other[:]) == 1
}
