package payway_test

import (
	"regexp"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// published is the documented pattern, for text that is ASCII.
var published = regexp.MustCompile(`(?i)\A[\w+\-.]+@[a-z\d\-]+(\.[a-z]+)*\.[a-z]+\z`)

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// TestPublishedPattern: an address is accepted exactly if the documented
// pattern matches it, and it is ASCII and not too long.
func TestPublishedPattern(t *testing.T) {
	h := open(t)
	check := func(t interface{ Fatalf(string, ...any) }, text string) (matches bool) {
		h.clock.advance(time.Second)
		got := h.post(requestPath, `{"email":`+quote(text)+`}`).status == 204
		want := isASCII(text) && published.MatchString(text)
		if got != want {
			t.Fatalf("%q: accepted %v, want %v", text, got, want)
		}
		return want
	}
	for _, text := range []string{"a@b.c", "A+b.c_d-e@sub-domain.example", "1@2.c"} {
		if !check(t, text) {
			t.Errorf("the pattern does not match %q", text)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		check(r, rapid.OneOf(
			rapid.StringMatching(`[\w+.-]{0,3}@?[A-Za-z0-9-]{0,3}(\.[a-zA-Z]{0,3}){0,3}[@. \n0k]{0,1}`),
			rapid.StringMatching(`[a-zA-Z0-9_.+-]{1,5}@[a-zA-Z0-9-]{1,5}(\.[A-Za-z]{1,3}){1,3}`),
			rapid.StringMatching("[a\u212A\u017F]{1,2}@[a\u212A\u017F]{1,2}\\.[a\u212A\u017F]{1,2}"),
			rapid.String(),
		).Draw(r, "text"))
	})
}
