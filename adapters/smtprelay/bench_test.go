package smtprelay_test

import (
	"os"
	"testing"

	"latchkey/adapters/smtprelay"
	"latchkey/domain"
)

// lifelike returns a mail with the parts of a real one.
func lifelike(b *testing.B) domain.Mail {
	mail := sample(b)
	for name, part := range map[string]*string{"reset_link.txt": &mail.Text, "reset_link.html": &mail.HTML} {
		golden, err := os.ReadFile("../mailtext/testdata/" + name)
		if err != nil {
			b.Fatal(err)
		}
		*part = string(golden)
	}
	return mail
}

func BenchmarkRender(b *testing.B) {
	mail := lifelike(b)
	for b.Loop() {
		if err := smtprelay.Render(mail); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	relay, mail := relayTo(b, smtprelay.Config{Addr: serve(b, nil).addr}), lifelike(b)
	for b.Loop() {
		if err := relay.Send(b.Context(), mail); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
