package domain

import "slices"

// Language is one that mails and pages are written in, as a BCP 47 tag. The
// zero Language is none.
type Language string

// The languages.
const (
	English Language = "en"
	Dutch   Language = "nl"
	Swedish Language = "sv"
	German  Language = "de"
	French  Language = "fr"
	Spanish Language = "es"
)

// Languages returns all of them. The first is what people get who asked for
// none of them.
func Languages() []Language {
	return []Language{English, Dutch, Swedish, German, French, Spanish}
}

// ParseLanguage reads one of the tags, exactly.
func ParseLanguage(text string) (Language, error) {
	if language := Language(text); slices.Contains(Languages(), language) {
		return language, nil
	}
	return "", Refuse("language", Unknown)
}

// FirstLanguage returns the first that is given, or [English] if none is.
func FirstLanguage(wanted ...Language) Language {
	for _, language := range wanted {
		if language != "" {
			return language
		}
	}
	return Languages()[0]
}
