package smtprelay_test

import (
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// guarded returns a relay that wants TLS and a password, and a client for it.
func guarded(t *testing.T, security smtprelay.Security, options relaytest.Options, spoil ...func(*smtprelay.Config)) (*relaytest.Relay, *smtprelay.Relay) {
	t.Helper()
	options.Implicit = security == smtprelay.ImplicitTLS
	if options.Mechanisms == "" {
		options.Mechanisms = "PLAIN LOGIN"
	}
	options.User, options.Password = "shop", "secret"
	s := relaytest.Start(t, options)
	config := to(s)
	config.Security, config.User, config.Password = security, "shop", "secret"
	for _, s := range spoil {
		s(&config)
	}
	return s, relayTo(t, config)
}

func TestMailsGoOverTLS(t *testing.T) {
	tests := map[smtprelay.Security][]string{
		smtprelay.StartTLS:    {hello, "STARTTLS", relaytest.Secured, hello, "AUTH PLAIN"},
		smtprelay.ImplicitTLS: {relaytest.Secured, hello, "AUTH PLAIN"},
	}
	for security, introduction := range tests {
		s, relay := guarded(t, security, relaytest.Options{TLS: relaytest.GoodTLS})
		send(t, relay)
		send(t, relay)
		_ = relay.Close()
		<-s.Ended()
		want := slices.Concat(introduction, oneMail, oneMail, []string{"QUIT"})
		if got := s.Dialogue(1); !slices.Equal(got, want) {
			t.Errorf("%s: got\n%q\nwant\n%q", security, got, want)
		}
	}
}

// TestUnsafeRelaysGetNothing is about everybody who may sit on the way.
func TestUnsafeRelaysGetNothing(t *testing.T) {
	systemsRoots := func(c *smtprelay.Config) { c.RootCAs = nil }
	injection := relaytest.At(relaytest.Moment{Connection: 1, Phase: "STARTTLS", Nth: 1}, relaytest.Step{Reply: "220 go on\r\n250-relay\r\n250 AUTH PLAIN LOGIN\r\n"})
	tests := map[string]struct {
		security smtprelay.Security
		options  relaytest.Options
		spoil    []func(*smtprelay.Config)
		words    string
	}{
		"no STARTTLS":          {smtprelay.StartTLS, relaytest.Options{}, nil, "offers no STARTTLS"},
		"self-signed":          {smtprelay.StartTLS, relaytest.Options{TLS: relaytest.SelfSigned}, nil, "unknown authority"},
		"self-signed at once":  {smtprelay.ImplicitTLS, relaytest.Options{TLS: relaytest.SelfSigned}, nil, "unknown authority"},
		"unknown authority":    {smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS}, []func(*smtprelay.Config){systemsRoots}, "unknown authority"},
		"expired":              {smtprelay.StartTLS, relaytest.Options{TLS: relaytest.Expired}, nil, "expired"},
		"expired at once":      {smtprelay.ImplicitTLS, relaytest.Options{TLS: relaytest.Expired}, nil, "expired"},
		"wrong name":           {smtprelay.StartTLS, relaytest.Options{TLS: relaytest.WrongName}, nil, "127.0.0.1"},
		"wrong name at once":   {smtprelay.ImplicitTLS, relaytest.Options{TLS: relaytest.WrongName}, nil, "127.0.0.1"},
		"TLS 1.0":              {smtprelay.StartTLS, relaytest.Options{TLS: relaytest.OldTLS}, nil, "protocol version"},
		"TLS 1.0 at once":      {smtprelay.ImplicitTLS, relaytest.Options{TLS: relaytest.OldTLS}, nil, "protocol version"},
		"plain text after 220": {smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Script: injection}, nil, "plain text after STARTTLS"},
	}
	for label, test := range tests {
		s, relay := guarded(t, test.security, test.options, test.spoil...)
		_, err := relay.Send(t.Context(), sample(t))
		fault := wantFault(t, err, domain.PhaseTLS, 0)
		if fault.Class() != domain.FaultRelay || !strings.Contains(fault.Words, test.words) {
			t.Errorf("%s: got class %q and words %q, want %q and %q in them", label, fault.Class(), fault.Words, domain.FaultRelay, test.words)
		}
		<-s.Ended()
		for _, line := range s.Dialogue(1) {
			if verb, _, _ := strings.Cut(line, " "); !slices.Contains([]string{"EHLO", "STARTTLS"}, verb) {
				t.Errorf("%s: the relay was told %q", label, line)
			}
		}
		if got := len(s.Mails()); got != 0 {
			t.Errorf("%s: got %d mails, want none", label, got)
		}
	}
}

