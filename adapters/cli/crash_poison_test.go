package cli_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
)

// newPoisonedShop makes a shop, one of whose mails kills the server that sends
// it, and returns what starts the next server.
func newPoisonedShop(t *testing.T, customers, poisoned int) (f *frailShop, next func() (*server, error)) {
	var (
		mu      sync.Mutex // held while a server starts, too
		current *server
	)
	f = newFrailShop(t, binary, customers, func(m relaytest.Moment) relaytest.Step {
		if m.Phase != "RCPT" {
			return relaytest.Step{}
		}
		mu.Lock()
		defer mu.Unlock()
		if current == nil { // a quick worker is at it while requests still come
			return relaytest.Step{Stall: true}
		}
		return relaytest.Step{Before: func() {
			said := f.relay.Dialogue(m.Connection)
			if strings.Contains(said[len(said)-1], customerOf(poisoned)) {
				mu.Lock()
				defer mu.Unlock()
				_ = current.cmd.Process.Kill()
			}
		}}
	})
	return f, func() (*server, error) {
		mu.Lock()
		defer mu.Unlock()
		current = f.command()
		return current, current.launch()
	}
}

// TestAMailThatKillsItsSender: whatever it is about a mail that ends the
// process each time, it is given up in the end, and nobody else's mail is.
func TestAMailThatKillsItsSender(t *testing.T) {
	t.Parallel()
	const customers, poisoned = 40, 20
	f, next := newPoisonedShop(t, customers, poisoned)
	accepted, excused := f.backlog(t, customers), map[string]int{}
	states, deaths := map[string]string{}, 0
	for ; states[customerOf(poisoned)] != usedUp; deaths++ {
		if deaths > 12 {
			t.Fatalf("the mail has killed %d servers and is still %q", deaths, states[customerOf(poisoned)])
		}
		s, err := next()
		if err != nil {
			t.Fatal(err)
		}
		if states, err = f.settledOrDead(s); err == nil {
			err = f.died(s)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.excuse(excused); err != nil {
			t.Fatal(err)
		}
	}
	judge := fairly(accepted, excused)
	err := f.aftermath(func(email, state string, copies int) error {
		if email == customerOf(poisoned) {
			return nil
		}
		return judge(email, state, copies)
	}, customers)
	if err != nil {
		t.Errorf("after %d deaths: %v", deaths, err)
	}
}

// settledOrDead waits until the server has died or has nothing left to do, and
// then kills it. It returns what became of each request, as seen last.
func (f *frailShop) settledOrDead(s *server) (map[string]string, error) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for began := time.Now(); ; {
		states, open, err := f.look(f.db)
		if err != nil {
			return nil, err
		}
		if open == 0 || time.Since(began) > patience {
			return states, s.cmd.Process.Kill()
		}
		select {
		case err := <-s.exited:
			s.exited <- err // for died
			return states, nil
		case <-again.C:
		}
	}
}
