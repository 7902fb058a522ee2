package domain

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unique"
)

// ResetTokenLifetime is how long a link works after it was minted. Both
// published APIs promise their readers an hour.
const ResetTokenLifetime = 60 * time.Minute

// resetTokenPurpose is hashed with every token, so that no secret minted for
// anything else can ever be taken for a reset token.
const resetTokenPurpose = "latchkey reset token v1\x00"

// crockford is base32 without the letters I, L, O and U, which are misread.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const (
	tokenBytes  = 16 // 128 bits
	base32Chars = 26 // 130 bits: the first two are always zero
	hexChars    = 32
	uuidChars   = 36 // the hexadecimal digits and four hyphens
)

// ResetToken is the secret in a reset link: 128 random bits with two
// spellings. It exists in memory and in a mail, never at rest, and prints as a
// placeholder. The zero ResetToken is none; its bits are all zero.
type ResetToken struct {
	// A handle, not the bits themselves: traces of a stack, which a panic or a
	// signal brings about, show the octets of what is passed by value.
	handle unique.Handle[tokenBits]
}

type tokenBits [tokenBytes]byte

// MintResetToken draws a token from entropy; if entropy fails, so does it.
func MintResetToken(entropy io.Reader) (ResetToken, error) {
	var bits tokenBits
	if _, err := io.ReadFull(entropy, bits[:]); err != nil {
		return ResetToken{}, fmt.Errorf("mint reset token: %w", err)
	}
	return ResetToken{unique.Make(bits)}, nil
}

// ParseResetToken reads either spelling exactly as [ResetToken.Base32] and
// [ResetToken.UUID] write it; any other text is rejected.
func ParseResetToken(text string) (ResetToken, error) {
	t, ok := decodeToken(text)
	if !ok || (text != t.Base32() && text != t.UUID()) {
		return ResetToken{}, &Problem{Kind: TokenRejected, Field: "token", Reason: Malformed}
	}
	return t, nil
}

// ParseTypedResetToken reads a token that a person copied by hand: letter case,
// spaces and hyphens do not matter, and I, L and O mean the digits they look
// like.
func ParseTypedResetToken(text string) (ResetToken, error) {
	if len(text) > 4*uuidChars {
		return ResetToken{}, &Problem{Kind: TokenRejected, Field: "token", Reason: Malformed}
	}
	typed := asTyped.Replace(strings.TrimSpace(text))
	if len(typed) == hexChars {
		typed = uuidShape(lowerASCII(typed))
	}
	return ParseResetToken(typed)
}

// asTyped maps what people type to Crockford's alphabet.
var asTyped = func() *strings.Replacer {
	pairs := []string{" ", "", "-", "", "\t", "", "\r", "", "\n", "", "I", "1", "i", "1", "L", "1", "l", "1", "O", "0", "o", "0"}
	for c := 'a'; c <= 'z'; c++ {
		pairs = append(pairs, string(c), strings.ToUpper(string(c)))
	}
	return strings.NewReplacer(pairs...)
}()

func decodeToken(text string) (ResetToken, bool) {
	var bits tokenBits
	switch len(text) {
	case base32Chars:
		// 26 characters are 130 bits; the encoding wants 8 characters for 5
		// bytes, so decode them as the tail of 32 characters with leading zeros.
		var wide [20]byte
		if _, err := crockford.Decode(wide[:], []byte("000000"+text)); err != nil {
			return ResetToken{}, false
		}
		copy(bits[:], wide[len(wide)-tokenBytes:])
	case uuidChars:
		digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
		if _, err := hex.Decode(bits[:], []byte(digits)); err != nil {
			return ResetToken{}, false
		}
	default:
		return ResetToken{}, false
	}
	return ResetToken{unique.Make(bits)}, true
}

// bits returns the token's own octets.
func (t ResetToken) bits() []byte {
	if t == (ResetToken{}) {
		return make([]byte, tokenBytes)
	}
	bits := t.handle.Value()
	return bits[:]
}

// Base32 returns the 26 characters of Crockford base32 used in links, on pages
// and by the webshop dialect.
func (t ResetToken) Base32() string {
	var wide [20]byte
	copy(wide[len(wide)-tokenBytes:], t.bits())
	return crockford.EncodeToString(wide[:])[32-base32Chars:]
}

// UUID returns the 36 characters the payway dialect calls confirmation_code.
func (t ResetToken) UUID() string {
	return uuidShape(hex.EncodeToString(t.bits()))
}

func uuidShape(digits string) string {
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
}

// Hash returns what the database keeps instead of the token.
func (t ResetToken) Hash() TokenHash {
	return sha256.Sum256(append([]byte(resetTokenPurpose), t.bits()...))
}

// String returns a placeholder.
func (t ResetToken) String() string { return "[reset token]" }

// GoString returns a placeholder.
func (t ResetToken) GoString() string { return "[reset token]" }

// Format writes the placeholder whatever the verb: without it, %d and its like
// would reach past String to the bits.
func (t ResetToken) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// TokenHash is SHA-256 over a reset token and its purpose.
type TokenHash [sha256.Size]byte
