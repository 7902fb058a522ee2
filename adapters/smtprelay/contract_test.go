package smtprelay_test

import (
	"testing"

	"latchkey/adapters/smtprelay"
	"latchkey/domain"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

func TestMailerContract(t *testing.T) {
	porttest.Mailer(t, func(t *testing.T) (ports.Mailer, func() []domain.Mail) {
		s := serve(t, nil)
		return relayTo(t, smtprelay.Config{Addr: s.addr}), func() []domain.Mail {
			var mails []domain.Mail
			for _, raw := range s.received() {
				mails = append(mails, parse(t, raw))
			}
			return mails
		}
	})
}
