package cli_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"

	"latchkey/adapters/cli"
	"latchkey/domain"
	"latchkey/ports"
)

// watched tells some steps, then meets a fault.
type watched struct {
	steps []ports.RelayStep
	fault *domain.RelayFault
	to    string
}

func (w *watched) Probe(_ context.Context, mail domain.Mail, tell func(ports.RelayStep)) error {
	w.to = mail.To.Address()
	for _, step := range w.steps {
		tell(step)
	}
	if w.fault != nil {
		return w.fault
	}
	return nil
}

var testMail = []string{"mail", "test", "--to", "operator@example.com", "--smtp", "smtp+starttls://user@mail.example:587"}

func TestMailTestPrintsTheConversation(t *testing.T) {
	d := newDesk(t)
	w := &watched{steps: []ports.RelayStep{
		{Phase: domain.PhaseConnect, Words: "connected to 192.0.2.1:587"}, {Phase: domain.PhaseHandover, Words: "250 2.0.0 Ok: queued as 4F2"},
	}}
	d.probe = w
	text := d.ok(append(testMail, "--smtp-password-file", d.file("secret", []byte("open sesame\n")), "--language", "fr", "--project", "1")...)
	expect(t, text, "A mail from no-reply@books.example of project 1:\n", "  connect   connected to 192.0.2.1:587\n",
		"  content   250 2.0.0 Ok: queued as 4F2\n", "The relay has taken it; its subject ends in ref ")
	if w.to != "operator@example.com" || d.served.Relay.URL != "smtp+starttls://user@mail.example:587" || d.served.Relay.Password.Reveal() != "open sesame" || d.served.DB != d.db {
		t.Errorf("sent to %s with the settings %+v", w.to, d.served)
	}
	var doc struct {
		OK        bool
		Reference string
		Steps     []struct{ Phase, Words string }
	}
	d.read(&doc, testMail...)
	if !doc.OK || len(doc.Reference) != 4 || len(doc.Steps) != 2 || doc.Steps[1].Words != "250 2.0.0 Ok: queued as 4F2" {
		t.Errorf("document = %+v", doc)
	}
}

func TestMailTestTakesSettingsFromWhereServeDoes(t *testing.T) {
	d := newDesk(t)
	d.probe = &watched{}
	config := d.file("latchkey.json", []byte(`{"smtp": "smtps://mail.example:465", "smtp-helo": "reset.example", "base-url": "https://reset.example", "mail-budget": 5}`))
	d.ok("mail", "test", "--to", "operator@example.com", "--config", config)
	if d.served.Relay.URL != "smtps://mail.example:465" || d.served.Relay.HELO != "reset.example" {
		t.Errorf("settings = %+v", d.served.Relay)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--to", "operator@example.com"}, "--smtp is missing"},
		{[]string{"--to", "operator@", "--smtp", "smtp://127.0.0.1:25"}, "--to: must be one address"},
		{[]string{"--to", "a@a.example", "--to", "b@a.example", "--smtp", "smtp://127.0.0.1:25"}, "--to is given more than once"},
		{[]string{"--to", "operator@example.com", "--smtp", "smtps://me:secret@mail.example"}, "a password has no place"},
		{[]string{"--to", "operator@example.com", "--smtp", "smtp://127.0.0.1:25", "--language", "xx"}, "--language: must be one of"},
	} {
		s := d.run(append([]string{"mail", "test"}, c.args...)...)
		if s.code != cli.ExitUsage || s.out != "" || strings.Contains(s.err, "secret") {
			t.Errorf("%v: %+v", c.args, s)
		}
		expect(t, s.err, c.want)
	}
	d.ok("project", "add", "--name", "A", "--shop-url", "https://a.example", "--from", "a@a.example")
	if s := d.run(testMail...); s.code != cli.ExitUsage || !strings.Contains(s.err, "choose one with --project") {
		t.Errorf("of two projects: %+v", s)
	}
}

