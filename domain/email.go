package domain

import (
	"fmt"
	"io"
	"strings"
)

// MaxEmailOctets is the longest address a mail server must take: a path of
// 256 octets less its two angle brackets (RFC 5321 §4.5.3.1.3, erratum 1690).
const MaxEmailOctets = 254

const (
	maxLocalOctets = 64 // RFC 5321 §4.5.3.1.1
	maxLabelOctets = 63 // RFC 1035 §2.3.4
)

// Email is an address mail can be sent to: an ASCII dot-atom local part and a
// domain of at least two labels, lower-cased. Internationalised domains are
// given as A-labels (xn--…) and never decoded. The zero Email is no address.
//
// An Email prints as a placeholder, so that an address cannot slip into a log;
// [Email.Address] is the deliberate way to its text.
type Email struct{ address string }

// ParseEmail reads an address exactly as given: it trims nothing, takes no
// display name, no quotes, no comments, no address literal, and no octet
// outside ASCII, so that no other spelling can fold onto a known address.
func ParseEmail(text string) (Email, error) {
	if len(text) > MaxEmailOctets {
		return Email{}, Refuse("email", TooLong)
	}
	local, host, found := strings.Cut(text, "@")
	if !found || !isDotAtom(local) || !isHostname(host) {
		return Email{}, Refuse("email", Malformed)
	}
	return Email{address: local + "@" + lowerASCII(host)}, nil
}

// Address returns the address: the local part as its owner writes it and the
// domain in lower case.
func (e Email) Address() string { return e.address }

// Canonical returns the spelling two addresses share when they mean the same
// mailbox here: ASCII letters in lower case, nothing else folded.
func (e Email) Canonical() string { return lowerASCII(e.address) }

// LocalPart returns what stands before the @.
func (e Email) LocalPart() string {
	local, _, _ := strings.Cut(e.address, "@")
	return local
}

// Masked returns the address with all but the first character of the local
// part left out, for its owner to recognise and nobody else to use.
func (e Email) Masked() string {
	if e.IsZero() {
		return ""
	}
	_, host, _ := strings.Cut(e.address, "@")
	return e.address[:1] + "***@" + host
}

// IsZero reports whether e is no address.
func (e Email) IsZero() bool { return e.address == "" }

// String returns a placeholder; see [Email.Address].
func (e Email) String() string { return "[email]" }

// GoString returns a placeholder; see [Email.Address].
func (e Email) GoString() string { return "[email]" }

// Format writes the placeholder whatever the verb: without it, %d and its like
// would reach past String to the text.
func (e Email) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.String()) }

func isDotAtom(local string) bool {
	if len(local) == 0 || len(local) > maxLocalOctets {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if !isAtext(atom[i]) {
				return false
			}
		}
	}
	return true
}

// isAtext is RFC 5322 §3.2.3, without the octets RFC 6532 adds.
func isAtext(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// isHostname is the preferred form of RFC 1035 §2.3.1 as RFC 1123 §2.1 relaxed
// it, with two labels at least and a last label that is not a number, so that
// neither "localhost" nor an IPv4 address passes.
func isHostname(host string) bool {
	labels := 0
	last := ""
	for label := range strings.SplitSeq(host, ".") {
		if !isLabel(label) {
			return false
		}
		labels++
		last = label
	}
	return labels >= 2 && strings.Trim(last, "0123456789") != ""
}

func isLabel(label string) bool {
	if len(label) == 0 || len(label) > maxLabelOctets {
		return false
	}
	for i := range len(label) {
		if !isLetter(label[i]) && !isDigit(label[i]) && label[i] != '-' {
			return false
		}
	}
	return label[0] != '-' && label[len(label)-1] != '-'
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// lowerASCII lower-cases A to Z and leaves every other octet alone, unlike
// strings.ToLower, which maps U+212A (Kelvin) to k and U+0130 to i.
func lowerASCII(text string) string {
	for i := range len(text) {
		if 'A' <= text[i] && text[i] <= 'Z' {
			lowered := []byte(text)
			for ; i < len(lowered); i++ {
				if 'A' <= lowered[i] && lowered[i] <= 'Z' {
					lowered[i] += 'a' - 'A'
				}
			}
			return string(lowered)
		}
	}
	return text
}

// upperASCII is lowerASCII the other way.
func upperASCII(text string) string {
	raised := []byte(text)
	for i, c := range raised {
		if 'a' <= c && c <= 'z' {
			raised[i] = c - ('a' - 'A')
		}
	}
	return string(raised)
}
