package mailtext

import (
	"errors"
	"strings"

	"latchkey/domain"
)

// checkLetter refuses letters of an unknown kind, without a sender, recipient
// or date, with a shop's name or footer that would not stay one line of visible
// text, with an address that is no plain http(s) one, and reset links that have
// expired. Its errors contain nothing of the letter.
func checkLetter(letter domain.Letter) error {
	project := letter.Project
	switch {
	case letter.Kind != domain.ResetLinkMail && letter.Kind != domain.PasswordChangedMail && letter.Kind != domain.TestMail:
		return errors.New("mailtext: no such kind of mail")
	case letter.To.IsZero() || project.Sender.IsZero():
		return errors.New("mailtext: the letter lacks its sender or its recipient")
	case letter.Date.IsZero():
		return errors.New("mailtext: the letter has no date")
	case !isWebAddress(project.ShopURL):
		return errors.New("mailtext: the project's shop URL is not a plain web address")
	}
	if _, err := domain.ParseProjectName(project.Name); err != nil {
		return errors.New("mailtext: the project's name is not one short line of text")
	}
	if _, err := domain.ParseFooter(project.Brand.Footer); err != nil && project.Brand.Footer != "" {
		return errors.New("mailtext: the project's footer is not one short line of text")
	}
	if letter.Kind == domain.ResetLinkMail {
		return checkResetLink(letter)
	}
	return nil
}

func checkResetLink(letter domain.Letter) error {
	switch {
	case !isWebAddress(letter.Link):
		return errors.New("mailtext: the reset link is not a plain web address")
	case !isWebAddress(letter.NotMeLink):
		return errors.New("mailtext: the link to disown the request is not a plain web address")
	case !isCode(letter.Code):
		return errors.New("mailtext: the reset code is not letters, digits and hyphens")
	case !letter.ExpiresAt.After(letter.Date):
		return errors.New("mailtext: the reset link has expired")
	case letter.Software != domain.ParseSoftware(letter.Software.String()):
		return errors.New("mailtext: the software has words of its own")
	}
	return nil
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
