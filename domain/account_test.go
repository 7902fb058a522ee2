package domain_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

func TestAccountMutators(t *testing.T) {
	moved := mustEmail(t, "moved@shop.example")
	tests := []struct {
		name   string
		mutate func(*domain.Account)
		want   func(*domain.Account)
	}{
		{"SetPassword", func(a *domain.Account) { a.SetPassword("new") }, func(a *domain.Account) {
			a.PasswordHash, a.Generation = "new", 42
		}},
		{"CompleteReset", func(a *domain.Account) { a.CompleteReset("new") }, func(a *domain.Account) {
			a.PasswordHash, a.EmailVerified, a.Generation = "new", true, 42
		}},
		{"ChangeEmail", func(a *domain.Account) { a.ChangeEmail(moved) }, func(a *domain.Account) {
			a.Email, a.EmailVerified, a.Generation = moved, false, 42
		}},
		{"Disable", (*domain.Account).Disable, func(a *domain.Account) { a.Disabled, a.Generation = true, 42 }},
		{"Enable", (*domain.Account).Enable, func(a *domain.Account) { a.Disabled = false }},
	}
	for _, test := range tests {
		for _, verified := range []bool{false, true} {
			for _, disabled := range []bool{false, true} {
				got := customer(t)
				got.PasswordHash, got.EmailVerified, got.Disabled = "old", verified, disabled
				want := got
				test.mutate(&got)
				test.want(&want)
				if got != want {
					t.Errorf("%s (verified %t, disabled %t) = %+v, want %+v", test.name, verified, disabled, got, want)
				}
			}
		}
	}
}

func TestAccountMay(t *testing.T) {
	for _, disabled := range []bool{false, true} {
		for _, external := range []bool{false, true} {
			account := domain.Account{Disabled: disabled, External: external}
			want := !disabled && !external
			if got := account.MayReset(); got != want {
				t.Errorf("disabled %t, external %t: MayReset = %t, want %t", disabled, external, got, want)
			}
			if got := account.MaySignIn(); got != want {
				t.Errorf("disabled %t, external %t: MaySignIn = %t, want %t", disabled, external, got, want)
			}
		}
	}
}

func TestParseAccountID(t *testing.T) {
	const hex = "0123456789abcdefABCDEF00"
	want := domain.AccountID{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xab, 0xcd, 0xef, 0x00}
	got, err := domain.ParseAccountID(hex)
	if err != nil || got != want {
		t.Errorf("ParseAccountID(%s) = %v, %v; want %v", hex, got, err, want)
	}
	if got := got.String(); got != strings.ToLower(hex) {
		t.Errorf("String = %s, want %s", got, strings.ToLower(hex))
	}
	refused := []string{
		"", "0", hex[1:], hex + "0", hex + "00", hex[2:], hex + hex, hex[:23] + "g", "g" + hex[1:], hex[:11] + "-" + hex[12:],
		hex[:23] + " ", " " + hex[1:], " " + hex, hex + "\n", hex[:23] + "\n", "0x" + hex[2:], hex[:23] + "\x00", hex[:21] + "\uff10",
		strings.Repeat("\xff", 24), "0" + strings.Repeat("Z", 23), strings.Repeat("0", 1<<14),
	}
	for _, text := range refused {
		id, err := domain.ParseAccountID(text)
		if !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "account", Reason: domain.Malformed}) || id != (domain.AccountID{}) {
			t.Errorf("ParseAccountID(%q) = %s, %v; want it refused", text, id, err)
		}
	}
}

func TestAccountIDRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := domain.AccountID(rapid.SliceOfN(rapid.Byte(), 12, 12).Draw(t, "id"))
		for _, text := range []string{id.String(), strings.ToUpper(id.String())} {
			if got, err := domain.ParseAccountID(text); err != nil || got != id {
				t.Fatalf("ParseAccountID(%s) = %s, %v", text, got, err)
			}
		}
	})
}

// TestMintIDs holds for the ids of accounts and of deliveries.
func TestMintIDs(t *testing.T) {
	bits := []byte{0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xff}
	tests := []struct {
		name    string
		entropy func() io.Reader
		want    error
	}{
		{"failing", func() io.Reader { return iotest.ErrReader(errEntropy) }, errEntropy},
		{"failing at the last byte", func() io.Reader { return io.MultiReader(bytes.NewReader(bits[:11]), iotest.ErrReader(errEntropy)) }, errEntropy},
		{"empty", func() io.Reader { return bytes.NewReader(nil) }, io.EOF},
		{"a byte short", func() io.Reader { return bytes.NewReader(bits[:11]) }, io.ErrUnexpectedEOF},
		{"exact", func() io.Reader { return bytes.NewReader(bits) }, nil},
		{"byte by byte", func() io.Reader { return iotest.OneByteReader(bytes.NewReader(bits)) }, nil},
	}
	for _, test := range tests {
		want := strings.Repeat("0", 24)
		if test.want == nil {
			want = "a00102030405060708090aff"
		}
		account, err := domain.MintAccountID(test.entropy())
		if got := account.String(); got != want || !errors.Is(err, test.want) {
			t.Errorf("%s: MintAccountID = %s, %v; want %s, %v", test.name, got, err, want, test.want)
		}
		delivery, err := domain.MintDeliveryID(test.entropy())
		if got := delivery.String(); got != want || !errors.Is(err, test.want) {
			t.Errorf("%s: MintDeliveryID = %s, %v; want %s, %v", test.name, got, err, want, test.want)
		}
	}
}

func TestDisown(t *testing.T) {
	account := customer(t)
	before := account.Generation
	if account.Muted(noon) {
		t.Error("an account is muted from the start")
	}
	account.Disown(noon)
	if account.Generation != before+1 {
		t.Error("disowning left the links alive")
	}
	for after, want := range map[time.Duration]bool{
		0: true, 24*time.Hour - 1: true, 24 * time.Hour: false,
		-time.Minute: true, -time.Hour: false, // a clock set far back must not prolong it
	} {
		if got := account.Muted(noon.Add(after)); got != want {
			t.Errorf("%s later: muted %t, want %t", after, got, want)
		}
	}
	account.LiftMute()
	if account.Muted(noon) || account.Generation != before+1 {
		t.Error("lifting the mute does that and nothing else")
	}
}
