package cli_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
)

// deathPoint is where a server dies over a request, round after round.
type deathPoint struct {
	name string
	next int // the time it is passed over this round's mail, that of the last round being sent first
	want int // copies of each mail
}

// deathPoints are those between a request and its mail. Only a mail that the
// relay has, and of which the database does not know so, is sent twice.
func deathPoints() []deathPoint {
	return []deathPoint{
		{"after lease", 2, 1}, {"after dial", 2, 1}, {"mid DATA", 2, 1},
		{"after final dot", 2, 2}, {"before settle", 2, 2},
		{"after settle", 1, 1},
	}
}

// TestKilledAtNamedPoints is threat F02. Each point has a shop of its own,
// whose server starts, sends the mail over which the last one died, and dies
// over the next one. All shops are at it at once, because they mostly wait.
func TestKilledAtNamedPoints(t *testing.T) {
	t.Parallel()
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	program := killable(t)
	var shops sync.WaitGroup
	atOnce := func(point string, die func(f *frailShop) error, accounts int) {
		f := newFrailShop(t, program, accounts, func(m relaytest.Moment) relaytest.Step {
			if m.Phase == relaytest.FinalDot { // so that each mail needs a connection of its own
				return relaytest.Step{Reply: "250 2.0.0 taken\r\n", Cut: true}
			}
			return relaytest.Step{}
		})
		shops.Go(func() {
			if err := die(f); err != nil {
				t.Errorf("%s: %v", point, err)
			}
		})
	}
	for _, point := range deathPoints() {
		atOnce(point.name, func(f *frailShop) error { return point.rounds(f, rounds) }, rounds)
	}
	for _, point := range []string{"before commit", "after commit"} {
		atOnce(point, func(f *frailShop) error { return dieOverCommits(f, point, rounds) }, rounds)
	}
	for _, point := range []string{"in redeem", "after redeem"} {
		atOnce(point, func(f *frailShop) error { return dieOverRedeem(f, point, rounds) }, rounds)
	}
	shops.Wait()
}

// killable returns a program that can be told to die. It is built once, where
// TestMain tidies up.
func killable(t *testing.T) string {
	t.Helper()
	inAnotherProcess(t)
	program, err := buildKillable()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

var buildKillable = sync.OnceValues(func() (string, error) {
	program := filepath.Join(filepath.Dir(binary), "latchkey-killpoints")
	if out, err := exec.Command("go", "build", "-tags", "killpoints", "-o", program, "latchkey").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return program, nil
})

// rounds kills the server over one request each time and counts the copies.
func (p deathPoint) rounds(f *frailShop, rounds int) error {
	for round := range rounds {
		s, err := f.start(dieAt(p.name, min(p.next, round+1))...)
		if err != nil {
			return err
		}
		if _, err := f.settled(); err != nil { // what the last server left
			return err
		}
		if accepted, err := f.ask(s, "nobody@shop.example"); err != nil || !accepted {
			return fmt.Errorf("round %d: not accepted: %v", round, err)
		}
		if _, err := f.ask(s, customerOf(round)); err != nil { // the server may be dead before it has said yes
			return fmt.Errorf("round %d: %w", round, err)
		}
		if err := f.died(s); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	return f.aftermath(func(email, state string, copies int) error {
		if state != "handed_over" || copies != p.want {
			return fmt.Errorf("the mail to %s is %q, and the relay has %d copies, want %d", email, state, copies, p.want)
		}
		return nil
	}, rounds)
}

func dieAt(point string, after int) []string {
	return []string{"LATCHKEY_KILL_AT=" + point, "LATCHKEY_KILL_AFTER=" + strconv.Itoa(after)}
}

// aftermath starts a server that lives, waits until nothing is left to be done,
// and judges what became of each customer's request; state is "" if there is
// none. Every copy's link must work, and the database must keep every promise.
func (f *frailShop) aftermath(judge func(email, state string, copies int) error, customers int) error {
	s, err := f.start()
	if err != nil {
		return err
	}
	states, err := f.settled()
	if err != nil {
		return err
	}
	links := f.links()
	for n := range customers {
		email := customerOf(n)
		if err := judge(email, states[email], len(links[email])); err != nil {
			return err
		}
		for _, token := range links[email] {
			if works, err := f.live(s, token); err != nil || !works {
				return fmt.Errorf("a link in one of the %d copies to %s does not work: %v", len(links[email]), email, err)
			}
		}
		delete(links, email)
	}
	if len(links) != 0 {
		return fmt.Errorf("mails to people who never asked: %v", links)
	}
	if err := f.sameMessageIDs(); err != nil {
		return err
	}
	if err := f.kill(s); err != nil {
		return err
	}
	return f.verified(f.db)
}

// sameMessageIDs fails unless all copies of an address's mail have the same
// Message-ID, so that a customer's mailbox can fold them.
func (f *frailShop) sameMessageIDs() error {
	ids := map[string]string{}
	for _, mail := range f.relay.Mails() {
		id := messageID.FindString(mail.Raw)
		if known, found := ids[mail.To]; id == "" || found && known != id && codeAlone.MatchString(mail.Raw) {
			return fmt.Errorf("copies to %s have the Message-IDs %q and %q", mail.To, known, id)
		}
		ids[mail.To] = id
	}
	return nil
}

// dieOverCommits kills the server at one of its first shared commits, which may
// store a request, its admission, how its mail went, or nothing.
func dieOverCommits(f *frailShop, point string, rounds int) error {
	accepted, excused := map[string]bool{}, map[string]int{}
	for round := range rounds {
		s, err := f.start(dieAt(point, 1+rand.IntN(6))...)
		if err != nil {
			if s.cmd.ProcessState == nil || s.cmd.ProcessState.ExitCode() != -1 {
				return err
			}
			continue // it died before it was ready
		}
		email := customerOf(round)
		if accepted[email], err = f.ask(s, email); err != nil {
			return err
		}
		if err := f.died(s); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		snapshot, err := f.excuse(excused)
		if err != nil {
			return err
		}
		if err := f.verified(snapshot); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	return f.aftermath(fairly(accepted, excused), rounds)
}

// fairly judges whether nothing is lost and no more copies were sent than
// excused.
func fairly(accepted map[string]bool, excused map[string]int) func(email, state string, copies int) error {
	return func(email, state string, copies int) error {
		switch {
		case state == "" && accepted[email]:
			return fmt.Errorf("the request of %s was accepted, and is lost", email)
		case state != "" && (state != "handed_over" || copies < 1):
			return fmt.Errorf("the request of %s is %q, and the relay has %d copies of its mail", email, state, copies)
		case copies > 1+excused[email]:
			return fmt.Errorf("the relay has %d copies of the mail to %s, which %d kills excuse", copies, email, excused[email])
		}
		return nil
	}
}

// excuse is to be called when the server has just died. It counts for each
// address how often that happened after the relay had taken the mail and before
// the database knew. It looks at a copy of the files, which it returns: the next
// server must find them as the last one left them.
func (f *frailShop) excuse(excused map[string]int) (snapshot string, err error) {
	snapshot = filepath.Join(f.t.TempDir(), "shop.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(f.db + suffix)
		if suffix != "" && errors.Is(err, fs.ErrNotExist) {
			continue // whoever looked last has tidied up
		}
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(snapshot+suffix, content, 0o600); err != nil {
			return "", err
		}
	}
	states, _, err := f.look(snapshot)
	if err != nil {
		return "", err
	}
	for email := range f.links() {
		if states[email] != "handed_over" {
			excused[email]++
		}
	}
	return snapshot, nil
}
