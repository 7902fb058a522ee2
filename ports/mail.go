package ports

import (
	"context"

	"latchkey/domain"
)

// MailWriter puts a letter into words.
type MailWriter interface {
	// Write returns the mail for the letter, in its language. The same letter
	// gives the same mail. Nothing that a requester sent is part of it.
	Write(letter domain.Letter) (domain.Mail, error)
}

// Mailer hands mails to a relay.
type Mailer interface {
	// Send returns the relay's last word, as domain.RelayWords leaves it, once
	// the relay has taken the mail, whatever happens to the connection
	// afterwards. Every other end is a *domain.RelayFault, or an error that no
	// relay has seen anything of: a mail that cannot be built. It ends within
	// MaxSend, and no error contains an address, a subject or a body.
	//
	// The end of ctx stops it where nothing of the mail has been said yet. Once
	// the conversation about it has begun it goes on for up to 20 s more, so that
	// as few mails as can be are left in doubt.
	Send(ctx context.Context, mail domain.Mail) (reply string, err error)
}

// RelayProbe hands over one mail for an operator who watches.
type RelayProbe interface {
	// Probe does what Mailer.Send does, on a connection of its own, and tells
	// each step as the relay has answered it.
	Probe(ctx context.Context, mail domain.Mail, tell func(RelayStep)) error
}

// RelayStep is one phase of a conversation that went well, with the relay's
// words, as domain.RelayWords leaves them.
type RelayStep struct {
	Phase domain.RelayPhase
	Words string
}