// TestEveryFaultHasAHint tells the words to the operator who watches, and only
// codes to the error line, which may end in a log.
func TestEveryFaultHasAHint(t *testing.T) {
	d := newDesk(t)
	refusedConnection := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for _, c := range []struct {
		name  string
		fault domain.RelayFault
		want  string
	}{
		{"wrong host", domain.RelayFault{Phase: domain.PhaseConnect, Cause: &net.DNSError{Err: "no such host", Name: "mail.example"}}, "name cannot be found"},
		{"wrong port", domain.RelayFault{Phase: domain.PhaseConnect, Cause: refusedConnection}, "nothing listens there"},
		{"firewall", domain.RelayFault{Phase: domain.PhaseConnect, Cause: context.DeadlineExceeded}, "a firewall may be in between"},
		{"no route", domain.RelayFault{Phase: domain.PhaseConnect, Cause: syscall.EHOSTUNREACH}, "there is no way to the relay"},
		{"plain port", domain.RelayFault{Phase: domain.PhaseTLS, Cause: tls.RecordHeaderError{Msg: "first record"}}, "this port does not begin with TLS"},
		{"another name", domain.RelayFault{Phase: domain.PhaseTLS, Cause: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}}, "certificate is for another name"},
		{"unknown authority", domain.RelayFault{Phase: domain.PhaseTLS, Cause: x509.UnknownAuthorityError{}}, "--smtp-ca-file"},
		{"expired", domain.RelayFault{Phase: domain.PhaseTLS, Cause: x509.CertificateInvalidError{Reason: x509.Expired}}, "certificate has expired"},
		{"not for servers", domain.RelayFault{Phase: domain.PhaseTLS, Cause: x509.CertificateInvalidError{Reason: x509.IncompatibleUsage}}, "not fit for a mail server"},
		{"no STARTTLS", domain.RelayFault{Phase: domain.PhaseTLS, Cause: errors.New("the relay offers no STARTTLS")}, "offers no STARTTLS on this port"},
		{"TLS port in plain", domain.RelayFault{Phase: domain.PhaseGreeting, Cause: context.DeadlineExceeded}, "waits for TLS first"},
		{"blocked", domain.RelayFault{Phase: domain.PhaseGreeting, Code: 554}, "takes no mail from this machine"},
		{"busy", domain.RelayFault{Phase: domain.PhaseGreeting, Code: 421}, "busy"},
		{"bad name", domain.RelayFault{Phase: domain.PhaseHello, Code: 550}, "--smtp-helo"},
		{"no AUTH", domain.RelayFault{Phase: domain.PhaseHello, Cause: errors.New("no way to authenticate")}, "no safe way to sign in"},
		{"wrong password", domain.RelayFault{Phase: domain.PhaseAuth, Code: 535, Enhanced: "5.7.8"}, "user or password is wrong"},
		{"no password checks", domain.RelayFault{Phase: domain.PhaseAuth, Code: 454}, "cannot check passwords at the moment"},
		{"password wanted", domain.RelayFault{Phase: domain.PhaseSender, Code: 530, Enhanced: "5.7.0"}, "wants a user and a password"},
		{"sender refused", domain.RelayFault{Phase: domain.PhaseSender, Code: 553, Enhanced: "5.7.1"}, "refuses the sender"},
		{"sender later", domain.RelayFault{Phase: domain.PhaseSender, Code: 452}, "try again later"},
		{"no relaying", domain.RelayFault{Phase: domain.PhaseRecipient, Code: 554, Enhanced: "5.7.1"}, "does not pass mail on"},
		{"recipient refused", domain.RelayFault{Phase: domain.PhaseRecipient, Code: 550, Enhanced: "5.1.1"}, "refuses the recipient"},
		{"greylisted", domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450, Enhanced: "4.2.0"}, "as greylisting does"},
		{"too large", domain.RelayFault{Phase: domain.PhaseHandover, Code: 552, Enhanced: "5.3.4"}, "too large"},
		{"spam", domain.RelayFault{Phase: domain.PhaseHandover, Code: 550}, "rules against spam"},
		{"content later", domain.RelayFault{Phase: domain.PhaseHandover, Code: 451}, "does not want the mail now"},
		{"no last word", domain.RelayFault{Phase: domain.PhaseHandover, Cause: errors.New("the relay hung up")}, "no last word came"},
		{"not made", domain.RelayFault{Cause: errors.New("no text")}, "could not be made"},
	} {
		t.Run(c.name, func(t *testing.T) { d.hints(t, c.fault, c.want) })
	}
}

func (d *desk) hints(t *testing.T, fault domain.RelayFault, want string) {
	t.Helper()
	fault.Words = "words that name operator@example.com"
	d.probe = &watched{fault: &fault}
	s := d.run(testMail...)
	if s.code != cli.ExitFailure || strings.Count(s.err, "\n") != 1 || strings.Contains(s.err, "operator@example.com") {
		t.Errorf("exit code %d, said %q", s.code, s.err)
	}
	expect(t, s.err, want)
	expect(t, s.out, "words that name operator@example.com\n")
	if strings.Contains(s.out, "has taken it") {
		t.Errorf("printed %s", s.out)
	}
	var doc struct {
		OK    bool
		Fault struct{ Phase, Class, Words, Hint string }
	}
	s = d.run(append(testMail, "--json")...)
	if err := json.Unmarshal([]byte(s.out), &doc); err != nil || s.code != cli.ExitFailure {
		t.Fatalf("%+v: %v", s, err)
	}
	if doc.OK || doc.Fault.Phase != string(fault.Phase) || doc.Fault.Class != string(fault.Class()) || !strings.Contains(doc.Fault.Hint, want) {
		t.Errorf("document = %+v", doc)
	}
}
