package composition_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// TestTheNetworkIsLostInTheMiddleOfAMail (fault F33, invariant I3): nobody knows
// whether the relay has the mail, so it is sent once more and then no more. All
// copies have one Message-ID, also those that arrive late; the link in each of
// them works; and other mails do not wait.
func TestTheNetworkIsLostInTheMiddleOfAMail(t *testing.T) {
	for _, c := range []struct {
		name            string
		midData         bool
		strikes         int
		copies, healing int // copies before the network heals, and once it has
	}{
		{"in the content", true, 1, 1, 2},
		{"before the last word", false, 1, 2, 2},
		{"in the content, twice", true, 2, 0, 2},
		{"before the last word, twice", false, 2, 2, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPartition(t, c.midData, c.strikes)
			drain(t, p.deliveries)
			if got := <-p.meanwhile; got < mailsInPartition-1 {
				t.Errorf("%d of %d other mails were taken while one waited for a relay that is out of reach", got, mailsInPartition-1)
			}
			for range 6 {
				p.clock.advance(20 * time.Second)
				drain(t, p.deliveries)
			}
			if got := len(p.copies()); got != c.copies {
				t.Errorf("%d copies, want %d", got, c.copies)
			}
			p.clock.advance(30 * time.Minute)
			drain(t, p.deliveries)
			p.network.heal()
			p.hangUp()
			p.check(c.healing)
		})
	}
}

const mailsInPartition = 12

// partition is an outbox whose way to the relay fails over one mail.
type partition struct {
	t          *testing.T
	clock      *clock
	store      *sqlite.Store
	relay      *relaytest.Relay
	way        *smtprelay.Relay
	network    *network
	deliveries *app.Deliveries
	meanwhile  chan int // how many other mails the relay had each time an attempt at the one failed
}

func newPartition(t *testing.T, midData bool, strikes int) *partition {
	p := &partition{t: t, clock: &clock{now: time.Now()}, relay: relaytest.Start(t, relaytest.Options{}), meanwhile: make(chan int, 10)}
	p.network = newNetwork(t, p.relay.Addr(), customer(0), midData, strikes)
	const patience = 5 * time.Second // instead of the five minutes that a last word may take
	var err error
	p.way, err = smtprelay.New(smtprelay.Config{
		Host: "127.0.0.1", Port: p.network.port(), Security: smtprelay.Plain, Limits: smtprelay.Limits{LastWord: patience},
	})
	if err != nil {
		t.Fatal(err)
	}
	env := app.Environment{Now: p.clock.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	p.store = openStore(t, env, filepath.Join(t.TempDir(), "latchkey.db"))
	fill(t, env, p.store, mailsInPartition)
	p.deliveries = deliveriesOf(t, env, p.store, p)
	admit(t, p.deliveries)
	return p
}

// Send implements ports.Mailer and looks at the others when it fails.
func (p *partition) Send(ctx context.Context, mail domain.Mail) (string, error) {
	words, err := p.way.Send(ctx, mail)
	if err != nil {
		p.meanwhile <- len(p.relay.Mails()) - len(p.copies())
	}
	return words, err
}

var _ ports.Mailer = (*partition)(nil)

// copies returns those of the mail that was hit.
func (p *partition) copies() []relaytest.Mail {
	var found []relaytest.Mail
	for _, mail := range p.relay.Mails() {
		if mail.To == customer(0) {
			found = append(found, mail)
		}
	}
	return found
}

// hangUp ends all connections and waits until the relay has read what was said
// on them.
func (p *partition) hangUp() {
	p.t.Helper()
	if err := p.way.Close(); err != nil {
		p.t.Error(err)
	}
	for range p.relay.Connections() {
		<-p.relay.Ended()
	}
}

var (
	code = regexp.MustCompile(`(?m)^([0-9A-HJKMNP-TV-Z]{26})\r?$`)
	name = regexp.MustCompile(`(?mi)^Message-ID:\s*(<[^>]+>)`)
)

func (p *partition) check(want int) {
	p.t.Helper()
	copies, names := p.copies(), map[string]bool{}
	if len(copies) != want {
		p.t.Errorf("%d copies once the network is back, want %d", len(copies), want)
	}
	for n, mail := range copies {
		id, secret := name.FindStringSubmatch(mail.Raw), code.FindStringSubmatch(mail.Raw)
		if id == nil || secret == nil {
			p.t.Fatalf("no Message-ID or no code in copy %d: %.200s", n, mail.Raw)
		}
		names[id[1]] = true
		token, err := domain.ParseResetToken(secret[1])
		if err != nil {
			p.t.Fatal(err)
		}
		resets := &app.Resets{Environment: p.deliveries.Environment, Tokens: p.store.ResetTokens()}
		if view, err := resets.Inspect(p.t.Context(), token); err != nil || view.State != domain.TokenLive {
			p.t.Errorf("the link in copy %d is %v, %v, want live", n, view.State, err)
		}
	}
	if len(names) != 1 {
		p.t.Errorf("the copies have the Message-IDs %v, want one", names)
	}
	others := map[string]int{}
	for _, mail := range p.relay.Mails() {
		others[mail.To]++
	}
	for n := 1; n < mailsInPartition; n++ {
		if got := others[customer(n)]; got != 1 {
			p.t.Errorf("%d copies for %s, want 1: %v", got, customer(n), others)
		}
	}
}

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
