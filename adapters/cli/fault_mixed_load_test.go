package cli_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// loadTime returns how long a load lasts: usual, a third of it with -short, or
// what the variable LATCHKEY_TEST_LOAD says, such as 10m.
func loadTime(t *testing.T, usual time.Duration) time.Duration {
	t.Helper()
	if text := os.Getenv("LATCHKEY_TEST_LOAD"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if testing.Short() {
		return usual / 3
	}
	return usual
}

// TestMixedLoad (T15, I8): 64 clients at once, of whom 56 ask for links, 4 set
// passwords, and 4 are operators with their commands. Nobody meets a fault of
// the server's, nor a database that is busy, and nothing is left undone.
func TestMixedLoad(t *testing.T) {
	const customers = 300
	f := newFrailShop(t, binary, customers, nil)
	token := f.client()
	s := f.command()
	// All come from one address, which is that of a proxy then: a caller may have
	// 64 connections, and one that is being closed counts.
	s.cmd.Args = append(s.cmd.Args, "--client-limit", "1000000", "--trusted-proxies", "127.0.0.1/32")
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(loadTime(t, 4*time.Second))
	m := &mixedLoad{frailShop: f, s: s, token: token, until: until, late: until.Add(patience)}
	for n := range 56 {
		m.clients.Go(func() { m.askOn(n, customers) })
	}
	for range 4 {
		m.clients.Go(m.resetOn)
	}
	for n := range 4 {
		m.clients.Go(func() { m.administerOn(n) })
	}
	m.clients.Wait()
	t.Logf("%d requests, %d resets, %d commands", m.asked.Load(), m.resets.Load(), m.commands.Load())
	if !m.enough() {
		t.Error("that was no load")
	}
	if _, err := f.settled(); err != nil {
		t.Error(err)
	}
	if err := s.stop(syscall.SIGTERM, endsWithin); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	for line := range strings.Lines(s.stderr.String()) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "busy") || strings.Contains(line, "locked") {
			t.Errorf("the server says %.300s", line)
		}
	}
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}

type mixedLoad struct {
	*frailShop
	s       *server
	token   string    // of an API client
	until   time.Time // which all go on at least
	late    time.Time // after which they end even if they have got nowhere
	clients sync.WaitGroup
	mails   atomic.Int64 // whose links somebody has taken

	asked, resets, commands atomic.Int64
}

// enough reports whether everybody has got somewhere.
func (m *mixedLoad) enough() bool {
	return m.asked.Load() >= 64 && m.resets.Load() > 0 && m.commands.Load() >= 4
}

func (m *mixedLoad) goesOn() bool {
	now := time.Now()
	return now.Before(m.until) || now.Before(m.late) && !m.enough()
}

// askOn asks in turn in each way, for customers and for strangers.
func (m *mixedLoad) askOn(client, customers int) {
	for n := client; m.goesOn(); n += 56 {
		email := customerOf(n / 2 % customers)
		if n%2 == 1 {
			email = fmt.Sprintf("stranger%d@shop.example", n)
		}
		got, err := m.frailShop.asked(m.s, []string{"webshop", "payway", "page"}[n/56%3], email, m.token)
		if err != nil || got.status/100 != 2 && got.status != http.StatusSeeOther {
			m.t.Errorf("a request: %+v, %v", got, err)
			return
		}
		m.asked.Add(1)
	}
}

// resetOn takes links from the mails that have come and spends them. One may be
// dead, because its customer has been sent two.
func (m *mixedLoad) resetOn() {
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for round := 0; m.goesOn(); round++ {
		mails, next := m.relay.Mails(), m.mails.Add(1)
		if int(next) > len(mails) {
			m.mails.Add(-1)
			<-again.C
			continue
		}
		code := codeAlone.FindStringSubmatch(mails[next-1].Raw)
		if code == nil {
			continue // a notice
		}
		began := time.Now()
		status, answer, err := m.spend(m.s, code[1], round)
		for status == http.StatusServiceUnavailable && time.Since(began) > time.Second && began.Before(m.late) { // so many hash that there was no room for two seconds
			began = time.Now()
			status, answer, err = m.spend(m.s, code[1], round)
		}
		if err != nil || status >= http.StatusInternalServerError {
			m.t.Errorf("a reset: %d, %v, %.300s", status, err, answer)
			return
		}
		if status == http.StatusSeeOther {
			m.resets.Add(1)
		}
	}
}

// administerOn runs commands that write and commands that read.
func (m *mixedLoad) administerOn(operator int) {
	for n := 0; m.goesOn(); n++ {
		email := fmt.Sprintf("new%d.%d@shop.example", operator, n)
		for _, args := range [][]string{
			{"account", "add", "--project", "1", "--email", email},
			{"account", "set", "--project", "1", "--email", email, "--disable"},
			{"request", "list"},
		} {
			out, err := exec.Command(binary, append(args, "--db", m.db, "--json")...).CombinedOutput()
			if err != nil {
				m.t.Errorf("latchkey %s: %v: %.300s", strings.Join(args[:2], " "), err, out)
				return
			}
			m.commands.Add(1)
		}
	}
}
