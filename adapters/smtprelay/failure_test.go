package smtprelay_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/domain"
	"latchkey/ports"
)

// at is a script that does step the first time a connection gets to a phase.
func at(connection int, phase string, what step) script {
	return func(c int, p string, nth int) step {
		if c == connection && p == phase && nth == 1 {
			return what
		}
		return step{}
	}
}

func checkTemporary(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, domain.Unavailable) || errors.Is(err, ports.ErrMailRefused) {
		t.Errorf("got error %v, want a temporary one", err)
	}
	checkDiscreet(t, err)
}

// checkDiscreet fails t if the text of err is long, has controls or quotes the
// mail or the relay.
func checkDiscreet(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	text := err.Error()
	if len(text) > 200 {
		t.Errorf("got an error of %d octets", len(text))
	}
	for _, secret := range []string{"jane", "@", "Demo", "Hello", "rejected", "\x1b", "\r", "\n", "script"} {
		if strings.Contains(text, secret) {
			t.Errorf("the error contains %q: %v", secret, text)
		}
	}
}

func TestRepliesToEachPhase(t *testing.T) {
	tests := []struct {
		phase   string
		refused bool // by a 5xx
	}{
		{greeting, false}, {"MAIL", false}, {"RCPT", true}, {"DATA", true}, {finalDot, true},
	}
	for _, test := range tests {
		for _, code := range []string{"421 4.3.2", "450 4.2.0", "451 4.7.1", "550 5.1.1", "554 5.7.1"} {
			s := serve(t, at(1, test.phase, step{reply: code + " <jane@example.org> \x1b[2J<script> rejected\r\n"}))
			relay := relayTo(t, smtprelay.Config{Addr: s.addr})
			err := relay.Send(t.Context(), sample(t))
			checkDiscreet(t, err)
			if test.refused && code[0] == '5' {
				if !errors.Is(err, ports.ErrMailRefused) || errors.Is(err, domain.Unavailable) {
					t.Errorf("%s at %s: got %v, want it to match ErrMailRefused only", code, test.phase, err)
				}
			} else {
				checkTemporary(t, err)
			}
			if err != nil && test.phase != greeting && !strings.HasSuffix(err.Error(), "answered "+code) {
				t.Errorf("%s at %s: got %v, want both codes in it", code, test.phase, err)
			}
			if err := relay.Send(t.Context(), sample(t)); err != nil {
				t.Errorf("%s at %s: the next mail: %v", code, test.phase, err)
			}
			if got := count(s, "DATA"); got > 2 {
				t.Errorf("%s at %s: got %d DATA for 2 mails", code, test.phase, got)
			}
		}
	}
}

// count returns how often a line was said to s on all connections.
func count(s *server, line string) int {
	n := 0
	for c := 1; c <= s.connections(); c++ {
		for _, l := range s.dialogue(c) {
			if l == line {
				n++
			}
		}
	}
	return n
}

func TestHangsAndCutsAreTemporary(t *testing.T) {
	phases := []string{greeting, "MAIL", "RCPT", "DATA", content, finalDot}
	for _, phase := range phases {
		for label, what := range map[string]step{"cut": {cut: true}, "hang": {hang: true}} {
			if phase == content && what.hang {
				continue
			}
			s := serve(t, at(1, phase, what))
			relay := relayTo(t, smtprelay.Config{Addr: s.addr, Timeout: 50 * time.Millisecond})
			checkTemporary(t, relay.Send(t.Context(), sample(t)))
			<-s.ended
			if got := s.connections(); got != 1 {
				t.Errorf("%s at %s: got %d connections for one attempt on a new one, want 1", label, phase, got)
			}
			if err := relay.Send(t.Context(), sample(t)); err != nil {
				t.Errorf("%s at %s: the next mail: %v", label, phase, err)
			}
			if slices.Contains(s.dialogue(1), "QUIT") && (phase == content || phase == finalDot) {
				t.Errorf("%s at %s: QUIT on a connection in the middle of a mail", label, phase)
			}
		}
	}
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	_ = listener.Close()
	err = relayTo(t, smtprelay.Config{Addr: addr}).Send(t.Context(), sample(t))
	checkTemporary(t, err)
	if !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v, want the reason in it", err)
	}
}

func TestSenselessReplies(t *testing.T) {
	tests := map[string]string{
		"no code":       "jane@example.org rejected\r\n",
		"other success": "252 2.0.0 perhaps\r\n",
		"endless":       strings.Repeat("250-jane@example.org\r\n", 1<<16),
		"one line":      "450 " + strings.Repeat("jane ", 1<<18) + "\r\n",
	}
	for label, reply := range tests {
		s := serve(t, at(1, finalDot, step{reply: reply, cut: true}))
		err := relayTo(t, smtprelay.Config{Addr: s.addr}).Send(t.Context(), sample(t))
		checkTemporary(t, err)
		if label == "endless" && !strings.Contains(err.Error(), "says too much") {
			t.Errorf("%s: got %v, want the reading to be cut short", label, err)
		}
		if got := count(s, "DATA"); got != 1 {
			t.Errorf("%s: got %d DATA, want 1", label, got)
		}
	}
}

func TestIntroductionRefused(t *testing.T) {
	s := serve(t, func(_ int, phase string, _ int) step {
		if phase == "EHLO" || phase == "HELO" {
			return step{reply: "550 5.7.1 jane@example.org rejected\r\n"}
		}
		return step{}
	})
	err := relayTo(t, smtprelay.Config{Addr: s.addr}).Send(t.Context(), sample(t))
	checkTemporary(t, err)
	if !strings.HasSuffix(err.Error(), "answered 550") {
		t.Errorf("got %v, want the code in it", err)
	}
	<-s.ended // the connection did not leak
}

func TestRelayWithoutExtensions(t *testing.T) {
	s := serve(t, at(1, "EHLO", step{reply: "502 5.5.1 what?\r\n"}))
	mail := sample(t)
	if err := relayTo(t, smtprelay.Config{Addr: s.addr}).Send(t.Context(), mail); err != nil {
		t.Fatalf("Send: %v", err)
	}
	want := []string{hello, "HELO reset.shop.example", "MAIL FROM:<no-reply@shop.example>", oneMail[1], oneMail[2], finalDot}
	if got := s.dialogue(1); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := parse(t, s.received()[0]); got != mail {
		t.Errorf("got %+v, want %+v", got, mail)
	}
}
