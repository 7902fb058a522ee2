package smtpsink

import (
	"html"
	"net/url"
	"slices"
	"strings"
)

const (
	maxLinks = 50
	maxLink  = 2048
)

// findLinks lists the http and https addresses of a mail, those of the text first, each once and as it was written.
func findLinks(text, markup string) []string {
	var found []string
	add := func(link string) bool {
		if isWebLink(link) && !slices.Contains(found, link) {
			found = append(found, link)
		}
		return len(found) < maxLinks
	}
	if eachTextLink(text, add) {
		eachHref(markup, add)
	}
	return found
}

// isWebLink is strict, because the page makes what passes clickable.
func isWebLink(link string) bool {
	if len(link) > maxLink || strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// eachTextLink finds http:// and https:// in running text; it is done when add says so, and then returns false.
func eachTextLink(text string, add func(string) bool) bool {
	lower := lowerASCII(text)
	for at := 0; ; {
		i := strings.Index(lower[at:], "http")
		if i < 0 {
			return true
		}
		at += i
		if after := lower[at+len("http"):]; !strings.HasPrefix(after, "://") && !strings.HasPrefix(after, "s://") {
			at += len("http")
			continue
		}
		link := text[at:]
		if end := strings.IndexAny(link, " \t\n<>\"'`|{}"); end >= 0 {
			link = link[:end]
		}
		at += len(link)
		if len(link) <= maxLink && !add(withoutPunctuation(link)) {
			return false
		}
	}
}

// withoutPunctuation drops what ends the sentence or bracket around a link rather than the link.
func withoutPunctuation(link string) string {
	for link != "" {
		switch last := link[len(link)-1]; {
		case strings.IndexByte(".,;:!?*_", last) >= 0:
		case last == ')' && strings.Count(link, "(") < strings.Count(link, ")"):
		case last == ']' && strings.Count(link, "[") < strings.Count(link, "]"):
		default:
			return link
		}
		link = link[:len(link)-1]
	}
	return link
}

// eachHref finds the values of href attributes, quoted or not; it looks at each byte about once.
func eachHref(markup string, add func(string) bool) {
	lower := lowerASCII(markup)
	for at := 0; ; {
		i := strings.Index(lower[at:], "href")
		if i < 0 {
			return
		}
		at += i + len("href")
		window := markup[at:min(len(markup), at+2*maxLink)]
		value, read := attribute(window)
		at += read
		if value != "" && !add(strings.TrimSpace(html.UnescapeString(value))) {
			return
		}
	}
}

// attribute returns the value behind "=" at the start of s and how many bytes it took; a quote that does not end, or
// a missing "=", is no value.
func attribute(s string) (value string, read int) {
	const blanks = " \t\n"
	rest, found := strings.CutPrefix(strings.TrimLeft(s, blanks), "=")
	rest = strings.TrimLeft(rest, blanks)
	if !found || rest == "" {
		return "", 0
	}
	read = len(s) - len(rest)
	if quote := rest[:1]; quote == `"` || quote == "'" {
		value, _, found = strings.Cut(rest[1:], quote)
		if !found {
			return "", read + 1
		}
		return value, read + len(value) + 2
	}
	value = rest
	if end := strings.IndexAny(rest, blanks+">"); end >= 0 {
		value = rest[:end]
	}
	return value, read + len(value)
}

// lowerASCII keeps every byte in its place, which strings.ToLower does not.
func lowerASCII(s string) string {
	p := []byte(s)
	for i, c := range p {
		if 'A' <= c && c <= 'Z' {
			p[i] = c + 'a' - 'A'
		}
	}
	return string(p)
}
