package webshop

import (
	"strings"

	"latchkey/domain"
)

// address reads an e-mail. It is zero, and yet ok, if only its length keeps
// mail from being sent to it: such an address is asked for like any other and
// found to be nobody's.
func address(text string) (email domain.Email, ok bool) {
	email, err := domain.ParseEmail(text)
	if err == nil {
		return email, true
	}
	return domain.Email{}, len(text) > 63 && hasShape(text)
}

// hasShape reports whether text is an address whatever the length of its parts,
// which the original does not look at. Else its rules are domain.ParseEmail's.
func hasShape(text string) bool {
	local, host, _ := strings.Cut(text, "@")
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && !all(host[dot+1:], isDigit) && each(local, isAtom) && each(host, isLabel)
}

// each reports whether all parts between dots are of a kind.
func each(text string, is func(string) bool) bool {
	for part := range strings.SplitSeq(text, ".") {
		if !is(part) {
			return false
		}
	}
	return true
}

func isAtom(part string) bool { return all(part, isAtext) }

func isLabel(part string) bool {
	return all(part, isLabelOctet) && part[0] != '-' && part[len(part)-1] != '-'
}

// all reports whether text is one or more octets of a class.
func all(text string, is func(byte) bool) bool {
	for i := range len(text) {
		if !is(text[i]) {
			return false
		}
	}
	return text != ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLabelOctet(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isDigit(c) || c == '-'
}

func isAtext(c byte) bool {
	return isLabelOctet(c) || strings.IndexByte("!#$%&'*+/=?^_`{|}~", c) >= 0
}
