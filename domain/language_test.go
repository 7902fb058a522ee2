package domain_test

import (
	"slices"
	"testing"

	"latchkey/domain"
)

func TestLanguages(t *testing.T) {
	want := []domain.Language{"en", "nl", "sv", "de", "fr", "es"}
	if got := domain.Languages(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	domain.Languages()[0] = "xx"
	if got := domain.Languages()[0]; got != domain.English {
		t.Errorf("a caller changed the first language to %q", got)
	}
}

func TestParseLanguage(t *testing.T) {
	for _, language := range domain.Languages() {
		if got, err := domain.ParseLanguage(string(language)); got != language || err != nil {
			t.Errorf("%q: got %q, error %v", language, got, err)
		}
	}
	for _, text := range []string{"", "EN", "En", " en", "en ", "en-GB", "e", "eng", "no", "xx", "en\x00", "ｅｎ"} {
		if got, err := domain.ParseLanguage(text); got != "" || !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "language", Reason: domain.Unknown}) {
			t.Errorf("%q: got %q, error %v, want it refused as unknown", text, got, err)
		}
	}
}

func TestFirstLanguage(t *testing.T) {
	tests := []struct {
		wanted []domain.Language
		want   domain.Language
	}{
		{nil, "en"},
		{[]domain.Language{"", "", ""}, "en"},
		{[]domain.Language{"sv", "nl"}, "sv"},
		{[]domain.Language{"", "", "es"}, "es"},
		{[]domain.Language{"", "fr", "es"}, "fr"},
	}
	for _, test := range tests {
		if got := domain.FirstLanguage(test.wanted...); got != test.want {
			t.Errorf("%q: got %q, want %q", test.wanted, got, test.want)
		}
	}
}
