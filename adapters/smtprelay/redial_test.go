package smtprelay_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// second is a script that does what the second time connection 1 gets to phase.
func second(phase string, what relaytest.Step) relaytest.Script {
	return relaytest.At(relaytest.Moment{Connection: 1, Phase: phase, Nth: 2}, what)
}

func TestDeadIdleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	first := relaytest.Moment{Connection: 1, Phase: relaytest.FinalDot, Nth: 1}
	tests := map[string]relaytest.Script{
		"dropped after the mail":  relaytest.At(first, relaytest.Step{Reply: "250 taken\r\n", Cut: true}),
		"given notice after it":   relaytest.At(first, relaytest.Step{Reply: "250 taken\r\n421 4.3.2 going down\r\n"}),
		"out of turn after it":    relaytest.At(first, relaytest.Step{Reply: "250 taken\r\n250 and another thing\r\n"}),
		"dropped at MAIL":         second("MAIL", relaytest.Step{Cut: true}),
		"silent at MAIL":          second("MAIL", relaytest.Step{Stall: true}),
		"senseless at MAIL":       second("MAIL", relaytest.Step{Reply: "what?\r\n"}),
		"given notice":            second("MAIL", relaytest.Step{Reply: "421 4.4.2 idle for too long\r\n", Cut: true}),
		"given notice, kept open": second("MAIL", relaytest.Step{Reply: "421 4.4.2 idle for too long\r\n"}),
	}
	for label, script := range tests {
		s := relaytest.Start(t, relaytest.Options{Script: script})
		config := to(s)
		if strings.HasPrefix(label, "silent") {
			config.Limits = short()
		}
		relay := relayTo(t, config)
		for n := range 2 {
			if _, err := relay.Send(t.Context(), sample(t)); err != nil {
				t.Errorf("%s: mail %d: %v", label, n+1, err)
			}
		}
		if got := len(s.Mails()); got != 2 {
			t.Errorf("%s: got %d mails, want 2", label, got)
		}
		if got, want := s.Dialogue(2), slices.Concat([]string{hello}, oneMail); !slices.Equal(got, want) {
			t.Errorf("%s: got second connection %q, want %q", label, got, want)
		}
	}
}

func TestFailingResetIsReplaced(t *testing.T) {
	for label, what := range map[string]relaytest.Step{"refused": {Reply: "550 no\r\n"}, "cut": {Cut: true}, "notice": {Reply: "421 bye\r\n"}} {
		s := relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
			switch {
			case m.Phase == "RCPT" && m.Connection == 1:
				return relaytest.Step{Reply: "550 5.1.1 no such user\r\n"}
			case m.Phase == "RSET":
				return what
			}
			return relaytest.Step{}
		}})
		relay := relayTo(t, to(s))
		_, err := relay.Send(t.Context(), sample(t))
		wantFault(t, err, domain.PhaseRecipient, 550)
		send(t, relay)
		if got := s.Connections(); got != 2 {
			t.Errorf("%s: got %d connections, want 2", label, got)
		}
	}
}

func TestOnlyOneRedial(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
		return relaytest.Step{Cut: m.Phase == "MAIL" && (m.Connection > 1 || m.Nth > 1)}
	}})
	relay := relayTo(t, to(s))
	send(t, relay)
	_, err := relay.Send(t.Context(), sample(t))
	wantFault(t, err, domain.PhaseSender, 0)
	if got := s.Connections(); got != 2 {
		t.Errorf("got %d connections, want 2", got)
	}
}

func TestNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script relaytest.Script
		phase  domain.RelayPhase
		code   int
	}{
		"refusal at MAIL":     {second("MAIL", relaytest.Step{Reply: "451 4.7.1 later\r\n"}), domain.PhaseSender, 451},
		"cut at RCPT":         {second("RCPT", relaytest.Step{Cut: true}), domain.PhaseRecipient, 0},
		"cut at DATA":         {second("DATA", relaytest.Step{Cut: true}), domain.PhaseData, 0},
		"cut at final dot":    {second(relaytest.FinalDot, relaytest.Step{Cut: true}), domain.PhaseHandover, 0},
		"421 at final dot":    {second(relaytest.FinalDot, relaytest.Step{Reply: "421 4.3.2 going down\r\n", Cut: true}), domain.PhaseHandover, 421},
		"silent at final dot": {second(relaytest.FinalDot, relaytest.Step{Stall: true}), domain.PhaseHandover, 0},
		"word before the dot": {second("DATA", relaytest.Step{Reply: "354 go on\r\n250 taken\r\n"}), domain.PhaseData, 0},
	}
	for label, test := range tests {
		s := relaytest.Start(t, relaytest.Options{Script: test.script})
		config := to(s)
		if strings.HasPrefix(label, "silent") {
			config.Limits = short()
		}
		relay := relayTo(t, config)
		send(t, relay)
		_, err := relay.Send(t.Context(), sample(t))
		wantFault(t, err, test.phase, test.code)
		if got := s.Connections(); got != 1 {
			t.Errorf("%s: got %d connections, want 1", label, got)
		}
	}
}

func TestFailingPartingIsSuccess(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
		if m.Phase == "RSET" || m.Phase == "QUIT" || m.Phase == "NOOP" {
			return relaytest.Step{Reply: "550 5.5.1 no\r\n"}
		}
		return relaytest.Step{}
	}})
	relay := relayTo(t, to(s))
	for range 2 {
		send(t, relay)
	}
	_ = relay.Close()
	<-s.Ended() // although the server has refused to part
	if got := len(s.Mails()); got != 2 {
		t.Errorf("got %d mails, want 2", got)
	}
}

func TestPartingIsShort(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: "QUIT", Nth: 1}, relaytest.Step{Stall: true})})
	config := to(s)
	config.Limits.Parting = time.Millisecond // against the minute of any other command
	relay := relayTo(t, config)
	send(t, relay)
	began := time.Now()
	_ = relay.Close()
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("Close took %v", took)
	}
	<-s.Ended()
}
