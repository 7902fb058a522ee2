package payway

import (
	"strings"
	"unicode/utf8"

	"latchkey/domain"
)

// maxText is the longest text of the published size range, in characters.
const maxText = 1024

// address reads an e-mail. It is zero, and yet accepted, if it has the
// published form but is no address mail can be sent to: it is asked for like
// any other and found to be nobody's.
func address(text string, syntax domain.EmailSyntax) (domain.Email, error) {
	if tooLong(text) {
		return domain.Email{}, invalid("email", textTooLong)
	}
	email, err := domain.ParseEmail(text)
	switch {
	case hasPublishedForm(text):
		return email, nil // zero if it is no address
	case syntax != domain.AnyEmail:
		return domain.Email{}, invalid("email", textEmailForm)
	case err != nil:
		return domain.Email{}, invalid("email", textNoEmail)
	}
	return email, nil
}

func tooLong(text string) bool { return len(text) > maxText && utf8.RuneCountInString(text) > maxText }

// hasPublishedForm is the published pattern,
//
//	(?i)\A[\w+\-.]+@[a-z\d\-]+(\.[a-z]+)*\.[a-z]+\z
//
// in ASCII: letters that Unicode folds onto these are none of them.
func hasPublishedForm(text string) bool {
	local, host, _ := strings.Cut(text, "@")
	name, labels, found := strings.Cut(host, ".")
	if !found || !all(local, isLocal) || !all(name, isName) {
		return false
	}
	for label := range strings.SplitSeq(labels, ".") {
		if !all(label, isLetter) {
			return false
		}
	}
	return true
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

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isName(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' || c == '-' }

func isLocal(c byte) bool { return isName(c) || c == '_' || c == '+' || c == '.' }
