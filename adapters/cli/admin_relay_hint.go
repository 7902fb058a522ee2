package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"

	"latchkey/domain"
)

// relayHint says in plain words what to do about a fault.
func relayHint(f *domain.RelayFault) string {
	switch f.Phase {
	case domain.PhaseConnect:
		return connectHint(f.Cause)
	case domain.PhaseTLS:
		return tlsHint(f.Cause)
	case domain.PhaseGreeting:
		return greetingHint(f)
	case domain.PhaseHello:
		return helloHint(f)
	case domain.PhaseAuth:
		return authHint(f)
	case domain.PhaseSender:
		return senderHint(f)
	case domain.PhaseRecipient:
		return recipientHint(f)
	case domain.PhaseData, domain.PhaseHandover:
		return contentHint(f)
	}
	return "the mail could not be made; see the words above"
}

func connectHint(cause error) string {
	var name *net.DNSError
	switch {
	case errors.As(cause, &name):
		return "the relay's name cannot be found: check the host in --smtp and the DNS of this machine"
	case errors.Is(cause, syscall.ECONNREFUSED):
		return "nothing listens there: check host and port in --smtp; 465 is usual for smtps, 587 for smtp+starttls"
	case errors.Is(cause, os.ErrDeadlineExceeded), errors.Is(cause, context.DeadlineExceeded), isTimeout(cause):
		return "nobody answers: a firewall may be in between, and many networks block port 25; try 465 or 587"
	}
	return "there is no way to the relay: check host and port in --smtp and the network of this machine"
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func tlsHint(cause error) string {
	var (
		plain   tls.RecordHeaderError
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(cause, &plain):
		return "this port does not begin with TLS: use smtp+starttls:// for it (usually 587), or the port for smtps:// (usually 465)"
	case errors.As(cause, &name):
		return "the certificate is for another name: put the name that the certificate has into --smtp"
	case errors.As(cause, &unknown):
		return "nobody whom this machine trusts vouches for the certificate: give the relay's authority with --smtp-ca-file"
	case errors.As(cause, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet: renew it at the relay, and check the clock of this machine"
	case errors.As(cause, &invalid):
		return "the certificate is not fit for a mail server: have it replaced at the relay"
	}
	return "no safe connection: the relay offers no STARTTLS on this port, or no TLS of today; smtps:// (465) and smtp+starttls:// (587) each need a port of their own"
}

func greetingHint(f *domain.RelayFault) string {
	switch {
	case f.Code >= 500:
		return "the relay takes no mail from this machine: ask its operator to let the address of this machine in"
	case f.Code != 0:
		return "the relay is busy or limits connections: try again later"
	}
	return "whoever answers there did not greet as a mail server does: a port for smtps:// (465) waits for TLS first, and 25 or 587 is for the others"
}

func helloHint(f *domain.RelayFault) string {
	if f.Code != 0 {
		return "the relay does not like how this server introduces itself: set --smtp-helo to its public host name"
	}
	return "the relay hung up, or offers no safe way to sign in: check that this is the port for submission (465 or 587), and that it offers AUTH"
}

func authHint(f *domain.RelayFault) string {
	if f.Code >= 500 {
		return "user or password is wrong: check the user in --smtp and the password in --smtp-password-file; some providers want a password made for programs"
	}
	return "the relay cannot check passwords at the moment: try again later"
}

func senderHint(f *domain.RelayFault) string {
	switch {
	case f.Code == 530 || strings.HasPrefix(f.Enhanced, "5.7.0"):
		return "the relay wants a user and a password: put the user into --smtp, as smtps://user@host, and name the password with --smtp-password-file"
	case f.Code >= 500:
		return "the relay refuses the sender: it must be an address that may send here; change it with latchkey project set ID --from"
	}
	return "the relay does not want the sender now: try again later; it may limit how much is sent"
}

func recipientHint(f *domain.RelayFault) string {
	switch {
	case f.Code >= 500 && (strings.HasPrefix(f.Enhanced, "5.7.") || f.Enhanced == "" && f.Code == 554):
		return "the relay does not pass mail on for this machine: give it a user and a password, or ask its operator to let this machine in"
	case f.Code >= 500:
		return "the relay refuses the recipient: check the address, or try one at another provider"
	case f.Code != 0:
		return "the relay wants to be asked again later, as greylisting does: try again in some minutes; a server does so by itself"
	}
	return "the relay hung up: try again, and ask its operator if it happens again"
}

func contentHint(f *domain.RelayFault) string {
	switch {
	case f.Class() == domain.FaultAmbiguous:
		return "the mail was handed over in full and no last word came: look whether it arrives before trying again"
	case f.Code == 552 || f.Enhanced == "5.3.4":
		return "the mail is too large for the relay: use a smaller logo"
	case f.Code >= 500:
		return "the relay refuses the mail itself: its rules against spam, or SPF, DKIM and DMARC of the sender may be why; see latchkey doctor"
	}
	return "the relay does not want the mail now: try again later"
}
