package smtprelay_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
)

// second is a script that does what the second time connection 1 gets to phase.
func second(phase string, what step) script {
	return func(c int, p string, nth int) step {
		if c == 1 && p == phase && nth == 2 {
			return what
		}
		return step{}
	}
}

func TestDeadIdleConnectionIsReplaced(t *testing.T) {
	tests := map[string]script{
		"dropped after the mail":  at(1, finalDot, step{reply: "250 taken\r\n", cut: true}),
		"dropped at MAIL":         second("MAIL", step{cut: true}),
		"silent at MAIL":          second("MAIL", step{hang: true}),
		"given notice":            second("MAIL", step{reply: "421 4.4.2 idle for too long\r\n", cut: true}),
		"given notice, kept open": second("MAIL", step{reply: "421 4.4.2 idle for too long\r\n"}),
	}
	for label, script := range tests {
		s := serve(t, script)
		relay := relayTo(t, smtprelay.Config{Addr: s.addr, Timeout: 100 * time.Millisecond})
		for n := range 2 {
			if err := relay.Send(t.Context(), sample(t)); err != nil {
				t.Errorf("%s: mail %d: %v", label, n+1, err)
			}
		}
		if got := len(s.received()); got != 2 {
			t.Errorf("%s: got %d mails, want 2", label, got)
		}
		if got, want := s.dialogue(2), slices.Concat([]string{hello}, oneMail); !slices.Equal(got, want) {
			t.Errorf("%s: got second connection %q, want %q", label, got, want)
		}
	}
}

func TestOnlyOneRedial(t *testing.T) {
	s := serve(t, func(connection int, phase string, nth int) step {
		return step{cut: phase == "MAIL" && (connection > 1 || nth > 1)}
	})
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	if err := relay.Send(t.Context(), sample(t)); err != nil {
		t.Fatalf("Send: %v", err)
	}
	checkTemporary(t, relay.Send(t.Context(), sample(t)))
	if got := s.connections(); got != 2 {
		t.Errorf("got %d connections, want 2", got)
	}
}

func TestNothingIsSentTwice(t *testing.T) {
	tests := map[string]script{
		"refusal at MAIL":     second("MAIL", step{reply: "451 4.7.1 later\r\n"}),
		"cut at RCPT":         second("RCPT", step{cut: true}),
		"cut at DATA":         second("DATA", step{cut: true}),
		"cut in the content":  second(content, step{cut: true}),
		"cut at final dot":    second(finalDot, step{cut: true}),
		"421 at final dot":    second(finalDot, step{reply: "421 4.3.2 going down\r\n", cut: true}),
		"silent at final dot": second(finalDot, step{hang: true}),
	}
	for label, script := range tests {
		s := serve(t, script)
		relay := relayTo(t, smtprelay.Config{Addr: s.addr, Timeout: 100 * time.Millisecond})
		if err := relay.Send(t.Context(), sample(t)); err != nil {
			t.Fatalf("%s: %v", label, err)
		}
		checkTemporary(t, relay.Send(t.Context(), sample(t)))
		if got := s.connections(); got != 1 {
			t.Errorf("%s: got %d connections, want 1", label, got)
		}
	}
}

func TestFailingPartingIsSuccess(t *testing.T) {
	broken := step{reply: "550 5.5.1 no\r\n"}
	s := serve(t, func(_ int, phase string, _ int) step {
		if phase == "RSET" || phase == "QUIT" || phase == "NOOP" {
			return broken
		}
		return step{}
	})
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	for range 2 {
		if err := relay.Send(t.Context(), sample(t)); err != nil {
			t.Errorf("Send: %v", err)
		}
	}
	_ = relay.Close()
	<-s.ended // although the server has refused to part
	if got := len(s.received()); got != 2 {
		t.Errorf("got %d mails, want 2", got)
	}
}

func TestConcurrentSendsShareTheConnection(t *testing.T) {
	s := serve(t, nil)
	relay := relayTo(t, smtprelay.Config{Addr: s.addr})
	var senders sync.WaitGroup
	for range 20 {
		senders.Go(func() {
			if err := relay.Send(t.Context(), sample(t)); err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	senders.Wait()
	if got := len(s.received()); got != 20 {
		t.Errorf("got %d mails, want 20", got)
	}
	if got := s.connections(); got != 1 {
		t.Errorf("got %d connections, want 1", got)
	}
}
