package domain_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"latchkey/domain"
)

const (
	someBase32 = "5C8HM9CPA1V4N7XQ0RJKZT3WEG" // holds a 0, a 1, a K and no letter that means a digit
	someUUID   = "ac8a8a4d-8a41-ec95-53ef-6c1249bf4707"
)

func wantRejected(t testing.TB, text string, token domain.ResetToken, err error) {
	t.Helper()
	rejected := domain.Problem{Kind: domain.TokenRejected, Field: "token", Reason: domain.Malformed}
	if !isProblem(err, rejected) || token != (domain.ResetToken{}) {
		t.Errorf("%+q is read as %s, %v; want it rejected", text, token.UUID(), err)
	}
}

// TestParseResetTokenEveryOctet changes every single octet of both spellings
// into every other: what is still read must be another token, written so.
func TestParseResetTokenEveryOctet(t *testing.T) {
	spellings := []struct {
		text    string
		allowed func(i int) string
		spell   func(domain.ResetToken) string
	}{
		{someBase32, func(i int) string {
			if i == 0 {
				return "01234567"
			}
			return "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
		}, domain.ResetToken.Base32},
		{someUUID, func(i int) string {
			if i == 8 || i == 13 || i == 18 || i == 23 {
				return "-"
			}
			return "0123456789abcdef"
		}, domain.ResetToken.UUID},
	}
	for _, spelling := range spellings {
		for i := range len(spelling.text) {
			for c := range 256 {
				text := spelling.text[:i] + string([]byte{byte(c)}) + spelling.text[i+1:]
				token, err := domain.ParseResetToken(text)
				if strings.IndexByte(spelling.allowed(i), byte(c)) < 0 {
					wantRejected(t, text, token, err)
				} else if err != nil || spelling.spell(token) != text {
					t.Errorf("ParseResetToken(%q) = %q, %v; want the same", text, spelling.spell(token), err)
				}
			}
		}
	}
}

func TestParseResetTokenIsExact(t *testing.T) {
	b, u := someBase32, someUUID
	bare := strings.ReplaceAll(u, "-", "")
	texts := []string{
		"", " ", "0", "-", "null", "undefined",
		// length
		b[1:], b[:25], b + "0", "0" + b, b + b, u[1:], u[:35], u + "0", "0" + u, u + u, b + u,
		// letter case
		strings.ToLower(b), strings.ToLower(b[:13]) + b[13:], strings.ToUpper(u), strings.ToUpper(u[:20]) + u[20:],
		// letters that are no digits here, and others outside the alphabet
		b[:5] + "I" + b[6:], b[:5] + "L" + b[6:], b[:5] + "O" + b[6:], b[:5] + "U" + b[6:], b[:5] + "o" + b[6:], b[:5] + "*" + b[6:], b[:25] + "=",
		u[:35] + "g", u[:35] + "G", u[:35] + "o", u[:35] + "l",
		// more than 128 bits
		"80000000000000000000000000", "8" + b[1:], "9" + b[1:], "A" + b[1:], "G" + b[1:], "N" + b[1:], "Z" + b[1:], strings.Repeat("Z", 26),
		// hyphens
		bare, bare + "----", "----" + bare, u[:7] + "-" + u[7:8] + u[9:], u[:8] + "_" + u[9:], strings.ReplaceAll(u, "-", " "),
		strings.ReplaceAll(u, "-", "0"), bare[:4] + "-" + bare[4:12] + "-" + bare[12:16] + "-" + bare[16:20] + "-" + bare[20:],
		strings.ReplaceAll(u, "-", "\u2010"), strings.ReplaceAll(u, "-", "\u00ad"), u[:4] + "\u2010" + u[7:],
		b[:13] + "-" + b[13:], b[:12] + "-" + b[13:], "-" + b[1:], b[:25] + "-",
		// what UUID libraries take
		"{" + u + "}", "{" + u[1:35] + "}", "urn:uuid:" + u, "URN:UUID:" + u, "uuid:" + u, "(" + u + ")", "\"" + u + "\"", "0x" + bare, "{" + bare + "}",
		// white space; the decoder below skips line breaks by itself
		" " + b, b + " ", "\t" + b, b + "\n", "\n" + b, b + "\r\n", b[:13] + "\n" + b[13:], b[:13] + " " + b[13:], b[:25] + "\n", "\n" + b[1:],
		b[:10] + "\r\n" + b[12:], b[:24] + "\r\n", strings.Repeat("\n", 26), strings.Repeat("\n", 36), " " + u, u + " ", u + "\n", " " + u[1:], u[:35] + "\n",
		b + "\x00", b[:25] + "\x00", "\x00" + b[1:], u + "\x00", "\x00" + u[1:],
		// look-alikes: Kelvin K, long s, full-width, Cyrillic, Arabic digits; also at a matching length in octets
		strings.Replace(b, "K", "\u212a", 1), strings.Replace(b[:24], "K", "\u212a", 1), strings.Replace(b, "8", "\u017f", 1), "\u017f" + b[2:],
		strings.Replace(b, "0", "\uff10", 1), strings.Replace(b[:24], "0", "\uff10", 1), strings.Replace(u, "a", "\uff41", 1), strings.Replace(u[:34], "0", "\uff10", 1),
		strings.Replace(b, "C", "\u0421", 1), strings.Replace(u, "a", "\u0430", 1), strings.Replace(u, "4", "\u0664", 1),
		strings.Repeat("\u212a", 12), strings.Repeat("\uff10", 26), strings.Repeat("\uff10", 12), b + "\ufeff", "\ufeff" + b, "\u200b" + u,
		// percent and other encodings
		"%35" + b[1:], "%35" + b[3:], strings.ReplaceAll(u, "-", "%2D"), "token=" + b, "#" + b, "/reset#" + b, b + ".", "<" + b + ">",
		strings.Repeat("0", 1<<14), strings.Repeat("\xff", 26), strings.Repeat("\xff", 36), strings.Repeat("-", 26), strings.Repeat("-", 36),
	}
	for _, text := range texts {
		token, err := domain.ParseResetToken(text)
		wantRejected(t, text, token, err)
	}
	for _, text := range []string{b, u} {
		if _, err := domain.ParseResetToken(text); err != nil {
			t.Errorf("ParseResetToken(%q): %v", text, err)
		}
	}
}

