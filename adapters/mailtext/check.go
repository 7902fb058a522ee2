package mailtext

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"latchkey/domain"
)

// maxNameOctets bounds a shop's name, which goes into two header fields.
const maxNameOctets = 200

// checkLetter refuses letters of an unknown kind, without a sender, recipient
// or date, with a shop's name that would not stay one line of visible text,
// with an address that is no plain http(s) one, and reset links that have
// expired. Its errors contain nothing of the letter.
func checkLetter(letter domain.Letter) error {
	switch {
	case letter.Kind != domain.ResetLinkMail && letter.Kind != domain.PasswordChangedMail:
		return errors.New("mailtext: no such kind of mail")
	case letter.To.IsZero() || letter.Project.Sender.IsZero():
		return errors.New("mailtext: the letter lacks its sender or its recipient")
	case letter.Date.IsZero():
		return errors.New("mailtext: the letter has no date")
	case !isName(letter.Project.Name):
		return errors.New("mailtext: the project's name is not one short line of text")
	case !isWebAddress(letter.Project.ShopURL):
		return errors.New("mailtext: the project's shop URL is not a plain web address")
	case letter.Kind == domain.ResetLinkMail:
		return checkResetLink(letter)
	}
	return nil
}

func checkResetLink(letter domain.Letter) error {
	switch {
	case !isWebAddress(letter.Link):
		return errors.New("mailtext: the reset link is not a plain web address")
	case !isCode(letter.Code):
		return errors.New("mailtext: the reset code is not letters, digits and hyphens")
	case !letter.ExpiresAt.After(letter.Date):
		return errors.New("mailtext: the reset link has expired")
	}
	return nil
}

// isName reports whether name is one line that shows as it is written: no
// controls, no line separators, no marks that reorder what surrounds them, and
// no backslash and nothing that reads as an encoded word, which do not survive
// a header (RFC 2047).
func isName(name string) bool {
	if len(name) > maxNameOctets || strings.TrimSpace(name) == "" || !utf8.ValidString(name) {
		return false
	}
	reorders := func(r rune) bool { return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' }
	for _, r := range name {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || reorders(r) {
			return false
		}
	}
	return !strings.Contains(name, "=?") && !strings.Contains(name, `\`)
}

// isWebAddress reports whether address is http(s) and printable ASCII without
// what would end it early in a text or in markup.
func isWebAddress(address string) bool {
	rest, secure := strings.CutPrefix(address, "https://")
	if !secure {
		var plain bool
		if rest, plain = strings.CutPrefix(address, "http://"); !plain {
			return false
		}
	}
	for i := range len(rest) {
		if rest[i] <= ' ' || rest[i] > '~' || strings.IndexByte("<>\"`\\", rest[i]) >= 0 {
			return false
		}
	}
	return rest != "" && rest[0] != '/'
}

// isCode reports whether code is one of the spellings of a reset token, as far
// as a mail has to care.
func isCode(code string) bool {
	for _, r := range code {
		if r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return code != ""
}