// TestTLSFromTheFirstOctet meets a relay that greets in plain text. All that it
// hears is a TLS handshake (RFC 8446, 5.1: content type 22, version 3.x), whose
// random octets may be anything, ends of lines and words among them.
func TestTLSFromTheFirstOctet(t *testing.T) {
	s := relaytest.Start(t, relaytest.Options{})
	config := to(s)
	config.Security, config.User, config.Password = smtprelay.ImplicitTLS, "shop", "secret"
	_, err := relayTo(t, config).Send(t.Context(), sample(t))
	fault := wantFault(t, err, domain.PhaseTLS, 0)
	if want := "TLS handshake"; fault.Class() != domain.FaultRelay || !strings.Contains(fault.Words, want) {
		t.Errorf("got class %q and words %q, want %q and %q in them", fault.Class(), fault.Words, domain.FaultRelay, want)
	}
	<-s.Ended()
	heard := strings.Join(s.Dialogue(1), "\r\n")
	if !strings.HasPrefix(heard, "\x16\x03") {
		t.Errorf("the relay was told %q, want a handshake", heard)
	}
	for _, plain := range []string{hello, "secret", base64Of("\x00shop\x00secret"), "MAIL FROM"} {
		if strings.Contains(heard, plain) {
			t.Errorf("the relay was told %q, with %q in it", heard, plain)
		}
	}
}

func TestMechanisms(t *testing.T) {
	tests := map[string]string{
		"PLAIN LOGIN":                      "AUTH PLAIN",
		"LOGIN PLAIN":                      "AUTH PLAIN",
		"LOGIN":                            "AUTH LOGIN",
		"login":                            "AUTH LOGIN",
		"PLAIN SCRAM-SHA-256 LOGIN":        "AUTH SCRAM-SHA-256",
		"CRAM-MD5 NTLM XOAUTH2 LOGIN":      "AUTH LOGIN",
		"GSSAPI DIGEST-MD5 SCRAM-SHA-256 ": "AUTH SCRAM-SHA-256",
	}
	for offered, want := range tests {
		s, relay := guarded(t, smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Mechanisms: offered})
		send(t, relay)
		if got := s.Dialogue(1); !slices.Contains(got, want) || s.Count("AUTH") != 1 {
			t.Errorf("%s: got %q, want just %q", offered, got, want)
		}
	}
	for _, offered := range []string{"CRAM-MD5", "NTLM XOAUTH2", "PLAINER", "X"} {
		s, relay := guarded(t, smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Mechanisms: offered})
		_, err := relay.Send(t.Context(), sample(t))
		fault := wantFault(t, err, domain.PhaseHello, 0)
		if fault.Class() != domain.FaultRelay || s.Count("AUTH")+s.Count("MAIL") != 0 {
			t.Errorf("%s: got %v and %q, want neither AUTH nor MAIL", offered, err, s.Dialogue(1))
		}
	}
}

// TestPlainWordsCountForNothingInTLS has somebody on the way offer AUTH before
// TLS, and a relay that offers nothing in TLS.
func TestPlainWordsCountForNothingInTLS(t *testing.T) {
	s, relay := guarded(t, smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Script: func(m relaytest.Moment) relaytest.Step {
		switch {
		case m.Phase == "EHLO" && m.Nth == 1:
			return relaytest.Step{Reply: "250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"}
		case m.Phase == "EHLO":
			return relaytest.Step{Reply: "502 what?\r\n"}
		}
		return relaytest.Step{}
	}})
	_, err := relay.Send(t.Context(), sample(t))
	wantFault(t, err, domain.PhaseHello, 0)
	if got, want := s.Dialogue(1), []string{hello, "STARTTLS", relaytest.Secured, hello, "HELO reset.shop.example"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAuthenticationThatFails(t *testing.T) {
	wrong := func(c *smtprelay.Config) { c.Password = "secret2" }
	for _, offered := range []string{"PLAIN", "LOGIN", "SCRAM-SHA-256"} {
		s, relay := guarded(t, smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Mechanisms: offered}, wrong)
		_, err := relay.Send(t.Context(), sample(t))
		fault := wantFault(t, err, domain.PhaseAuth, 535)
		if fault.Class() != domain.FaultRelay || s.Count("MAIL") != 0 {
			t.Errorf("%s: got %v and %q, want no MAIL", offered, err, s.Dialogue(1))
		}
	}
	costly := "334 " + base64Of("r=x,s=c2FsdA==,i=2000000000") + "\r\n"
	for label, test := range map[string]struct{ mechanism, reply string }{
		"a challenge that is no base64": {"LOGIN", "334 ?\r\n"},
		"a challenge too many":          {"PLAIN", "334 \r\n"},
		"another's nonce":               {"SCRAM-SHA-256", "334 " + base64Of("r=x,s=c2FsdA==,i=4096") + "\r\n"},
		"rounds without end":            {"SCRAM-SHA-256", costly},
		"a challenge to nothing":        {"SCRAM-SHA-256", "334 " + base64Of("secret jane") + "\r\n"},
	} {
		s, relay := guarded(t, smtprelay.StartTLS, relaytest.Options{TLS: relaytest.GoodTLS, Mechanisms: test.mechanism,
			Script: relaytest.At(relaytest.Moment{Connection: 1, Phase: "AUTH", Nth: 1}, relaytest.Step{Reply: test.reply})})
		_, err := relay.Send(t.Context(), sample(t))
		wantFault(t, err, domain.PhaseAuth, 0)
		if got := s.Count("MAIL"); got != 0 {
			t.Errorf("%s: got %d MAIL, want none", label, got)
		}
	}
}
