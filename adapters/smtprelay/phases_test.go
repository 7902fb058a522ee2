package smtprelay_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// phaseRow is a phase, and what a fault at it means by the kind of fault.
type phaseRow struct {
	at      string
	phase   domain.RelayPhase
	final   domain.FaultClass // 5xx
	silence domain.FaultClass // cut or stall
}

var phaseRows = []phaseRow{
	{relaytest.Greeting, domain.PhaseGreeting, domain.FaultRelay, domain.FaultRelay},
	{"EHLO", domain.PhaseHello, domain.FaultRelay, domain.FaultRelay},
	{"STARTTLS", domain.PhaseTLS, domain.FaultRelay, domain.FaultRelay},
	{"AUTH", domain.PhaseAuth, domain.FaultRelay, domain.FaultRelay},
	{"MAIL", domain.PhaseSender, domain.FaultRelay, domain.FaultTemporary},
	{"RCPT", domain.PhaseRecipient, domain.FaultRefused, domain.FaultTemporary},
	{"DATA", domain.PhaseData, domain.FaultRefused, domain.FaultTemporary},
	{relaytest.FinalDot, domain.PhaseHandover, domain.FaultRefused, domain.FaultAmbiguous},
}

// class returns what a reply with code means at the row's phase.
func (r phaseRow) class(code int) domain.FaultClass {
	switch {
	case r.phase == domain.PhaseTLS:
		return domain.FaultRelay
	case code >= 500 && code <= 599:
		return r.final
	}
	return domain.FaultTemporary
}

// full is a relay with STARTTLS and AUTH that goes wrong once, or always where
// the client would try HELO next.
func full(t *testing.T, row phaseRow, step relaytest.Step) (*relaytest.Relay, *smtprelay.Relay) {
	t.Helper()
	s := relaytest.Start(t, relaytest.Options{
		TLS: relaytest.GoodTLS, Mechanisms: "PLAIN", User: "shop", Password: "secret",
		Script: func(m relaytest.Moment) relaytest.Step {
			if m.Connection == 1 && (m.Phase == row.at && m.Nth == 1 || row.at == "EHLO" && m.Phase == "HELO") {
				return step
			}
			return relaytest.Step{}
		},
	})
	config := to(s)
	config.Security, config.User, config.Password = smtprelay.StartTLS, "shop", "secret"
	if step.Stall {
		config.Limits = short()
	}
	return s, relayTo(t, config)
}

func TestRepliesToEachPhase(t *testing.T) {
	replies := map[int]string{421: "4.3.2", 450: "4.2.0", 451: "4.7.1", 452: "", 454: "", 535: "5.7.8", 550: "5.1.1", 552: "", 554: "5.7.1", 699: "", 199: ""}
	for _, row := range phaseRows {
		for code, enhanced := range replies {
			label := fmt.Sprint(row.at, " ", code)
			text := strings.TrimSpace(fmt.Sprint(code, " ", enhanced)) + " <jane@example.org> rejected"
			s, relay := full(t, row, relaytest.Step{Reply: text + "\r\n"})
			_, err := relay.Send(t.Context(), sample(t))
			fault := wantFault(t, err, row.phase, code)
			if fault.Enhanced != enhanced || fault.Words != text {
				t.Errorf("%s: got code %q and words %q, want %q and %q", label, fault.Enhanced, fault.Words, enhanced, text)
			}
			if got, want := fault.Class(), row.class(code); got != want {
				t.Errorf("%s: got class %q, want %q", label, got, want)
			}
			send(t, relay)
			checkOnlyAttempts(t, label, s)
			early := !slices.Contains([]string{"MAIL", "RCPT", "DATA", relaytest.FinalDot}, row.at)
			if got, again := s.Connections(), early || code == 421 || code < 400 || code > 599; again != (got == 2) || got > 2 {
				t.Errorf("%s: got %d connections for 2 mails, want a second one: %t", label, got, again)
			}
		}
	}
}

// checkOnlyAttempts fails t if the relay was told of the mail more often than
// it was sent, twice, or on its way was told anything but what a mail takes.
func checkOnlyAttempts(t *testing.T, label string, s *relaytest.Relay) {
	t.Helper()
	if got := s.Count("DATA"); got > 2 {
		t.Errorf("%s: got %d DATA for 2 mails", label, got)
	}
	for n := 1; n <= s.Connections(); n++ {
		for _, line := range s.Dialogue(n) {
			verb, _, _ := strings.Cut(line, " ")
			if !slices.Contains([]string{"EHLO", "HELO", "STARTTLS", relaytest.Secured, "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT", "final"}, verb) {
				t.Errorf("%s: got %q in the dialogue", label, line)
			}
		}
	}
}

