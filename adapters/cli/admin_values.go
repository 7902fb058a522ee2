package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"latchkey/domain"
)

// valueError is what is wrong with a flag's value. The value itself may be an
// address or a secret, so it is not repeated.
func valueError(flag, wants string) error {
	return usageError{fmt.Errorf("%s: must be %s", flag, wants)}
}

func emailValue(flag, text string) (domain.Email, error) {
	email, err := domain.ParseEmail(text)
	if err != nil {
		return domain.Email{}, valueError(flag, "one address such as jane@example.com, without a name or brackets")
	}
	return email, nil
}

// optionalEmail takes the empty text for none.
func optionalEmail(flag, text string) (domain.Email, error) {
	if text == "" {
		return domain.Email{}, nil
	}
	return emailValue(flag, text)
}

// emailSyntaxValue takes the empty text for the published one.
func emailSyntaxValue(text string) (domain.EmailSyntax, error) {
	if text == "" {
		return "", nil
	}
	syntax, err := domain.ParseEmailSyntax(text)
	if err != nil {
		return "", valueError("--email-syntax", "published or any")
	}
	return syntax, nil
}

// languageValue takes the empty text for none.
func languageValue(text string) (domain.Language, error) {
	if text == "" {
		return "", nil
	}
	language, err := domain.ParseLanguage(text)
	if err != nil {
		var known []string
		for _, one := range domain.Languages() {
			known = append(known, string(one))
		}
		return "", valueError("--language", "one of "+strings.Join(known, ", "))
	}
	return language, nil
}

// colorValue takes the empty text for none.
func colorValue(text string) (domain.Color, error) {
	if text == "" {
		return domain.Color{}, nil
	}
	color, err := domain.ParseColor(text)
	if err != nil {
		return domain.Color{}, valueError("--color", "a colour such as #1a6b4f")
	}
	return color, nil
}

// originValues takes one empty text for none at all.
func originValues(flag string, texts []string) ([]domain.Origin, error) {
	if len(texts) == 1 && texts[0] == "" {
		return nil, nil
	}
	var origins []domain.Origin
	for _, text := range texts {
		origin, err := domain.ParseOrigin(text)
		if err != nil {
			return nil, valueError(flag, "an origin such as https://shop.example, without a path")
		}
		origins = append(origins, origin)
	}
	return origins, nil
}

// urlValue takes the empty text for none.
func urlValue(flag, text string) (domain.WebURL, error) {
	if text == "" {
		return domain.WebURL{}, nil
	}
	u, err := domain.ParseWebURL(text)
	if err != nil {
		return domain.WebURL{}, valueError(flag, "an absolute http or https URL")
	}
	return u, nil
}

// resetURLValue refuses a fragment: the token takes its place, so a page that
// is found by one would never be reached.
func resetURLValue(text string) (domain.WebURL, error) {
	if strings.Contains(text, "#") {
		return domain.WebURL{}, valueError("--reset-url", "a URL without #: the token stands behind it; name a page that has a path of its own")
	}
	return urlValue("--reset-url", text)
}

func logoFile(path string) (*domain.Logo, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usageError{fmt.Errorf("--logo: %w", err)}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, domain.MaxLogoBytes+1))
	if err != nil {
		return nil, usageError{fmt.Errorf("--logo: %w", err)}
	}
	logo, err := domain.ParseLogo(data)
	if err != nil {
		return nil, valueError("--logo", fmt.Sprintf("a PNG, JPEG or WebP picture of at most %d KiB", domain.MaxLogoBytes>>10))
	}
	return logo, nil
}

// passwordFile reads a new password from a file, or from standard input for
// "-". One line end is not part of it; everything else is.
func passwordFile(terminal *Terminal, path string) (domain.Password, error) {
	from := terminal.input()
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return domain.Password{}, usageError{fmt.Errorf("--password-file: %w", err)}
		}
		defer file.Close()
		from = file
	}
	data, err := io.ReadAll(io.LimitReader(from, domain.MaxPasswordBytes+3))
	if err != nil {
		return domain.Password{}, usageError{fmt.Errorf("--password-file: %w", err)}
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if strings.ContainsAny(text, "\r\n") {
		return domain.Password{}, valueError("--password-file", "a file of one line")
	}
	password, err := domain.NewPassword(text)
	if err != nil {
		return domain.Password{}, inWords(err)
	}
	return password, nil
}

// pastValue reads how long ago, as 2h, or when, as RFC 3339 or a day in UTC.
// The empty text is no time.
func pastValue(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, valueError(flag, "how long ago, such as 2h, or a time such as 2026-11-21T14:00:00Z")
}

// errNotConfirmed ends what was not confirmed.
var errNotConfirmed = errors.New("nothing was done: it was not confirmed")
