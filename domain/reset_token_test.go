package domain_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// base32Of and uuidOf are second, independent spellers.
func base32Of(bits [16]byte) string {
	const ordinary, crockford = "0123456789abcdefghijklmnopqrstuv", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	digits := strings.Map(func(r rune) rune {
		return rune(crockford[strings.IndexRune(ordinary, r)])
	}, new(big.Int).SetBytes(bits[:]).Text(32))
	return strings.Repeat("0", 26-len(digits)) + digits
}

func uuidOf(bits [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", bits[:4], bits[4:6], bits[6:8], bits[8:10], bits[10:])
}

func drawBits(t *rapid.T) [16]byte {
	return [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "bits"))
}

func TestResetTokenSpellings(t *testing.T) {
	tests := []struct {
		bits         [16]byte
		base32, uuid string
	}{
		{[16]byte{}, "00000000000000000000000000", "00000000-0000-0000-0000-000000000000"},
		{[16]byte{15: 1}, "00000000000000000000000001", "00000000-0000-0000-0000-000000000001"},
		{[16]byte{15: 31}, "0000000000000000000000000Z", "00000000-0000-0000-0000-00000000001f"},
		{[16]byte{15: 32}, "00000000000000000000000010", "00000000-0000-0000-0000-000000000020"},
		{[16]byte{0: 0x80}, "40000000000000000000000000", "80000000-0000-0000-0000-000000000000"},
		{[16]byte(bytes.Repeat([]byte{0xff}, 16)), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
		{[16]byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10},
			"014D2PF2DBSQQZXQ5TK1V58CGG", "01234567-89ab-cdef-fedc-ba9876543210"},
	}
	for _, test := range tests {
		token := tokenOf(t, test.bits)
		if got := token.Base32(); got != test.base32 {
			t.Errorf("%x: Base32 = %s, want %s", test.bits, got, test.base32)
		}
		if got := token.UUID(); got != test.uuid {
			t.Errorf("%x: UUID = %s, want %s", test.bits, got, test.uuid)
		}
		for _, text := range []string{test.base32, test.uuid} {
			if got, err := domain.ParseResetToken(text); err != nil || got != token {
				t.Errorf("ParseResetToken(%s) = %s, %v", text, got.UUID(), err)
			}
		}
	}
}

func TestResetTokenRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := drawBits(t)
		token, err := domain.MintResetToken(bytes.NewReader(bits[:]))
		if err != nil {
			t.Fatal(err)
		}
		if token.Base32() != base32Of(bits) || token.UUID() != uuidOf(bits) {
			t.Fatalf("%x is spelled %s and %s", bits, token.Base32(), token.UUID())
		}
		for _, text := range []string{token.Base32(), token.UUID()} {
			if got, err := domain.ParseResetToken(text); err != nil || got != token {
				t.Fatalf("ParseResetToken(%s) = %s, %v", text, got.UUID(), err)
			}
		}
	})
}

func TestMintResetTokenEntropy(t *testing.T) {
	bits := [16]byte{0: 9, 15: 7}
	tests := []struct {
		name    string
		entropy io.Reader
		want    error
	}{
		{"failing", iotest.ErrReader(errEntropy), errEntropy},
		{"failing half way", io.MultiReader(bytes.NewReader(bits[:8]), iotest.ErrReader(errEntropy)), errEntropy},
		{"failing at the last byte", io.MultiReader(bytes.NewReader(bits[:15]), iotest.ErrReader(errEntropy)), errEntropy},
		{"empty", bytes.NewReader(nil), io.EOF},
		{"a byte short", bytes.NewReader(bits[:15]), io.ErrUnexpectedEOF},
		{"exact", bytes.NewReader(bits[:]), nil},
		{"byte by byte", iotest.OneByteReader(bytes.NewReader(bits[:])), nil},
		{"data with the end", iotest.DataErrReader(bytes.NewReader(bits[:])), nil},
	}
	for _, test := range tests {
		token, err := domain.MintResetToken(test.entropy)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
		if want := map[bool]string{true: uuidOf(bits), false: uuidOf([16]byte{})}[test.want == nil]; token.UUID() != want {
			t.Errorf("%s: token %s, want %s", test.name, token.UUID(), want)
		}
	}
}

func TestMintResetTokenTakesWhatItNeeds(t *testing.T) {
	entropy := bytes.NewReader(make([]byte, 100))
	if _, err := domain.MintResetToken(entropy); err != nil || entropy.Len() != 84 {
		t.Errorf("MintResetToken left %d of 100 bytes, %v; want 84", entropy.Len(), err)
	}
}

// TestResetTokenHash holds that the hash covers a purpose and every bit, so
// that no secret hashed for anything else can stand in for a token (A11b).
func TestResetTokenHash(t *testing.T) {
	bits := [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	token := tokenOf(t, bits)
	want := domain.TokenHash(sha256.Sum256(slices.Concat([]byte("latchkey reset token v1\x00"), bits[:])))
	if got := token.Hash(); got != want {
		t.Errorf("Hash = %x, want %x", got, want)
	}
	others := map[string][]byte{
		"no purpose":         bits[:],
		"the base32":         []byte(token.Base32()),
		"the uuid":           []byte(token.UUID()),
		"the purpose alone":  []byte("latchkey reset token v1\x00"),
		"another purpose":    slices.Concat([]byte("latchkey access token v1\x00"), bits[:]),
		"another version":    slices.Concat([]byte("latchkey reset token v2\x00"), bits[:]),
		"no separator":       slices.Concat([]byte("latchkey reset token v1"), bits[:]),
		"the purpose at end": slices.Concat(bits[:], []byte("latchkey reset token v1\x00")),
	}
	for name, input := range others {
		if sha256.Sum256(input) == token.Hash() {
			t.Errorf("Hash is SHA-256 of %s", name)
		}
	}
	seen := map[domain.TokenHash]bool{token.Hash(): true}
	for bit := range 128 {
		flipped := bits
		flipped[bit/8] ^= 1 << (bit % 8)
		hash := tokenOf(t, flipped).Hash()
		if seen[hash] {
			t.Errorf("bit %d does not change the hash", bit)
		}
		seen[hash] = true
	}
}

func TestResetTokenLifetimeIsAnHour(t *testing.T) {
	if got := domain.ResetTokenLifetime.String(); got != "1h0m0s" {
		t.Errorf("ResetTokenLifetime = %s, want 1h0m0s", got)
	}
}