// TestParseResetTokenSmallDifferences holds that texts near a spelling are not
// read as its token: only the two spellings are.
func TestParseResetTokenSmallDifferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := drawBits(t)
		base32, uuid := base32Of(bits), uuidOf(bits)
		text := rapid.SampledFrom([]string{base32, uuid}).Draw(t, "spelling")
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			i := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			piece := rapid.SampledFrom([]string{"", "0", "1", "O", "I", "a", "A", "-", " ", "\n", "\u212a"}).Draw(t, "piece")
			text = text[:i] + piece + text[i+rapid.IntRange(0, 1).Draw(t, "cut"):]
		}
		token, err := domain.ParseResetToken(text)
		if err == nil && text != token.Base32() && text != token.UUID() {
			t.Fatalf("ParseResetToken(%q) reads what is spelled %s", text, token.Base32())
		}
		if err == nil && token.UUID() == uuid && text != base32 && text != uuid {
			t.Fatalf("ParseResetToken(%q) reads the token of %s", text, base32)
		}
	})
}

// TestParseResetTokenTooManyBits tries the values just above 128 bits.
func TestParseResetTokenTooManyBits(t *testing.T) {
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	limit := new(big.Int).Lsh(big.NewInt(1), 128)
	for offset := int64(-2); offset <= 2; offset++ {
		rest := new(big.Int).Add(limit, big.NewInt(offset))
		var digits [26]byte
		for i := len(digits) - 1; i >= 0; i-- {
			digit := new(big.Int)
			rest.DivMod(rest, big.NewInt(32), digit)
			digits[i] = crockford[digit.Int64()]
		}
		_, err := domain.ParseResetToken(string(digits[:]))
		if got, want := err == nil, offset < 0; got != want {
			t.Errorf("ParseResetToken(%s): accepted = %t, want %t", digits, got, want)
		}
	}
}

func FuzzParseResetToken(f *testing.F) {
	for _, text := range []string{"", someBase32, someUUID, strings.ToLower(someBase32), " " + someUUID, "{" + someUUID + "}", someBase32 + "\n", strings.Repeat("\n", 26)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		token, err := domain.ParseResetToken(text)
		if err != nil {
			wantRejected(t, text, token, err)
		} else if text != token.Base32() && text != token.UUID() {
			t.Errorf("ParseResetToken(%q) reads what is spelled %s", text, token.Base32())
		}
		typed, typedErr := domain.ParseTypedResetToken(text)
		if err == nil && (typedErr != nil || typed != token) {
			t.Errorf("ParseTypedResetToken(%q) = %s, %v; want %s", text, typed.UUID(), typedErr, token.UUID())
		}
	})
}
