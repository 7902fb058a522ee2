package smtprelay_test

import (
	netmail "net/mail"
	"os"
	"path/filepath"
	"testing"

	gomail "github.com/wneessen/go-mail"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// lifelike returns a mail with the parts of a real one: the German ones, with
// more to encode in them than in the English.
func lifelike(b *testing.B) domain.Mail {
	b.Helper()
	mail := sample(b)
	for kind, part := range map[string]*string{"txt": &mail.Text, "html": &mail.HTML} {
		goldens, err := filepath.Glob("../mailtext/testdata/*reset_link*." + kind)
		if err != nil || len(goldens) == 0 {
			b.Fatalf("no golden mails: %v", err)
		}
		golden, err := os.ReadFile(goldens[0])
		if err != nil {
			b.Fatal(err)
		}
		*part = string(golden)
	}
	return mail
}

func BenchmarkBuild(b *testing.B) {
	with := func(c smtprelay.Config) func(*testing.B) {
		return func(b *testing.B) {
			mail := lifelike(b)
			b.ReportAllocs()
			for b.Loop() {
				content, err := c.Build(mail)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(content)))
			}
		}
	}
	b.Run("unsigned", with(smtprelay.Config{}))
	b.Run("ed25519", with(smtprelay.Config{DKIM: &smtprelay.DKIM{Domain: "shop.example", Selector: "x", Key: ed25519Key(b)}}))
	b.Run("rsa2048", with(smtprelay.Config{DKIM: &smtprelay.DKIM{Domain: "shop.example", Selector: "x", Key: rsaKey(b, 2048)}}))
}

// BenchmarkSend compares with a bare loop of the library over one connection.
func BenchmarkSend(b *testing.B) {
	b.Run("relay", func(b *testing.B) {
		relay, mail := relayTo(b, to(relaytest.Start(b, relaytest.Options{}))), lifelike(b)
		for b.Loop() {
			if _, err := relay.Send(b.Context(), mail); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	})
	b.Run("relay, four senders", func(b *testing.B) {
		relay, mail := relayTo(b, to(relaytest.Start(b, relaytest.Options{}))), lifelike(b)
		b.SetParallelism(2)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := relay.Send(b.Context(), mail); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	})
	b.Run("bare go-mail loop", func(b *testing.B) {
		s, mail := relaytest.Start(b, relaytest.Options{}), lifelike(b)
		client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(int(s.Port())), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithoutNoop())
		if err != nil {
			b.Fatal(err)
		}
		connection, err := client.DialToSMTPClientWithContext(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = client.CloseWithSMTPClient(connection) }()
		for b.Loop() {
			if err := client.SendWithSMTPClient(connection, bare(mail)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	})
}

// bare returns mail as the library's examples build it.
func bare(mail domain.Mail) *gomail.Msg {
	message := gomail.NewMsg()
	message.FromMailAddress(&netmail.Address{Name: mail.FromName, Address: mail.From.Address()})
	message.ToMailAddress(&netmail.Address{Address: mail.To.Address()})
	message.Subject(mail.Subject)
	message.SetDateWithValue(mail.Date)
	message.SetMessageIDWithValue(mail.MessageID)
	message.SetBodyString(gomail.TypeTextPlain, mail.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, mail.HTML)
	return message
}
