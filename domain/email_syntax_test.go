package domain_test

import (
	"testing"

	"latchkey/domain"
)

func TestParseEmailSyntax(t *testing.T) {
	for text, want := range map[string]domain.EmailSyntax{"published": domain.PublishedEmails, "any": domain.AnyEmail} {
		if got, err := domain.ParseEmailSyntax(text); got != want || err != nil {
			t.Errorf("ParseEmailSyntax(%q) = %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "Any", "any ", "wide"} {
		if got, err := domain.ParseEmailSyntax(text); got != "" || domain.ReasonOf(err) != domain.Unknown {
			t.Errorf("ParseEmailSyntax(%q) = %q, %v, want a refusal", text, got, err)
		}
	}
}
