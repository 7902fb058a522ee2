package domain_test

import (
	"strings"
	"testing"

	"latchkey/domain"
)

func FuzzParseEmail(f *testing.F) {
	for _, v := range readVectors(f, "testdata/emails.txt") {
		f.Add(v.fields[1])
	}
	f.Fuzz(func(t *testing.T, text string) { checkEmail(t, text) })
}

// BenchmarkParseEmail shows that no text makes the parser slow: whatever is
// longer than an address may be costs nothing, and the rest is short.
func BenchmarkParseEmail(b *testing.B) {
	const most = 16 << 10
	texts := map[string]string{
		"address":       "nora@shop.example",
		"longest":       strings.Repeat("l", 64) + "@" + strings.Repeat("d.", 94) + "e",
		"folded":        strings.Repeat("L", 64) + "@" + strings.Repeat("D.", 94) + "E",
		"254 dots":      strings.Repeat(".", 254),
		"254 ats":       strings.Repeat("@", 254),
		"254 digits":    "l@" + strings.Repeat("1.", 125) + "11",
		"16 KiB atoms":  strings.Repeat("a.", most/2),
		"16 KiB ats":    strings.Repeat("@", most),
		"16 KiB labels": "a@" + strings.Repeat("a.", most/2-1),
		"16 KiB \\xff":  strings.Repeat("\xff", most),
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = domain.ParseEmail(text)
			}
		})
	}
}
