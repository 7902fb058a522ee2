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

	"latchkey/adapters/mailtext"
	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtpsink"
	"latchkey/adapters/sqlite"
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
	log := slog.New(slog.DiscardHandler)
	store, err := sqlite.Open(b.Context(), sqlite.Options{Path: filepath.Join(b.TempDir(), "latchkey.db"), Now: time.Now, Log: log})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	text, err := mailtext.New(mailtext.Options{})
	if err != nil {
		b.Fatal(err)
	}
	writer := &keeping{MailWriter: text}
	env := app.Environment{Now: time.Now, Entropy: rand.Reader, Log: log}
	fill(b, env, store.Ports())
	deliveries := &app.Deliveries{
		Environment: env, Requests: store.ResetRequests(), Outbox: store.Outbox(), Writer: writer, Mailer: relay,
		BaseURL: "https://reset.example", Caps: domain.DefaultMailCaps,
	}
	for n := 1; n > 0; {
		if n, err = deliveries.AdmitDue(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	return deliveries, func() domain.Mail { return writer.last }
}

func fill(b *testing.B, env app.Environment, store ports.Store) {
	b.Helper()
	address := func(text string) domain.Email {
		email, err := domain.ParseEmail(text)
		if err != nil {
			b.Fatal(err)
		}
		return email
	}
	shop := domain.Project{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: address("no-reply@shop.example")}
	if err := store.Projects.Put(b.Context(), shop); err != nil {
		b.Fatal(err)
	}
	accounts := &app.Accounts{Environment: env, Store: store.Accounts}
	var asking sync.WaitGroup
	for i := range drained {
		email := address(fmt.Sprintf("customer%d@example.com", i))
		if _, err := accounts.Create(b.Context(), app.NewAccount{Project: 1, Email: email}); err != nil {
			b.Fatal(err)
		}
		asking.Go(func() { // together, for the group commit
			request := domain.ResetRequest{ProjectID: 1, Email: email, Channel: domain.ViaWebshop, RequestedAt: env.Now()}
			if err := store.ResetRequests.Add(b.Context(), request); err != nil {
				b.Error(err)
			}
		})
	}
	asking.Wait()
}

// drain lets four senders work until nothing is left.
func drain(b *testing.B, deliveries *app.Deliveries) time.Duration {
	b.Helper()
	began := time.Now()
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			for n := 1; n > 0; {
				var err error
				if n, err = deliveries.DeliverDue(b.Context()); err != nil {
					b.Error(err)
				}
			}
		})
	}
	senders.Wait()
	return time.Since(began)
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
