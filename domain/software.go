package domain

import "strings"

// Software names a customer's browser and operating system in words of a
// closed list, so that a mail can say where a request came from and yet never
// repeats what a caller wrote. The zero Software is not known.
type Software struct {
	Browser string // "" if not known
	System  string // "" if not known
}

// The words, each with what a User-Agent header says for it. The first match
// counts: nearly all browsers also claim to be others.
var (
	browsers = []sign{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"OPT/", "Opera"}, {"Opera", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []sign{
		{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Macintosh", "macOS"}, {"Linux", "Linux"},
	}
)

type sign struct{ token, word string }

// maxUserAgent is how much of a User-Agent header is looked at, in bytes; real
// ones have fewer than 300.
const maxUserAgent = 1024

// ParseUserAgent recognises the software behind a User-Agent header. What it
// does not know, it leaves out; anything may be in the header.
func ParseUserAgent(header string) Software {
	header = header[:min(len(header), maxUserAgent)]
	return Software{Browser: wordFor(header, browsers), System: wordFor(header, systems)}
}

func wordFor(header string, signs []sign) string {
	for _, s := range signs {
		if strings.Contains(header, s.token) {
			return s.word
		}
	}
	return ""
}

// String returns both words with a slash between, or "" if neither is known.
func (s Software) String() string {
	if s == (Software{}) {
		return ""
	}
	return s.Browser + "/" + s.System
}

// ParseSoftware reads what [Software.String] has written. A word that is not on
// the list is not known.
func ParseSoftware(text string) Software {
	browser, system, _ := strings.Cut(text, "/")
	return Software{Browser: knownWord(browser, browsers), System: knownWord(system, systems)}
}

func knownWord(word string, signs []sign) string {
	for _, s := range signs {
		if s.word == word {
			return word
		}
	}
	return ""
}
