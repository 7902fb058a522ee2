package smtprelay_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
	"latchkey/ports"
)

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func TestProbeTellsEachStep(t *testing.T) {
	s, relay := guarded(t, smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Mechanisms: "SCRAM-SHA-256"})
	send(t, relay) // leaves a connection that the probe must not use
	var got []ports.RelayStep
	if err := relay.Probe(t.Context(), sample(t), func(step ports.RelayStep) { got = append(got, step) }); err != nil {
		t.Fatalf("Probe: %v", err)
	}
	want := []struct {
		phase domain.RelayPhase
		words []string // all of them somewhere in the step's
	}{
		{domain.PhaseConnect, []string{"127.0.0.1:"}},
		{domain.PhaseGreeting, []string{"220 relay ESMTP"}},
		{domain.PhaseHello, []string{"250 relay", "STARTTLS"}},
		{domain.PhaseTLS, []string{"220 2.0.0 go on"}},
		{domain.PhaseTLS, []string{"TLS 1.3", "TLS_", "localhost", "127.0.0.1", "test authority", "2100-01-01"}},
		{domain.PhaseHello, []string{"250 relay", "AUTH SCRAM-SHA-256"}},
		{domain.PhaseAuth, []string{"SCRAM-SHA-256: 235 2.7.0 welcome"}},
		{domain.PhaseSender, []string{"250 2.0.0 fine"}},
		{domain.PhaseRecipient, []string{"250 2.0.0 fine"}},
		{domain.PhaseData, []string{"354 go on"}},
		{domain.PhaseHandover, []string{"250 2.0.0 taken"}},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d steps, want %d: %q", len(got), len(want), got)
	}
	for i, want := range want {
		for _, words := range want.words {
			if got[i].Phase != want.phase || !strings.Contains(got[i].Words, words) {
				t.Errorf("step %d: got %q, want %s with %q", i, got[i], want.phase, words)
			}
		}
	}
	introduction := []string{hello, "STARTTLS", relaytest.Secured, hello, "AUTH SCRAM-SHA-256"}
	if got, want := s.Dialogue(2), slices.Concat(introduction, oneMail, []string{"QUIT"}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProbeTellsUpToTheFault(t *testing.T) {
	for phase, want := range map[string]domain.RelayPhase{relaytest.Greeting: domain.PhaseGreeting, "RCPT": domain.PhaseRecipient} {
		s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(
			relaytest.Moment{Connection: 1, Phase: phase, Nth: 1}, relaytest.Step{Reply: "550 5.1.1 \x1b[2Jno\r\n"})})
		relay := relayTo(t, to(s))
		err := relay.Probe(t.Context(), sample(t), func(step ports.RelayStep) {
			if step.Phase == want || step.Words != domain.RelayWords(step.Words) {
				t.Errorf("%s: told %q", phase, step)
			}
		})
		fault := wantFault(t, err, want, 550)
		if fault.Words != "550 5.1.1 [2Jno" {
			t.Errorf("%s: got words %q", phase, fault.Words)
		}
		<-s.Ended()
	}
	relay := relayTo(t, to(relaytest.Start(t, relaytest.Options{})))
	if err := relay.Probe(t.Context(), domain.Mail{}, nil); err == nil {
		t.Error("got no error for a mail that cannot be built")
	}
}
