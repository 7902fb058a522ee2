package domain

// EmailSyntax says which addresses a dialect with a narrow published form of
// its own takes for a project. The zero EmailSyntax is [PublishedEmails].
type EmailSyntax string

// The syntaxes.
const (
	PublishedEmails EmailSyntax = "published" // those that the API's own document allows
	AnyEmail        EmailSyntax = "any"       // and every other that mail can be sent to
)

// ParseEmailSyntax reads one of them, exactly.
func ParseEmailSyntax(text string) (EmailSyntax, error) {
	switch syntax := EmailSyntax(text); syntax {
	case PublishedEmails, AnyEmail:
		return syntax, nil
	}
	return "", Refuse("email_syntax", Unknown)
}
