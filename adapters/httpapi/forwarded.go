package httpapi

import (
	"net/netip"
	"strings"
)

// maxHops is how many hops are looked at, from the right: nobody has more
// proxies of their own, and headers are long.
const maxHops = 16

// listedHops returns the last hops of X-Forwarded-For, whose lines are one list.
func listedHops(lines []string) []string {
	var hops []string // from the right
	for i := len(lines) - 1; i >= 0; i-- {
		rest := lines[i]
		for more := true; more && len(hops) < maxHops; {
			comma := strings.LastIndexByte(rest, ',')
			hops = append(hops, strings.Trim(rest[comma+1:], " \t"))
			if more = comma >= 0; more {
				rest = rest[:comma]
			}
		}
	}
	for i, j := 0, len(hops)-1; i < j; i, j = i+1, j-1 {
		hops[i], hops[j] = hops[j], hops[i]
	}
	return hops
}

// forwardedHops returns the last hops of Forwarded (RFC 7239): the value of
// each element's "for", "" where there is none. One error anywhere spoils all,
// because a quotation mark in the wrong place hides what follows it.
func forwardedHops(lines []string) (hops []string, ok bool) {
	for _, line := range lines {
		for more := true; more; {
			var hop string
			if hop, line, more, ok = forwardedElement(line); !ok {
				return nil, false
			}
			if hops = append(hops, hop); len(hops) > maxHops {
				hops = hops[1:]
			}
		}
	}
	return hops, true
}

// forwardedElement reads pairs up to a comma, which is more, or the end.
func forwardedElement(text string) (hop, rest string, more, ok bool) {
	seen := false
	for {
		text = strings.TrimLeft(text, " \t")
		name, value, after, ok := forwardedPair(text)
		if !ok {
			return "", "", false, false
		}
		if lowerASCII(name) == "for" {
			if seen {
				return "", "", false, false
			}
			hop, seen = value, true
		}
		after = strings.TrimLeft(after, " \t")
		switch {
		case after == "":
			return hop, "", false, true
		case after[0] == ',':
			return hop, after[1:], true, true
		case after[0] != ';':
			return "", "", false, false
		}
		text = after[1:]
	}
}

// forwardedPair reads a name and its value, or nothing where none begins.
func forwardedPair(text string) (name, value, rest string, ok bool) {
	if text == "" || text[0] == ',' || text[0] == ';' {
		return "", "", text, true
	}
	end := strings.IndexByte(text, '=')
	if end <= 0 || !isToken(text[:end]) {
		return "", "", "", false
	}
	name, text = text[:end], text[end+1:]
	if strings.HasPrefix(text, `"`) {
		value, rest, ok = quoted(text[1:])
		return name, value, rest, ok
	}
	if end = strings.IndexAny(text, ",; \t"); end < 0 {
		end = len(text)
	}
	return name, text[:end], text[end:], isToken(text[:end])
}

// quoted reads to the closing quotation mark. What is escaped is never part of
// an address, so text with a backslash is read only to find its end.
func quoted(text string) (value, rest string, ok bool) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return text[:i], text[i+1:], true
		}
	}
	return "", "", false
}

// isToken reports whether text is an RFC 9110 token; a bare IPv6 address is
// none.
func isToken(text string) bool {
	for i := range len(text) {
		if c := text[i]; !isAlphanumeric(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return text != ""
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// hopAddress reads an address with or without a port. Names that hide one
// ("unknown", "_secret") are no addresses, nor is one with a zone, which means
// something on the proxy's side only.
func hopAddress(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(text)
		if err != nil {
			return netip.Addr{}, false
		}
		address = withPort.Addr()
	}
	return address.Unmap(), address.Zone() == ""
}
