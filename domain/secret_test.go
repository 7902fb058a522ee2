package domain_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"latchkey/domain"
)

var secretKinds = []domain.SecretKind{domain.ClientSecretKind, domain.APITokenKind, domain.AccessTokenKind}

func mintSecret(t testing.TB, kind domain.SecretKind, bits ...byte) domain.Secret {
	t.Helper()
	secret, err := domain.MintSecret(kind, bytes.NewReader(append(bits, make([]byte, 20-len(bits))...)))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestMintSecret(t *testing.T) {
	for kind, want := range map[domain.SecretKind]string{
		domain.ClientSecretKind: "lks_z" + strings.Repeat("0", 31), domain.APITokenKind: "lkt_z" + strings.Repeat("0", 31), domain.AccessTokenKind: "lka_z" + strings.Repeat("0", 31),
	} {
		secret := mintSecret(t, kind, 0xf8)
		if got := secret.Reveal(); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
		if got, want := secret.Hash(), sha256.Sum256([]byte("latchkey secret v1\x00"+want)); got != want {
			t.Errorf("%s: hash %x, want %x", kind, got, want)
		}
	}
	for _, entropy := range []string{"", "nineteen octets only"[:19]} {
		if secret, err := domain.MintSecret(domain.APITokenKind, iotest.DataErrReader(strings.NewReader(entropy))); err == nil || secret != (domain.Secret{}) {
			t.Errorf("with %d octets of entropy: %v, %v", len(entropy), secret, err)
		}
	}
	if _, err := domain.MintSecret(domain.APITokenKind, iotest.ErrReader(errEntropy)); !errors.Is(err, errEntropy) {
		t.Errorf("without entropy: %v", err)
	}
}

func TestParseSecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(secretKinds).Draw(t, "kind")
		bits := rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "bits")
		secret, err := domain.MintSecret(kind, bytes.NewReader(bits))
		if err != nil {
			t.Fatal(err)
		}
		for _, as := range secretKinds {
			again, err := domain.ParseSecret(as, secret.Reveal())
			if as != kind {
				if !errors.Is(err, domain.Unauthenticated) || again != (domain.Secret{}) {
					t.Fatalf("a secret of kind %s is read as %s", kind, as)
				}
			} else if err != nil || again.Reveal() != secret.Reveal() || !again.Hash().Equal(secret.Hash()) {
				t.Fatalf("%s is read as %s, %v", secret.Reveal(), again.Reveal(), err)
			}
		}
		at := rapid.IntRange(0, 35).Draw(t, "at")
		changed := []byte(secret.Reveal())
		changed[at] = rapid.Byte().Draw(t, "octet")
		if other, err := domain.ParseSecret(kind, string(changed)); err == nil && other.Hash().Equal(secret.Hash()) != (string(changed) == secret.Reveal()) {
			t.Fatalf("%q has the hash of %q", changed, secret.Reveal())
		}
	})
	good := mintSecret(t, domain.APITokenKind).Reveal()
	for _, text := range []string{
		"", "lkt_", good[4:], strings.ToUpper(good), "LKT_" + good[4:], good + "0", good[:35], good + "\n", " " + good, good[:35] + "i", good[:35] + "l", good[:35] + "o",
		good[:35] + "u", good[:35] + "Z", good[:35] + "=", good[:35] + "-", good[:34] + "é", "lks_" + good[4:], "lkt-" + good[4:], good[:35] + "\x00",
	} {
		if secret, err := domain.ParseSecret(domain.APITokenKind, text); !isProblem(err, domain.Problem{Kind: domain.Unauthenticated}) || secret != (domain.Secret{}) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestSecretHashEqual(t *testing.T) {
	a, b := domain.SecretHash{1}, domain.SecretHash{31: 1}
	if !a.Equal(a) || a.Equal(b) || a.Equal(domain.SecretHash{}) || !(domain.SecretHash{}).Equal(domain.SecretHash{}) {
		t.Error("Equal does not compare")
	}
	if (domain.Secret{}).Reveal() != "" {
		t.Error("the zero secret has a text")
	}
}

// TestSecretPrintsNothing holds on every way into a log, alone and inside of
// what carries it.
func TestSecretPrintsNothing(t *testing.T) {
	secret := mintSecret(t, domain.ClientSecretKind, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5)
	hidden := secret.Reveal()[4:12]
	type carrier struct {
		ID     int
		Secret domain.Secret
		inside domain.Secret
	}
	for _, value := range []any{secret, &secret, carrier{1, secret, secret}, &carrier{1, secret, secret}, []domain.Secret{secret}, map[string]any{"a": secret}} {
		for _, format := range formats() {
			if got := strings.ToLower(fmt.Sprintf(format, value)); strings.Contains(got, hidden) || strings.Contains(got, fmt.Sprintf("%x", hidden)) {
				t.Errorf("%s of %T prints %s", format, value, got)
			}
		}
		if encoded, _ := json.Marshal(value); strings.Contains(string(encoded), hidden) {
			t.Errorf("json of %T is %s", value, encoded)
		}
	}
	if got := fmt.Sprint(secret); got != "[secret]" {
		t.Errorf("it prints %q", got)
	}
	if text, err := secret.MarshalText(); err != nil || string(text) != "[secret]" {
		t.Errorf("MarshalText = %q, %v", text, err)
	}
}
