package domain

import (
	"net/url"
	"slices"
	"strings"
)

// MaxURLBytes is the longest URL a caller may hand over.
const MaxURLBytes = 2048

// WebURL is an absolute http or https address that a caller handed over, as
// latchkey writes it again: never the text that was sent. The zero WebURL is
// none.
type WebURL struct{ text string }

// ParseWebURL reads an absolute http or https URL of at most [MaxURLBytes]
// printable ASCII bytes, as sent and as written again, without user info and without backslashes, which
// browsers take for slashes. A fragment is kept.
func ParseWebURL(text string) (WebURL, error) {
	refused := Refuse("url", Malformed)
	if len(text) > MaxURLBytes {
		return WebURL{}, Refuse("url", TooLong)
	}
	if !isPrintableASCII(text) || strings.Contains(text, `\`) {
		return WebURL{}, refused
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Opaque != "" || parsed.User != nil || parsed.Hostname() == "" {
		return WebURL{}, refused
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" {
		return WebURL{}, refused
	}
	if _, err := originOf(parsed); err != nil {
		return WebURL{}, refused
	}
	parsed.Host = strings.TrimSuffix(lowerASCII(parsed.Host), ":") // no port at all is the same
	parsed.RawQuery = safeQuery.Replace(parsed.RawQuery)
	written := parsed.String()
	if len(written) > MaxURLBytes { // escapes are longer than what they stand for
		return WebURL{}, Refuse("url", TooLong)
	}
	if again, err := url.Parse(written); err != nil || again.String() != written || again.Host != parsed.Host {
		return WebURL{}, refused // what is stored must mean the same to whoever reads it
	}
	return WebURL{text: written}, nil
}

// safeQuery escapes what may end the address where it is shown; net/url leaves
// a query as it was sent.
var safeQuery = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", "'", "%27", "`", "%60", "{", "%7B", "}", "%7D", "|", "%7C", "^", "%5E")

// String returns the URL.
func (u WebURL) String() string { return u.text }

// IsZero reports whether there is none.
func (u WebURL) IsZero() bool { return u.text == "" }

// Origin returns the web origin the URL leads to.
func (u WebURL) Origin() Origin {
	parsed, err := url.Parse(u.text)
	if err != nil {
		return ""
	}
	origin, _ := originOf(parsed)
	return origin
}

// Host returns the host and port the URL leads to, in lower case.
func (u WebURL) Host() string {
	parsed, err := url.Parse(u.text)
	if err != nil {
		return ""
	}
	return parsed.Host
}

// WithQuery returns the URL with more query parameters, after its own.
func (u WebURL) WithQuery(pairs ...[2]string) string {
	parsed, err := url.Parse(u.text)
	if err != nil {
		return u.text // cannot be: ParseWebURL has read it
	}
	for _, pair := range pairs {
		if parsed.RawQuery != "" {
			parsed.RawQuery += "&"
		}
		parsed.RawQuery += url.QueryEscape(pair[0]) + "=" + url.QueryEscape(pair[1])
	}
	return parsed.String()
}

// originOf reads the origin of a parsed URL by the rules of [ParseOrigin].
func originOf(parsed *url.URL) (Origin, error) {
	host := lowerASCII(parsed.Host)
	if port := parsed.Port(); port == defaultPort(parsed.Scheme) {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return ParseOrigin(parsed.Scheme + "://" + host)
}

// AllowsReturnTo reports whether the back button of p's pages may lead to u:
// anywhere, unless the project says where.
func (p Project) AllowsReturnTo(u WebURL) bool {
	return len(p.ReturnOrigins) == 0 || slices.Contains(p.ReturnOrigins, u.Origin())
}

// AllowsResetPage reports whether a link with a secret in it may lead to u:
// only to the shop itself or to one of its origins.
func (p Project) AllowsResetPage(u WebURL) bool {
	origin := u.Origin()
	if origin == "" {
		return false
	}
	shop, err := ParseWebURL(p.ShopURL)
	return err == nil && shop.Origin() == origin || p.AllowsOrigin(origin)
}

func isPrintableASCII(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
