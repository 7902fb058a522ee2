package smtprelay_test

import (
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

func TestMailerContract(t *testing.T) {
	porttest.Mailer(t, func(t *testing.T) (ports.Mailer, func() []domain.Mail) {
		s := relaytest.Start(t, relaytest.Options{})
		return relayTo(t, to(s)), func() []domain.Mail {
			var mails []domain.Mail
			for _, mail := range s.Mails() {
				mails = append(mails, parse(t, mail.Raw))
			}
			return mails
		}
	})
}
