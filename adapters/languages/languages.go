// Package languages finds the language a browser's visitor reads best among
// those that latchkey writes.
package languages

import (
	"golang.org/x/text/language"

	"latchkey/domain"
)

// Limits of what is looked at in an Accept-Language header. Real ones have
// fewer than 200 bytes and 10 languages; more tell nothing.
const (
	maxHeader = 1024 // bytes
	maxWanted = 20   // languages
)

// matcher knows the languages in the order of domain.Languages.
var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, own := range domain.Languages() {
		tags = append(tags, language.Make(string(own)))
	}
	return language.NewMatcher(tags)
}()

// Preferred returns the language that an Accept-Language header asks for, or
// the one nearest to it that its reader understands, such as German for Swiss
// German. It returns "" if there is none, if the header is longer than 1 KiB,
// and if it is malformed.
func Preferred(header string) domain.Language {
	if header == "" || len(header) > maxHeader {
		return ""
	}
	wanted, weights, err := language.ParseAcceptLanguage(header) // sorted by weight
	if err != nil {
		return ""
	}
	for i, tag := range wanted[:min(len(wanted), maxWanted)] {
		if weights[i] <= 0 {
			return ""
		}
		// One at a time: all at once, an exact match of a language the visitor
		// reads less well would beat a near match of the best one.
		if _, found, confidence := matcher.Match(tag); confidence >= language.High {
			return domain.Languages()[found]
		}
	}
	return ""
}
