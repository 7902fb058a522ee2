package domain_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"latchkey/domain"
)

var phases = []domain.RelayPhase{
	domain.PhaseConnect, domain.PhaseGreeting, domain.PhaseHello, domain.PhaseTLS, domain.PhaseAuth,
	domain.PhaseSender, domain.PhaseRecipient, domain.PhaseData, domain.PhaseHandover,
}

func TestRelayFaultClass(t *testing.T) {
	const (
		relay     = domain.FaultRelay
		refused   = domain.FaultRefused
		temporary = domain.FaultTemporary
		ambiguous = domain.FaultAmbiguous
	)
	tests := map[int][]domain.FaultClass{ // by code, in the order of phases
		0:   {relay, relay, relay, relay, relay, temporary, temporary, temporary, ambiguous},
		421: {relay, temporary, temporary, relay, temporary, temporary, temporary, temporary, temporary},
		450: {relay, temporary, temporary, relay, temporary, temporary, temporary, temporary, temporary},
		454: {relay, temporary, temporary, relay, temporary, temporary, temporary, temporary, temporary},
		500: {relay, relay, relay, relay, relay, relay, refused, refused, refused},
		550: {relay, relay, relay, relay, relay, relay, refused, refused, refused},
		599: {relay, relay, relay, relay, relay, relay, refused, refused, refused},
		600: {relay, temporary, temporary, relay, temporary, temporary, temporary, temporary, temporary},
		354: {relay, temporary, temporary, relay, temporary, temporary, temporary, temporary, temporary},
	}
	for code, want := range tests {
		for i, phase := range phases {
			fault := &domain.RelayFault{Phase: phase, Code: code}
			if got := fault.Class(); got != want[i] {
				t.Errorf("%s, code %d: %s, want %s", phase, code, got, want[i])
			}
		}
	}
	if got := (&domain.RelayFault{}).Class(); got != domain.FaultTemporary {
		t.Errorf("no phase at all: %s, want %s", got, domain.FaultTemporary)
	}
}

func TestRelayFaultError(t *testing.T) {
	cause := errors.New("connection reset")
	tests := []struct {
		fault domain.RelayFault
		want  string
	}{
		{domain.RelayFault{Phase: domain.PhaseRecipient, Code: 550, Enhanced: "5.1.1", Words: "<jane@example.com> unknown"}, "relay: RCPT answered 550 5.1.1"},
		{domain.RelayFault{Phase: domain.PhaseGreeting, Code: 421, Words: "secret"}, "relay: greeting answered 421"},
		{domain.RelayFault{Phase: domain.PhaseHandover, Cause: cause}, "relay: content: connection reset"},
	}
	for _, test := range tests {
		if got := test.fault.Error(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
	if !errors.Is(&domain.RelayFault{Cause: cause}, cause) {
		t.Error("the cause is lost")
	}
}

func TestRelayWords(t *testing.T) {
	long := strings.Repeat("é", 400)
	tests := map[string]string{
		"":                                   "",
		"250 2.0.0 Ok: queued as 4F2":        "250 2.0.0 Ok: queued as 4F2",
		"550 \x1b[2J<script>\r\nlevel=fatal": "550 [2J<script> level=fatal",
		"a\u202egnol\u2028b":                 "a gnol b",
		"bad \xff byte":                      "bad byte",
		"  much \t space ":                   "much space",
		strings.Repeat("x", 600):             strings.Repeat("x", 512),
		long:                                 strings.Repeat("é", 256),
		"x" + long:                           "x" + strings.Repeat("é", 255),
		strings.Repeat("y", 1<<20):           strings.Repeat("y", 512),
	}
	for text, want := range tests {
		if got := domain.RelayWords(text); got != want {
			t.Errorf("%.40q: got %.40q (%d bytes), want %.40q (%d bytes)", text, got, len(got), want, len(want))
		}
	}
}

func FuzzRelayWords(f *testing.F) {
	f.Add("550 no such user")
	f.Add(strings.Repeat("a€", 300))
	f.Fuzz(func(t *testing.T, text string) {
		got := domain.RelayWords(text)
		if len(got) > domain.MaxRelayWords || !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q is kept as %q", text, got)
		}
		if again := domain.RelayWords(got); again != strings.TrimSpace(got) {
			t.Errorf("%q becomes %q when kept again", got, again)
		}
	})
}
