package ports

import (
	"context"
	"errors"

	"latchkey/domain"
)

// MailWriter puts a letter into words.
type MailWriter interface {
	// Write returns the mail for the letter. The same letter gives the same
	// mail. Nothing that a requester sent is part of it.
	Write(letter domain.Letter) (domain.Mail, error)
}

// ErrMailRefused is matched by a Mailer's error when the relay refused this
// mail for good: trying it again is pointless.
var ErrMailRefused = errors.New("the relay refused the mail for good")

// Mailer hands mails to a relay.
type Mailer interface {
	// Send returns nil once the relay has taken the mail, whatever happens to
	// the connection afterwards. An error means that it did not, or that
	// nobody knows; see ErrMailRefused. It ends within a minute. No error
	// contains an address, a subject or a body.
	Send(ctx context.Context, mail domain.Mail) error
}
