package cli_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// readyWithin is how long a server may take to get ready after a crash.
const readyWithin = 5 * time.Second

// crashCycles returns how often servers are killed: usual times, fewer with
// -short, or as many as the variable LATCHKEY_TEST_CRASHES says.
func crashCycles(t *testing.T, usual, short int) int {
	t.Helper()
	if text := os.Getenv("LATCHKEY_TEST_CRASHES"); text != "" {
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

// TestKilledUnderLoad is threat F01: a server is killed at any moment while
// customers ask and mails are under way. Nothing that was accepted is lost, no
// mail is sent again without need, and the next server is ready at once.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	const aCycle = 48 // customers that get to ask
	cycles := crashCycles(t, 20, 5)
	f := newFrailShop(t, binary, cycles*aCycle, nil)
	accepted, excused, starts := map[string]bool{}, map[string]int{}, []time.Duration(nil)
	for cycle := range cycles {
		began := time.Now()
		s, err := f.start()
		if err != nil {
			t.Fatal(err)
		}
		starts = append(starts, time.Since(began))
		moment := time.Duration(rand.IntN(600)) * time.Millisecond
		fatal := time.AfterFunc(moment, func() { _ = s.cmd.Process.Kill() })
		maps.Copy(accepted, f.rush(s, cycle*aCycle, aCycle))
		err = f.dead(s, excused, true)
		fatal.Stop()
		if err != nil {
			t.Fatalf("cycle %d, killed after %v: %v", cycle, moment, err)
		}
	}
	if err := f.aftermath(fairly(accepted, excused), cycles*aCycle); err != nil {
		t.Error(err)
	}
	slices.Sort(starts) // what waits for a lock or a lease does so more than once
	if nearlyAll := starts[len(starts)*3/4]; nearlyAll > readyWithin {
		t.Errorf("a quarter was ready after %v or more, want %v", nearlyAll, readyWithin)
	}
	copies := len(f.relay.Mails())
	t.Logf("%d requests accepted, %d mails, %d of them copies", len(accepted), copies, copies-len(f.links()))
	if len(accepted) < cycles {
		t.Errorf("only %d requests were accepted: that was no load", len(accepted))
	}
}

// dead waits for a server's death, notes what it excuses, and may verify what
// is left.
func (f *frailShop) dead(s *server, excused map[string]int, verify bool) error {
	if err := f.died(s); err != nil {
		return err
	}
	snapshot, err := f.excuse(excused)
	if err != nil || !verify {
		return err
	}
	return f.verified(snapshot)
}

// rush lets customers ask, some at once and strangers between them, until the
// server is dead, and returns whose request was accepted.
func (f *frailShop) rush(s *server, first, customers int) map[string]bool {
	accepted := map[string]bool{}
	var (
		mu      sync.Mutex
		running sync.WaitGroup
	)
	for client := range 4 {
		running.Go(func() {
			for n := client; ; n += 4 {
				email := "stranger" + strconv.Itoa(n) + "@shop.example"
				if n < customers {
					email = customerOf(first + n)
				}
				ok, err := f.ask(s, email)
				if err != nil {
					f.t.Error(err)
				}
				if !ok {
					return
				}
				mu.Lock()
				accepted[email] = true
				mu.Unlock()
			}
		})
	}
	running.Wait()
	return accepted
}

// TestKilledWhileStarting is threat F03: servers that are killed over and over
// before or just after they are ready, with more mails in the outbox than any
// of them can send.
func TestKilledWhileStarting(t *testing.T) {
	t.Parallel()
	cycles := crashCycles(t, 100, 15)
	customers := 5 * cycles
	f := newFrailShop(t, binary, customers, slowly(20*time.Millisecond))
	accepted, excused := f.backlog(t, customers), map[string]int{}
	for cycle := range cycles {
		moment := time.Duration(rand.IntN(250)) * time.Millisecond
		s := f.command()
		if err := s.launch(); err != nil {
			t.Fatal(err)
		}
		fatal := time.AfterFunc(moment, func() { _ = s.cmd.Process.Kill() })
		err := f.dead(s, excused, cycle%10 == 0)
		fatal.Stop()
		if err != nil {
			t.Fatalf("cycle %d, killed after %v: %v", cycle, moment, err)
		}
	}
	judge, used := fairly(accepted, excused), 0
	err := f.aftermath(func(email, state string, copies int) error {
		if state == usedUp { // where a machine is so slow that many die before they can send it
			used++
			state, copies = "handed_over", max(copies, 1)
		}
		return judge(email, state, copies)
	}, customers)
	if err != nil || used > 4*cycles/domain.MaxAttempts(domain.ResetLinkMail) {
		t.Errorf("%v; %d mails are used up by %d deaths", err, used, cycles)
	}
	copies := len(f.relay.Mails())
	t.Logf("%d mails, %d of them copies", copies, copies-len(f.links()))
}

// slowly is a relay that needs time to take a mail.
func slowly(pause time.Duration) relaytest.Script {
	return func(m relaytest.Moment) relaytest.Step {
		if m.Phase != relaytest.FinalDot {
			return relaytest.Step{}
		}
		return relaytest.Step{Before: func() { <-time.After(pause) }}
	}
}

// backlog lets all customers ask a server that is killed right after.
func (f *frailShop) backlog(t *testing.T, customers int) map[string]bool {
	t.Helper()
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	accepted := map[string]bool{}
	for n := range customers {
		ok, err := f.ask(s, customerOf(n))
		if err != nil || !ok {
			t.Fatalf("not accepted: %v", err)
		}
		accepted[customerOf(n)] = true
	}
	if err := f.kill(s); err != nil {
		t.Fatal(err)
	}
	return accepted
}
