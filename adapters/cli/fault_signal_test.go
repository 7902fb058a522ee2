package cli_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// strays are signals that are for somebody else, or for nobody: a closed
// terminal, a pipe without a reader, a window that changes its size, and those
// by which other programs read their settings again.
var strays = []os.Signal{
	syscall.SIGHUP, syscall.SIGPIPE, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH, syscall.SIGCHLD, syscall.SIGURG, syscall.SIGCONT,
}

// TestStraySignals (fault F19): under a rain of signals no request is lost or
// there by half, no mail is sent twice, and the server neither ends nor
// complains.
func TestStraySignals(t *testing.T) {
	t.Parallel()
	customers := 60
	if testing.Short() {
		customers = 15
	}
	f := newFrailShop(t, binary, customers, nil)
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	dry := rain(s)
	for n := range customers {
		body := forgotBody(customerOf(n))
		switch n % 3 {
		case 0: // a client that does not wait for the answer
			leave(t, s.Listen, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost:1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", forgotPath, len(body), body), n%2 == 0)
		default:
			if accepted, err := f.ask(s, customerOf(n)); err != nil || !accepted {
				t.Fatalf("customer %d is not served: %v", n, err)
			}
		}
	}
	states, err := f.settled()
	if signals := dry(); err != nil || signals < len(strays) {
		t.Fatalf("%d signals, %v", signals, err)
	}
	links := f.links()
	for n := range customers {
		email := customerOf(n)
		switch state := states[email]; {
		case state == "" && n%3 == 0: // never read
		case state != "handed_over" || len(links[email]) != 1:
			t.Errorf("%s is %q with %d mails, want handed_over with one", email, state, len(links[email]))
		}
	}
	if err := s.stop(syscall.SIGTERM, endsWithin); err != nil {
		t.Errorf("ended with %v: %s", err, s.stderr.String())
	}
	for line := range strings.Lines(s.stderr.String()) {
		if !strings.Contains(line, "--base-url is not https") {
			t.Errorf("it complains: %s", line)
		}
	}
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}

// rain sends signals until it is told to stop, which returns how many there were.
func rain(s *server) (dry func() int) {
	over, rained := make(chan struct{}), make(chan int)
	go func() {
		again := time.NewTicker(time.Millisecond)
		defer again.Stop()
		for n := 0; ; n++ {
			select {
			case <-again.C:
				_ = s.cmd.Process.Signal(strays[n%len(strays)])
			case <-over:
				rained <- n
				return
			}
		}
	}()
	return func() int { close(over); return <-rained }
}

// TestADemoAndStraySignals (fault F19): a demo ends with its terminal, in order,
// and for no other reason.
func TestADemoAndStraySignals(t *testing.T) {
	demo, err := startDemo(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range strays {
		if signal == syscall.SIGHUP {
			continue
		}
		if err := demo.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if status, body := post(t, demo.BaseURL+forgotPath, map[string]any{"project_id": 1, "email": "nobody@example.com"}); status != 200 {
			t.Fatalf("after %v: %d %s", signal, status, body)
		}
	}
	if err := demo.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-demo.exited:
		if err != nil || demo.stderr.Len() > 0 {
			t.Errorf("ended with %v: %s", err, demo.stderr.String())
		}
	case <-time.After(patience):
		t.Error("it outlives its terminal")
	}
}
