package smtprelay_test

import (
	"strings"
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// TestRepliesAreTamed is about a relay whose words are a weapon.
func TestRepliesAreTamed(t *testing.T) {
	tests := map[string]struct{ reply, words string }{
		"escapes and markup": {
			"550 5.1.1 \x1b[2J<script>alert(1)</script>\x00\x07\u202e\u2028 level=fatal\xff\r\n",
			"550 5.1.1 [2J<script>alert(1)</script> level=fatal",
		},
		"several lines": {"550-5.1.1 one\r\n550-5.1.1 two\r\n550 5.1.1 level=fatal\r\n", "550 5.1.1 one two level=fatal"},
		"bare LF":       {"550-one\n550 two\n", "550 one two"},
		"bare CR":       {"550 one\rtwo\r\n", "550 one two"},
		"code only":     {"550\r\n", "550"},
		"one long line": {"550 5.1.1 " + strings.Repeat("jane ", 1<<18) + "\r\n", ("550 5.1.1 " + strings.Repeat("jane ", 200))[:512]},
		"many lines":    {strings.Repeat("550-jane\r\n", 1<<17) + "550 jane\r\n", ("550 " + strings.Repeat("jane ", 200))[:512]},
		"other class":   {"550 2.1.1 no\r\n", "550 2.1.1 no"},
		"half a code":   {"550 5.1. no\r\n", "550 5.1. no"},
	}
	for label, test := range tests {
		s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: "RCPT", Nth: 1}, relaytest.Step{Reply: test.reply})})
		relay := relayTo(t, to(s))
		_, err := relay.Send(t.Context(), sample(t))
		fault := wantFault(t, err, domain.PhaseRecipient, 550)
		if fault.Words != test.words {
			t.Errorf("%s: got words %q, want %q", label, fault.Words, test.words)
		}
		if want := strings.Contains(test.words, " 5.1.1 "); (fault.Enhanced == "5.1.1") != want || (fault.Enhanced == "") == want {
			t.Errorf("%s: got enhanced code %q", label, fault.Enhanced)
		}
		send(t, relay) // and nothing of the long reply is left over
		if got := s.Connections(); got != 1 {
			t.Errorf("%s: got %d connections, want 1", label, got)
		}
	}
}

// TestSenselessLastWords leaves open whether the relay has the mail.
func TestSenselessLastWords(t *testing.T) {
	tests := map[string]string{
		"no code":         "jane@example.org rejected\r\n",
		"two digits":      "25 taken\r\n",
		"letters":         "2x0 taken\r\n",
		"no space":        "250taken\r\n",
		"no code at all":  "000 taken\r\n",
		"codes that vary": "250-taken\r\n550 rejected\r\n",
		"empty":           "\r\n",
		"no end":          "250-taken\r\n",
		"endless":         strings.Repeat("250-jane@example.org\r\n", 1<<18),
		"one line":        "250 " + strings.Repeat("jane ", 1<<20),
	}
	for label, reply := range tests {
		s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(
			relaytest.Moment{Connection: 1, Phase: relaytest.FinalDot, Nth: 1}, relaytest.Step{Reply: reply, Cut: true})})
		_, err := relayTo(t, to(s)).Send(t.Context(), sample(t))
		fault := wantFault(t, err, domain.PhaseHandover, 0)
		if fault.Class() != domain.FaultAmbiguous {
			t.Errorf("%s: got class %q, want %q", label, fault.Class(), domain.FaultAmbiguous)
		}
		if endless := label == "endless" || label == "one line"; endless != (fault.Words == "the relay says too much") {
			t.Errorf("%s: got words %q", label, fault.Words)
		}
		if got := s.Count("DATA"); got != 1 {
			t.Errorf("%s: got %d DATA, want 1", label, got)
		}
	}
}

func TestRelayWithoutExtensions(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{Script: relaytest.At(
		relaytest.Moment{Connection: 1, Phase: "EHLO", Nth: 1}, relaytest.Step{Reply: "502 5.5.1 what?\r\n"})})
	send(t, relayTo(t, to(s)))
	want := append([]string{hello, "HELO reset.shop.example"}, oneMail...)
	if got := s.Dialogue(1); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
}
