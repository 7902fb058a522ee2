package domain_test

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"latchkey/domain"
)

const victim = "victim@example.com"

// wantNotVictim checks the one property that matters here: text does not reach
// the victim. That no octet outside ASCII is let in at all is how.
func wantNotVictim(t *testing.T, text string) {
	email, err := domain.ParseEmail(text)
	if email.Canonical() == victim {
		t.Errorf("ParseEmail(%+q) reaches the victim", text)
	}
	if err == nil {
		t.Errorf("ParseEmail(%+q) = %+q, want it refused", text, email.Address())
	}
}

func TestVictimIsReachable(t *testing.T) {
	for _, text := range []string{victim, "VICTIM@EXAMPLE.COM", "Victim@Example.com"} {
		if got := mustEmail(t, text).Canonical(); got != victim {
			t.Errorf("%q: Canonical = %q, want %q", text, got, victim)
		}
	}
}

// TestParseEmailLookAlikes puts every text that some system folds, strips or
// decodes to ASCII at every place of the victim's address.
func TestParseEmailLookAlikes(t *testing.T) {
	lookAlikes := []string{
		"ı", "İ", "i̇", "ſ", "\u212a", "\u212b", "ß", "ẞ", "ﬁ", "ﬂ", "ﬀ", "ﬃ", "ﬅ", "ﬆ", "ǆ", "ŉ", "ª", "º", "ⅰ", "ⅿ",
		"ⓞ", "ⓥ", "ⓔ", "ｅ", "Ｅ", "ｖ", "ｉ", "ᴮ", "ᵉ", "ᵢ", "ⁱ", "𝐞", "𝓮", "𝔢", "𝖊", "𝙚", "🄴", "🅴", "℮", "ℯ", "ℂ", "℀", "℡",
		"а", "е", "о", "с", "р", "х", "і", "ѕ", "ν", "ο", "α", "ⅽ", "ѵ", "ᴠ", "ɪ", "ᴄ", "ᴍ",
		"\u00e9", "e\u0301", "\u00e7", "c\u0327", "\u00ec", "i\u0300", "\u1e43", "m\u0323", "\u0301", "\u0307", "\u0338", "\u034f", "\u20dd",
		"。", "．", "｡", "․", "‥", "…", "·", "٠", "۔", "܂", "＠", "﹫", "﹒", "︒", "⒈", "㏇",
		"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u061c", "\u115f", "\u3164", "\uffa0",
		"\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
		"\u0080", "\u0085", "\u00a0", "\u1680", "\u2000", "\u2009", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
		"\ufe00", "\ufe0f", "\ufff9", "\ufffc", "\ufffd", "\ufffe", "\uffff", "\U000e0001", "\U000e0065", "\U000e0100", "\U0010ffff",
	}
	for _, lookAlike := range lookAlikes {
		everywhere(victim, lookAlike, func(text string) { wantNotVictim(t, text) })
	}
}

// TestParseEmailForeignOctets puts single octets, overlong forms and
// surrogates, none of which is UTF-8, at every place of the victim's address.
func TestParseEmailForeignOctets(t *testing.T) {
	check := func(text string) { wantNotVictim(t, text) }
	for c := 0x80; c <= 0xff; c++ {
		everywhere(victim, string([]byte{byte(c)}), check)
	}
	for c := range 0x80 {
		everywhere(victim, string([]byte{0xc0 | byte(c>>6), 0x80 | byte(c&0x3f)}), check)
		everywhere(victim, string([]byte{0xe0, 0x80 | byte(c>>6), 0x80 | byte(c&0x3f)}), check)
		everywhere(victim, string([]byte{0xf0, 0x80, 0x80 | byte(c>>6), 0x80 | byte(c&0x3f)}), check)
	}
	for r := 0xd800; r <= 0xdfff; r++ {
		everywhere(victim, string([]byte{0xe0 | byte(r>>12), 0x80 | byte(r>>6&0x3f), 0x80 | byte(r&0x3f)}), check)
	}
	everywhere(victim, "\xf4\x90\x80\x80", check) // U+110000
}

// TestParseEmailALabels holds that nothing is ever decoded: not even the
// A-label of "example" itself reaches the victim.
func TestParseEmailALabels(t *testing.T) {
	labels := []string{"xn--example", "xn--example-", "xn--exampl-", "xn--xample-9ua", "xn--exampl-gva", "xn--", "xn---", "xn--a", "XN--example", "xn--com"}
	for _, label := range labels {
		for _, text := range []string{"victim@" + label + ".com", "victim@example." + label, "victim@" + label, label + "@example.com"} {
			if email, _ := domain.ParseEmail(text); email.Canonical() == victim {
				t.Errorf("ParseEmail(%q) reaches the victim", text)
			}
		}
	}
}

// TestParseEmailEveryCodePoint goes through all of Unicode. A short run takes
// the first plane at every place; a full run adds all other planes, at two
// places as threat T03 asks for, and some more.
func TestParseEmailEveryCodePoint(t *testing.T) {
	each := func(lowest, highest rune, visit func(lookAlike string)) {
		var group sync.WaitGroup
		workers := rune(runtime.GOMAXPROCS(0))
		for worker := range workers {
			group.Go(func() {
				for r := lowest + worker; r <= highest; r += workers {
					if utf8.ValidRune(r) {
						visit(string(r))
					}
				}
			})
		}
		group.Wait()
	}
	each(0x80, 0xffff, func(lookAlike string) {
		everywhere(victim, lookAlike, func(text string) { wantNotVictim(t, text) })
	})
	if testing.Short() {
		return
	}
	each(0x10000, utf8.MaxRune, func(lookAlike string) {
		wantNotVictim(t, "v"+lookAlike+"ctim@example.com")
		wantNotVictim(t, "victim@exampl"+lookAlike+".com")
		wantNotVictim(t, victim+lookAlike)
		wantNotVictim(t, lookAlike+victim)
	})
}

// everywhere visits text with piece inserted at every place and in the place
// of every octet.
func everywhere(text, piece string, visit func(string)) {
	for i := range len(text) + 1 {
		visit(strings.Join([]string{text[:i], piece, text[i:]}, ""))
		if i < len(text) {
			visit(strings.Join([]string{text[:i], piece, text[i+1:]}, ""))
		}
	}
}
