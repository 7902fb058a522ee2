package domain_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"latchkey/domain"
)

func mustPassword(t testing.TB, text string) domain.Password {
	t.Helper()
	p, err := domain.NewPassword(text)
	if err != nil {
		t.Fatalf("NewPassword(%q): %v", text, err)
	}
	return p
}

func TestNewPassword(t *testing.T) {
	tests := []struct {
		name, text string
		want       domain.Reason // "" if it will do
	}{
		{"empty", "", domain.TooShort},
		{"7 letters", "1234567", domain.TooShort},
		{"8 letters", "12345678", ""},
		{"7 code points in 28 bytes", strings.Repeat("🙂", 7), domain.TooShort},
		{"8 code points in 32 bytes", strings.Repeat("🙂", 8), ""},
		{"4 letters with combining marks", strings.Repeat("e\u0301", 4), ""},
		{"8 octets that are not UTF-8", strings.Repeat("\xff", 8), ""},
		{"7 octets that are not UTF-8", strings.Repeat("\xff", 7), domain.TooShort},
		{"8 spaces", strings.Repeat(" ", 8), ""},
		{"8 NULs", strings.Repeat("\x00", 8), ""},
		{"1024 bytes", strings.Repeat("x", 1024), ""},
		{"1025 bytes", strings.Repeat("x", 1025), domain.TooLong},
		{"1024 bytes of 256 code points", strings.Repeat("🙂", 256), ""},
		{"1028 bytes of 257 code points", strings.Repeat("🙂", 257), domain.TooLong},
		{"1 MiB", strings.Repeat("x", 1<<20), domain.TooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := domain.NewPassword(tt.text)
			if got := domain.ReasonOf(err); got != tt.want || errors.Is(err, domain.Invalid) != (tt.want != "") {
				t.Fatalf("NewPassword gives %v, want reason %q", err, tt.want)
			}
			if tt.want == "" && p.Reveal() != tt.text {
				t.Errorf("Reveal = %q, want %q", p.Reveal(), tt.text)
			}
			if tt.want != "" && p != (domain.Password{}) {
				t.Error("a refused password comes back, want the zero one")
			}
		})
	}
}

func TestPasswordIsKeptByteForByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.Byte(), 0, 1100).Draw(t, "text"))
		if rapid.Bool().Draw(t, "readable") {
			text = rapid.StringN(0, 300, 1100).Draw(t, "string")
		}
		wantOK := len(text) <= domain.MaxPasswordBytes
		any, ok := domain.AnyPassword(text)
		if ok != wantOK || any.Reveal() != text {
			t.Fatalf("AnyPassword(%q) = %q, %v, want the same, %v", text, any.Reveal(), ok, wantOK)
		}
		p, err := domain.NewPassword(text)
		if wantOK = wantOK && utf8.RuneCountInString(text) >= 8; (err == nil) != wantOK {
			t.Fatalf("NewPassword(%q) gives %v, want ok %v", text, err, wantOK)
		}
		if err == nil && p.Reveal() != text {
			t.Fatalf("Reveal = %q, want %q", p.Reveal(), text)
		}
	})
}

func TestZeroPassword(t *testing.T) {
	var zero domain.Password
	if got := zero.Reveal(); got != "" {
		t.Errorf("Reveal = %q, want nothing", got)
	}
}

func TestAnyPasswordBoundsTheWork(t *testing.T) {
	for size, want := range map[int]bool{0: true, 1: true, 1024: true, 1025: false} {
		if p, ok := domain.AnyPassword(strings.Repeat("x", size)); ok != want || len(p.Reveal()) != size {
			t.Errorf("AnyPassword of %d bytes = %d bytes, %v, want all, %v", size, len(p.Reveal()), ok, want)
		}
	}
}

func TestPasswordRefuseFor(t *testing.T) {
	const address, shop = "Nora.Lind@shop.example", "Nordic Shoes"
	tests := []struct {
		name, text string
		common     bool
		want       domain.Reason
	}{
		{"good", "correct horse", false, ""},
		{"the address", address, false, domain.TooObvious},
		{"the address in another case", "NORA.LIND@SHOP.EXAMPLE", false, domain.TooObvious},
		{"the address with space around", " \tnora.lind@shop.example\n", false, domain.TooObvious},
		{"the local part", "nora.lind", false, domain.TooObvious},
		{"the shop", "nordic shoes", false, domain.TooObvious},
		{"the shop and more", "nordic shoes 42", false, ""},
		{"another address", "nora.lind@other.example", false, ""},
		{"common", "password", true, domain.TooCommon},
		{"obvious and common", "nora.lind", true, domain.TooObvious},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, asked := mustPassword(t, tt.text), ""
			err := p.RefuseFor(mustEmail(t, address), shop, func(p domain.Password) bool {
				asked = p.Reveal()
				return tt.common
			})
			if got := domain.ReasonOf(err); got != tt.want || errors.Is(err, domain.Invalid) != (tt.want != "") {
				t.Errorf("RefuseFor gives %v, want reason %q", err, tt.want)
			}
			if tt.want != domain.TooObvious && asked != tt.text {
				t.Errorf("asked whether %q is common, want %q", asked, tt.text)
			}
		})
	}
}

// An owner without an address or a shop without a name makes nothing obvious.
func TestPasswordRefuseForNobody(t *testing.T) {
	never := func(domain.Password) bool { return false }
	for _, text := range []string{"        ", "correct horse"} {
		if err := mustPassword(t, text).RefuseFor(domain.Email{}, "", never); err != nil {
			t.Errorf("RefuseFor(%q) = %v, want nil", text, err)
		}
	}
}
