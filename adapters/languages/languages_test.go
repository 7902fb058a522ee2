package languages_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/adapters/languages"
	"latchkey/domain"
)

func TestPreferred(t *testing.T) {
	for header, want := range map[string]domain.Language{
		"":                                 "",
		"nl":                               domain.Dutch,
		"NL-be":                            domain.Dutch,
		"sv-SE,sv;q=0.9,en;q=0.8":          domain.Swedish,
		"en-GB,en-US;q=0.9,en;q=0.8":       domain.English,
		"en;q=0.3, fr;q=0.7":               domain.French,
		"fr;q=0.7, de-CH, en;q=0.9":        domain.German,
		"gsw":                              domain.German,
		"es-419,pt;q=0.5":                  domain.Spanish,
		"ja":                               "",
		"ja, nl;q=0.1":                     domain.Dutch,
		"*":                                "",
		"fr;q=0":                           "",
		"ja,*;q=0.5":                       "",
		"nl;q=x":                           "",
		"nl,\r\nX-Evil: 1":                 "",
		"<script>":                         "",
		"\xff\xfe":                         "",
		strings.Repeat("ja,", 300) + "nl":  "",
		strings.Repeat("ja,", 400) + "nl":  "",
		strings.Repeat("nl ", 400):         "",
		"de-" + strings.Repeat("x", 2_000): "",
	} {
		if got := languages.Preferred(header); got != want {
			t.Errorf("%.40q: got %q, want %q", header, got, want)
		}
	}
}

func TestEveryLanguageIsPreferredByItsOwnTag(t *testing.T) {
	for _, want := range domain.Languages() {
		if got := languages.Preferred(string(want)); got != want {
			t.Errorf("%s: got %q", want, got)
		}
	}
}

func FuzzPreferred(f *testing.F) {
	for _, seed := range []string{"nl", "de-CH;q=0.9,*;q=0", "i-klingon", "x-a-b", "zh-Hant-TW-u-nu-hanidec", ";;;,,,", "en;q=1e9", strings.Repeat("a-", 500)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		var got domain.Language
		fastest := time.Hour
		for tries := 0; tries < 3 && fastest > time.Second; tries++ { // what takes long does so each time
			began := time.Now()
			got = languages.Preferred(header)
			fastest = min(fastest, time.Since(began))
		}
		if got != "" {
			if _, err := domain.ParseLanguage(string(got)); err != nil {
				t.Errorf("%q: got %q, which is none of ours", header, got)
			}
		}
		if fastest > time.Second {
			t.Errorf("%q took %v", header, fastest)
		}
	})
}

func BenchmarkPreferred(b *testing.B) {
	for name, header := range map[string]string{"usual": "nl-BE,nl;q=0.9,en;q=0.8", "worst": strings.Repeat("ja-Hira-JP-x-a,", 60)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				languages.Preferred(header)
			}
		})
	}
}
