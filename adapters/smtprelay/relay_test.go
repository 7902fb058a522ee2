package smtprelay_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

func TestTheWholeDialogue(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{})
	relay := relayTo(t, to(s))
	for range 3 {
		words, err := relay.Send(t.Context(), sample(t))
		if err != nil || words != "250 2.0.0 taken" {
			t.Fatalf("Send: got %q, %v, want the relay's last word", words, err)
		}
	}
	if err := relay.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	<-s.Ended()
	want := slices.Concat([]string{hello}, oneMail, oneMail, oneMail, []string{"QUIT"})
	if got := s.Dialogue(1); !slices.Equal(got, want) {
		t.Errorf("got dialogue\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := s.Connections(); got != 1 {
		t.Errorf("got %d connections, want 1", got)
	}
	if got := s.Copies(sample(t).MessageID); got != 3 {
		t.Errorf("got %d copies with the same Message-ID, want 3", got)
	}
	_, err := relay.Send(t.Context(), sample(t))
	wantFault(t, err, domain.PhaseConnect, 0)
	if err := relay.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func TestIdleConnectionIsClosed(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{})
	config := to(s)
	config.Limits.Idle = time.Millisecond
	relay := relayTo(t, config)
	for n := 1; n <= 3; n++ {
		send(t, relay)
		if got := <-s.Ended(); got != n {
			t.Fatalf("got the end of connection %d, want %d", got, n)
		}
		if got, want := s.Dialogue(n), slices.Concat([]string{hello}, oneMail, []string{"QUIT"}); !slices.Equal(got, want) {
			t.Errorf("connection %d: got %q, want %q", n, got, want)
		}
	}
}

func TestConnectionsAreSharedAndBounded(t *testing.T) {
	const connections, mails = 3, 60
	var mu sync.Mutex
	var busy, most int
	full := make(chan struct{})
	s := relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
		switch m.Phase {
		case "MAIL":
			return relaytest.Step{Before: func() {
				mu.Lock()
				busy++
				most = max(most, busy)
				if busy == connections && most == connections {
					select {
					case <-full:
					default:
						close(full)
					}
				}
				mu.Unlock()
				<-full // the first ones go on only when all connections are in use
			}}
		case relaytest.FinalDot:
			mu.Lock()
			busy--
			mu.Unlock()
		}
		return relaytest.Step{}
	}})
	config := to(s)
	config.Connections = connections
	relay := relayTo(t, config)
	var senders sync.WaitGroup
	for range mails {
		senders.Go(func() { send(t, relay) })
	}
	senders.Wait()
	if got := len(s.Mails()); got != mails {
		t.Errorf("got %d mails, want %d", got, mails)
	}
	if got := s.Connections(); got != connections || most != connections {
		t.Errorf("got %d connections and %d conversations at once, want %d of each", got, most, connections)
	}
	_ = relay.Close()
	for range s.Connections() {
		<-s.Ended()
	}
	if got := s.Count("QUIT"); got != connections {
		t.Errorf("got %d partings, want %d", got, connections)
	}
}

func TestNobodyWaitsForATurnForever(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(
		relaytest.Moment{Connection: 1, Phase: relaytest.FinalDot, Nth: 1},
		relaytest.Step{Before: func() { close(asked); <-release }},
	)})
	config := to(s)
	config.Connections, config.Limits.Command = 1, short().Command
	relay := relayTo(t, config)
	var sender sync.WaitGroup
	sender.Go(func() { send(t, relay) })
	select {
	case <-asked:
	case <-time.After(time.Minute):
		t.Fatal("the first mail did not get to its end")
	}
	_, err := relay.Send(t.Context(), sample(t))
	wantFault(t, err, domain.PhaseConnect, 0)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = relay.Send(cancelled, sample(t))
	if wantFault(t, err, domain.PhaseConnect, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it to match context.Canceled", err)
	}
	close(release)
	sender.Wait()
	if got := s.Connections(); got != 1 {
		t.Errorf("got %d connections, want 1", got)
	}
}

func TestUnusableConfig(t *testing.T) {
	good := smtprelay.Config{Host: "127.0.0.1", Security: smtprelay.Plain}
	tests := map[string]func(*smtprelay.Config){
		"nothing":               func(c *smtprelay.Config) { *c = smtprelay.Config{} },
		"no host":               func(c *smtprelay.Config) { c.Host = "" },
		"newline in host":       func(c *smtprelay.Config) { c.Host = "relay\r\n.example" },
		"unknown security":      func(c *smtprelay.Config) { c.Security = "tls" },
		"open to others":        func(c *smtprelay.Config) { c.Host = "relay.example" },
		"HELO injects":          func(c *smtprelay.Config) { c.HELO = "x\r\nMAIL FROM:<a@b>" },
		"HELO with space":       func(c *smtprelay.Config) { c.HELO = "a b" },
		"password in the open":  func(c *smtprelay.Config) { c.User, c.Password = "shop", "secret" },
		"user alone":            func(c *smtprelay.Config) { c.Security, c.User = smtprelay.StartTLS, "shop" },
		"password alone":        func(c *smtprelay.Config) { c.Security, c.Password = smtprelay.StartTLS, "secret" },
		"NUL in the password":   func(c *smtprelay.Config) { c.Security, c.User, c.Password = smtprelay.StartTLS, "shop", "a\x00secret" },
		"newline after it":      func(c *smtprelay.Config) { c.Security, c.User, c.Password = smtprelay.StartTLS, "shop", "secret\n" },
		"negative limit":        func(c *smtprelay.Config) { c.Limits.Command = -1 },
		"limit too long":        func(c *smtprelay.Config) { c.Limits.Command = 61 * time.Second },
		"negative idleness":     func(c *smtprelay.Config) { c.Limits.Idle = -1 },
		"no connections":        func(c *smtprelay.Config) { c.Connections = -1 },
		"too many":              func(c *smtprelay.Config) { c.Connections = 65 },
		"DKIM without a key":    func(c *smtprelay.Config) { c.DKIM = &smtprelay.DKIM{Domain: "shop.example", Selector: "mail"} },
		"DKIM without a domain": func(c *smtprelay.Config) { c.DKIM = &smtprelay.DKIM{Selector: "mail", Key: ed25519Key(t)} },
		"DKIM that injects": func(c *smtprelay.Config) {
			c.DKIM = &smtprelay.DKIM{Domain: "a; x=b", Selector: "mail", Key: ed25519Key(t)}
		},
	}
	if _, err := smtprelay.New(good); err != nil {
		t.Fatalf("New: %v", err)
	}
	for label, spoil := range tests {
		config := good
		spoil(&config)
		relay, err := smtprelay.New(config)
		if err == nil || relay != nil {
			t.Errorf("%s: got %v, %v, want an error", label, relay, err)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells the password: %v", label, err)
		}
	}
}
