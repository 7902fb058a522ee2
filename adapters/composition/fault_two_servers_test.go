package composition_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/worker"
	"latchkey/app"
	"latchkey/domain"
)

// mailsOf returns how many mails a long test sends: usual, fewer with -short, or
// as many as the variable LATCHKEY_TEST_MAILS says.
func mailsOf(t *testing.T, usual, short int) int {
	t.Helper()
	if text := os.Getenv("LATCHKEY_TEST_MAILS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if testing.Short() {
		return short
	}
	return usual
}

// TestTwoServersBesideTheLock (fault F17): somebody removes the lock's file
// while a server runs, so that a second one starts on the same database. Both
// decide on requests and send; each customer gets one mail all the same. Only a
// mail that is on its way when the second one starts may come twice, because it
// looks like one that a dead server has left.
func TestTwoServersBesideTheLock(t *testing.T) {
	mails := mailsOf(t, 2_000, 300)
	path := filepath.Join(t.TempDir(), "latchkey.db")
	relay := relaytest.Start(t, relaytest.Options{})
	env := app.Environment{Now: time.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	first := openStore(t, env, path)
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	second := openStore(t, env, path)
	fill(t, env, first, mails)

	ctx, end := context.WithCancel(t.Context())
	defer end()
	var (
		running sync.WaitGroup
		began   = make(chan struct{})
		servers [2]counted
		both    sync.WaitGroup // neither sends before the other could
	)
	both.Add(len(servers))
	for n, store := range []*sqlite.Store{first, second} {
		way, err := smtprelay.Open(smtprelay.Settings{URL: "smtp://" + relay.Addr()})
		if err != nil {
			t.Fatal(err)
		}
		servers[n].Relay, servers[n].both = way, &both
		// Both resume before either sends: who starts takes back what nobody can be sending.
		server := serverOf(t, ctx, deliveriesOf(t, env, store, &servers[n]))
		running.Go(func() {
			<-began
			server.Run(ctx)
		})
	}
	close(began)
	settled(t, first, mails)
	end()
	running.Wait()
	for n := range servers {
		if err := servers[n].Close(); err != nil {
			t.Error(err)
		}
		if got := servers[n].tried.Load(); got == 0 {
			t.Errorf("server %d has sent none of %d mails: that shows nothing", n+1, mails)
		} else {
			t.Logf("server %d has sent %d of %d mails", n+1, got, mails)
		}
	}
	copies := map[string]int{}
	for _, mail := range relay.Mails() {
		copies[mail.To]++
	}
	if got := len(relay.Mails()); got != mails || len(copies) != mails {
		t.Errorf("%d mails to %d customers, want %d to as many", got, len(copies), mails)
	}
}

// counted is a way to the relay that counts the mails on it.
type counted struct {
	*smtprelay.Relay
	tried atomic.Int64
	both  *sync.WaitGroup
}

// Send implements ports.Mailer.
func (c *counted) Send(ctx context.Context, mail domain.Mail) (string, error) {
	if c.tried.Add(1) == 1 {
		c.both.Done()
	}
	c.both.Wait()
	return c.Relay.Send(ctx, mail)
}

// serverOf does what a server does beside answering requests.
func serverOf(t *testing.T, ctx context.Context, deliveries *app.Deliveries) *worker.Worker {
	if err := deliveries.Resume(ctx); err != nil {
		t.Error(err)
	}
	steps := []worker.Step{{Name: "admit requests", Do: deliveries.AdmitDue}}
	for range 4 {
		steps = append(steps, worker.Step{Name: "deliver mails", Do: deliveries.DeliverDue})
	}
	return &worker.Worker{Steps: steps, Entropy: rand.Reader, Log: deliveries.Log}
}

// settled waits until so many mails have been handed over and none waits.
func settled(t *testing.T, store *sqlite.Store, mails int) {
	t.Helper()
	again, late := time.NewTicker(20*time.Millisecond), time.After(4*time.Minute)
	defer again.Stop()
	for {
		handedOver, err := store.Outbox().HandedOver(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if handedOver == mails {
			return
		}
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("only %d of %d mails have been handed over", handedOver, mails)
		}
	}
}
