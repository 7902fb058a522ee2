package smtprelay_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

func TestCancelledBeforeItBegins(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	s := relaytest.Start(t, relaytest.Options{})
	relay := relayTo(t, to(s))
	for _, connected := range []bool{false, true} {
		_, err := relay.Send(cancelled, sample(t))
		wantFault(t, err, domain.PhaseConnect, 0)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("connected %t: got %v, want it to match context.Canceled", connected, err)
		}
		send(t, relay)
	}
	if got := len(s.Mails()); got != 2 {
		t.Errorf("got %d mails, want the 2 that were not cancelled", got)
	}
}

// cancelAt returns a relay that ends ctx when it gets to a phase, and does step.
func cancelAt(t *testing.T, phase string, step relaytest.Step) (context.Context, *relaytest.Relay) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	step.Before = cancel
	return ctx, relaytest.Start(t, relaytest.Options{
		TLS: relaytest.GoodTLS, Mechanisms: "PLAIN", User: "shop", Password: "secret",
		Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: phase, Nth: 1}, step),
	})
}

// TestCancelledWhileConnecting has the limits of real life: what stops it is
// the end of its context and nothing else.
func TestCancelledWhileConnecting(t *testing.T) {
	for phase, want := range map[string]domain.RelayPhase{
		relaytest.Greeting: domain.PhaseGreeting, "EHLO": domain.PhaseHello, "STARTTLS": domain.PhaseTLS, "AUTH": domain.PhaseAuth,
	} {
		ctx, s := cancelAt(t, phase, relaytest.Step{Stall: true})
		config := to(s)
		config.Security, config.User, config.Password = smtprelay.StartTLS, "shop", "secret"
		_, err := relayTo(t, config).Send(ctx, sample(t))
		if fault := new(domain.RelayFault); phase == relaytest.Greeting && errors.As(err, &fault) && fault.Phase == domain.PhaseConnect {
			want = domain.PhaseConnect // the relay had the connection before dialling was over
		}
		wantFault(t, err, want, 0)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want it to match context.Canceled", phase, err)
		}
		<-s.Ended() // the connection did not leak
	}
}

func TestAMailThatHasBegunIsFinished(t *testing.T) {
	for _, phase := range []string{"MAIL", "RCPT", "DATA", relaytest.FinalDot} {
		ctx, s := cancelAt(t, phase, relaytest.Step{})
		if _, err := relayTo(t, to(s)).Send(ctx, sample(t)); err != nil {
			t.Errorf("cancelled at %s: %v", phase, err)
		}
		if got := len(s.Mails()); got != 1 {
			t.Errorf("cancelled at %s: got %d mails, want 1", phase, got)
		}
	}
}

func TestTheGraceOfAMailThatHasBegunEnds(t *testing.T) {
	for phase, want := range map[string]domain.RelayPhase{
		"MAIL": domain.PhaseSender, "RCPT": domain.PhaseRecipient, "DATA": domain.PhaseData, relaytest.FinalDot: domain.PhaseHandover,
	} {
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			ctx, s := cancelAt(t, phase, relaytest.Step{Stall: true})
			config := to(s)
			config.Limits.Grace = 200 * time.Millisecond // from when the phase has come; and a minute for each command
			_, err := relayTo(t, config).Send(ctx, sample(t))
			if fault := wantFault(t, err, want, 0); !strings.Contains(fault.Words, "stopping") {
				t.Errorf("got words %q, want the reason in them", fault.Words)
			}
			<-s.Ended()
		})
	}
}
