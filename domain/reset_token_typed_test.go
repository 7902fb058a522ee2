package domain_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"latchkey/domain"
)

func TestParseTypedResetToken(t *testing.T) {
	const b, u = someBase32, someUUID // 5C8HM9CPA1V4N7XQ0RJKZT3WEG, ac8a8a4d-8a41-ec95-53ef-6c1249bf4707
	lower := strings.ToLower(b)
	same := map[string][]string{
		b: {
			b, lower, strings.ToLower(b[:9]) + b[9:],
			" " + b, b + " ", "\t" + b + "\r\n", "\u00a0" + b + "\u2003", "\n\n" + b + "\n\n",
			b[:13] + " " + b[13:], b[:13] + "-" + b[13:], b[:13] + "\n" + b[13:], b[:13] + "\t" + b[13:], b[:13] + "\r\n" + b[13:],
			"5C8HM-9CPA1-V4N7X-Q0RJK-ZT3WE-G", "5c8hm 9cpa1 v4n7x q0rjk zt3we g", "--" + b + "--",
			strings.Join(strings.Split(b, ""), " "),
			strings.Replace(b, "1", "I", 1), strings.Replace(b, "1", "i", 1), strings.Replace(b, "1", "L", 1), strings.Replace(b, "1", "l", 1),
			strings.Replace(b, "0", "O", 1), strings.Replace(b, "0", "o", 1), strings.NewReplacer("1", "l", "0", "O").Replace(lower),
			strings.Repeat(" ", 144-26) + b,
		},
		u: {
			u, strings.ToUpper(u), strings.ToUpper(u[:18]) + u[18:],
			" " + u, u + "\n", "\u00a0" + u, u[:19] + "\n" + u[19:], u[:18] + " - " + u[19:], "- " + u,
			strings.ReplaceAll(u, "-", ""), strings.ToUpper(strings.ReplaceAll(u, "-", "")), strings.ReplaceAll(u, "-", " "),
			u[:4] + "-" + u[4:], strings.Replace(u, "1", "l", 1), strings.Replace(u, "1", "I", 1), strings.Replace(u, "0", "O", 1), strings.Replace(u, "0", "o", 1),
			strings.Repeat("\n", 144-36) + u,
		},
	}
	for spelling, texts := range same {
		want, err := domain.ParseResetToken(spelling)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if got, err := domain.ParseTypedResetToken(text); err != nil || got != want {
				t.Errorf("ParseTypedResetToken(%q) = %s, %v; want %s", text, got.UUID(), err, want.UUID())
			}
		}
	}
}

func TestParseTypedResetTokenRejects(t *testing.T) {
	const b, u = someBase32, someUUID
	texts := []string{
		"", " ", "-", strings.Repeat("-", 36), strings.Repeat(" ", 26),
		b[1:], b + "0", b[:25] + "U", b[:25] + "u", b[:25] + "-", "8" + b[1:], "z" + strings.ToLower(b[1:]),
		strings.Replace(b, "K", "\u212a", 1), strings.Replace(b[:24], "K", "\u212a", 1), "\u017f" + b[2:], strings.Replace(b, "0", "\uff10", 1),
		b[:13] + "\u00a0" + b[13:], b[:13] + "_" + b[13:], b[:13] + "." + b[13:], b[:13] + "\u2010" + b[13:], b[:13] + "\v" + b[13:],
		b + b, "{" + u + "}", "urn:uuid:" + u, u[1:], u + "0", u[:35] + "g", u[:35] + "U", strings.Replace(u, "a", "\uff41", 1),
		strings.Repeat("0", 27), strings.Repeat("0", 31), strings.Repeat("0", 33), strings.Repeat("g", 32), b + u, b + " " + u,
		strings.Repeat(" ", 145-26) + b, b + strings.Repeat(" ", 145-26), strings.Repeat("\n", 145-36) + u, strings.Repeat("-", 1<<14) + b,
	}
	for _, text := range texts {
		token, err := domain.ParseTypedResetToken(text)
		wantRejected(t, text, token, err)
	}
}

// TestParseTypedResetTokenSloppy types a token the way people do: in groups,
// in any case, with the letters that look like digits.
func TestParseTypedResetTokenSloppy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := drawBits(t)
		want, err := domain.MintResetToken(bytes.NewReader(bits[:]))
		if err != nil {
			t.Fatal(err)
		}
		var typed strings.Builder
		for _, c := range rapid.SampledFrom([]string{want.Base32(), want.UUID()}).Draw(t, "spelling") {
			variants := []string{strings.ToUpper(string(c)), strings.ToLower(string(c))}
			switch c {
			case '0':
				variants = append(variants, "O", "o")
			case '1':
				variants = append(variants, "I", "i", "L", "l")
			case '-':
				variants = append(variants, "", " ")
			}
			typed.WriteString(rapid.SampledFrom([]string{"", "", "", "", "-", " ", "\n", "\t", "\r\n"}).Draw(t, "gap"))
			typed.WriteString(rapid.SampledFrom(variants).Draw(t, "typed"))
		}
		if got, err := domain.ParseTypedResetToken(typed.String()); err != nil || got != want {
			t.Fatalf("ParseTypedResetToken(%q) = %s, %v; want %s", typed.String(), got.UUID(), err, want.UUID())
		}
	})
}
