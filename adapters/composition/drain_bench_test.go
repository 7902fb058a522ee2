package composition_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"path/filepath"
	"sync"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtpsink"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// drained is how many mails one round of the benchmark sends.
const drained = 2_000

// BenchmarkDrain sends mails that wait in the outbox to the built-in sink: by
// four senders that write, hand over and settle each mail, every step on disk,
// and, as the measure, by a bare go-mail loop over one connection that sends
// one ready mail again and again.
func BenchmarkDrain(b *testing.B) {
	sink := startSink(b)
	relay, err := smtprelay.Open(smtprelay.Settings{URL: "smtp://" + sink})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = relay.Close() })
	var outbox, bare time.Duration
	for b.Loop() {
		b.StopTimer()
		deliveries, sample := outboxOf(b, relay)
		b.StartTimer()
		outbox += drain(b, deliveries)
		bare += bareLoop(b, sink, sample)
	}
	perSecond := func(d time.Duration) float64 { return float64(b.N*drained) / d.Seconds() }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(perSecond(outbox), "mails/s")
	b.ReportMetric(perSecond(bare), "bare/s")
	b.ReportMetric(perSecond(outbox)/perSecond(bare), "ratio")
}

func startSink(b *testing.B) string {
	b.Helper()
	sink := smtpsink.New(smtpsink.Config{Now: time.Now})
	addr, err := sink.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = sink.Run(ctx) })
	b.Cleanup(func() { cancel(); running.Wait() })
	return addr.String()
}

// keeping remembers the last mail that was written.
type keeping struct {
	ports.MailWriter
	mu   sync.Mutex
	last domain.Mail
}

func (k *keeping) Write(l domain.Letter) (domain.Mail, error) {
	mail, err := k.MailWriter.Write(l)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = mail
	return mail, err
}

// outboxOf returns deliveries of which that many wait, and a function that
// returns one of their mails once they are sent.
func outboxOf(b *testing.B, relay *smtprelay.Relay) (*app.Deliveries, func() domain.Mail) {
	b.Helper()
	env := app.Environment{Now: time.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	store := openStore(b, env, filepath.Join(b.TempDir(), "latchkey.db"))
	fill(b, env, store, drained)
	deliveries := deliveriesOf(b, env, store, relay)
	writer := &keeping{MailWriter: deliveries.Writer}
	deliveries.Writer = writer
	admit(b, deliveries)
	return deliveries, func() domain.Mail { return writer.last }
}

// bareLoop sends a mail of the same size just as often.
func bareLoop(b *testing.B, sink string, sample func() domain.Mail) time.Duration {
	b.Helper()
	mail := sample()
	var port int
	if _, err := fmt.Sscanf(sink[len("127.0.0.1:"):], "%d", &port); err != nil {
		b.Fatal(err)
	}
	client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(port), gomail.WithTLSPolicy(gomail.NoTLS))
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	connection, err := client.DialToSMTPClientWithContext(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for range drained {
		message := gomail.NewMsg()
		message.FromMailAddress(&netmail.Address{Name: mail.FromName, Address: mail.From.Address()})
		message.ToMailAddress(&netmail.Address{Address: mail.To.Address()})
		message.Subject(mail.Subject)
		message.SetDateWithValue(mail.Date)
		message.SetMessageIDWithValue(mail.MessageID)
		message.SetBodyString(gomail.TypeTextPlain, mail.Text)
		message.AddAlternativeString(gomail.TypeTextHTML, mail.HTML)
		if err := client.SendWithSMTPClient(connection, message); err != nil {
			b.Fatal(err)
		}
	}
	if err := client.CloseWithSMTPClient(connection); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