func TestHangsAndCutsAtEachPhase(t *testing.T) {
	t.Parallel()
	var cases sync.WaitGroup // all at once, because they mostly wait
	for _, row := range phaseRows {
		for label, step := range map[string]relaytest.Step{"cut": {Cut: true}, "stall": {Stall: true}} {
			s, relay := full(t, row, step)
			mail := sample(t)
			cases.Go(func() {
				_, err := relay.Send(t.Context(), mail)
				fault := wantFault(t, err, row.phase, 0)
				if got := fault.Class(); got != row.silence {
					t.Errorf("%s at %s: got class %q, want %q", label, row.at, got, row.silence)
				}
				if want := map[string]string{"cut": "the relay hung up", "stall": "timed out"}[label]; fault.Words != want {
					t.Errorf("%s at %s: got words %q, want %q", label, row.at, fault.Words, want)
				}
				<-s.Ended() // the connection did not leak
				if got := s.Connections(); got != 1 {
					t.Errorf("%s at %s: got %d connections for one attempt on a new one, want 1", label, row.at, got)
				}
				if slices.Contains(s.Dialogue(1), "QUIT") {
					t.Errorf("%s at %s: QUIT on a connection that is no good", label, row.at)
				}
			})
		}
	}
	cases.Wait()
}

func TestContentThatIsNeverTaken(t *testing.T) {
	t.Parallel()
	large := sample(t)
	large.Text = strings.Repeat("0123456789", 2<<20) // more than any buffer on the way holds
	for label, step := range map[string]relaytest.Step{"cut": {Cut: true}, "stall": {Stall: true}} {
		s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: relaytest.Content, Nth: 1}, step)})
		config := to(s)
		if step.Stall {
			config.Limits = short()
		}
		_, err := relayTo(t, config).Send(t.Context(), large)
		if fault := wantFault(t, err, domain.PhaseData, 0); fault.Class() != domain.FaultTemporary {
			t.Errorf("%s: got class %q, want %q", label, fault.Class(), domain.FaultTemporary)
		}
		if got := len(s.Mails()); got != 0 {
			t.Errorf("%s: got %d mails, want none", label, got)
		}
	}
}

func TestSuccessByItsFirstDigit(t *testing.T) {
	for _, reply := range []string{"250\r\n", "252 perhaps\r\n", "250-2.0.0 one\r\n250 2.0.0 two\r\n", "250-x\r\n250\r\n"} {
		s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: relaytest.FinalDot, Nth: 1}, relaytest.Step{Reply: reply})})
		relay := relayTo(t, to(s))
		words, err := relay.Send(t.Context(), sample(t))
		if err != nil || !strings.HasPrefix(words, reply[:3]) {
			t.Errorf("%q: got %q, %v, want success", reply, words, err)
		}
		send(t, relay)
		if got := s.Connections(); got != 1 {
			t.Errorf("%q: got %d connections, want 1", reply, got)
		}
	}
}

// TestOneRefusalKeepsTheConnection shows that a bad address costs the others
// neither time nor a connection.
func TestOneRefusalKeepsTheConnection(t *testing.T) {
	for _, phase := range []string{"MAIL", "RCPT", "DATA", relaytest.FinalDot} {
		s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: phase, Nth: 1}, relaytest.Step{Reply: "550 no\r\n"})})
		relay := relayTo(t, to(s))
		_, err := relay.Send(t.Context(), sample(t))
		if errors.As(err, new(*domain.RelayFault)) == false {
			t.Errorf("%s: got %v, want a fault", phase, err)
		}
		send(t, relay)
		said := s.Dialogue(1)
		if want := append([]string{"RSET"}, oneMail...); !slices.Equal(said[max(0, len(said)-len(want)):], want) {
			t.Errorf("%s: got %q, want %q at its end", phase, said, want)
		}
		if got := s.Connections(); got != 1 {
			t.Errorf("%s: got %d connections, want 1", phase, got)
		}
	}
}
