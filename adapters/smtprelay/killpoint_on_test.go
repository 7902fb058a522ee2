//go:build killpoints

package smtprelay_test

import (
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
)

// TestKillPoints has a second process die at each point, the second time it
// gets there, and looks at what the relay has of its mails.
func TestKillPoints(t *testing.T) {
	if addr := os.Getenv("SMTPRELAY_TEST_ADDR"); addr != "" {
		die(t, netip.MustParseAddrPort(addr))
		return
	}
	tests := map[string]struct {
		last  []string // what the relay hears at the end
		mails int
	}{
		"after dial":      {[]string{relaytest.FinalDot}, 1}, // of the first mail's connection
		"mid DATA":        {[]string{"DATA", "(half a mail)"}, 1},
		"after final dot": {[]string{"DATA", relaytest.FinalDot}, 2},
	}
	for point, want := range tests {
		s := relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
			return relaytest.Step{Cut: point == "after dial" && m.Phase == "MAIL" && m.Nth == 2} // so that a second connection is needed
		}})
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillPoints$")
		child.Env = append(os.Environ(), "LATCHKEY_KILL_AT="+point, "LATCHKEY_KILL_AFTER=2", "SMTPRELAY_TEST_ADDR="+s.Addr())
		err := child.Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("%s: got %v, want death by SIGKILL", point, err)
		}
		<-s.Ended()
		heard := s.Dialogue(1)
		if point == "after dial" {
			heard = slices.DeleteFunc(heard, func(line string) bool { return strings.HasPrefix(line, "MAIL") })
			<-s.Ended()
			if got := s.Dialogue(2); len(got) != 0 {
				t.Errorf("%s: got %q, want nothing said", point, got)
			}
		}
		if got := heard[max(0, len(heard)-len(want.last)):]; !slices.Equal(got, want.last) || len(s.Mails()) != want.mails {
			t.Errorf("%s: got %d mails and %q, want %d and %q", point, len(s.Mails()), got, want.mails, want.last)
		}
	}
}

func die(t *testing.T, addr netip.AddrPort) {
	relay := relayTo(t, smtprelay.Config{Host: addr.Addr().String(), Port: addr.Port(), Security: smtprelay.Plain})
	send(t, relay)
	send(t, relay)
}
