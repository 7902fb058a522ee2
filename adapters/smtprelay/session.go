package smtprelay

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

var (
	errInjected   = errors.New("somebody on the way speaks in plain text after STARTTLS")
	errNoStartTLS = errors.New("the relay offers no STARTTLS")
)

// session is one connection to the relay, greeted and ready for mails. Only one
// mail at a time may be on it.
type session struct {
	*wire
	config     *Config
	tell       func(ports.RelayStep)
	extensions map[string]string // of the last EHLO, by their names in upper case
	dirty      bool              // the last mail ended early, and the relay may still be waiting for its rest
	idle       *time.Timer       // while it waits for the next mail
}

// open connects to the relay and gets to the point where it takes mails.
func open(ctx context.Context, config *Config, tell func(ports.RelayStep)) (*session, *domain.RelayFault) {
	raw, address, err := dial(ctx, config)
	if err != nil {
		return nil, broken(domain.PhaseConnect, err)
	}
	killPoint("after dial")
	s := &session{wire: newWire(raw), config: config, tell: tell}
	s.told(domain.PhaseConnect, "connected to "+address)
	ctx, cancel := context.WithTimeoutCause(ctx, config.Limits.Greet, errTimedOut)
	defer cancel()
	if fault := s.introduce(ctx); fault != nil {
		s.cut()
		return nil, fault
	}
	return s, nil
}

func (s *session) introduce(ctx context.Context) *domain.RelayFault {
	steps := []func(context.Context) *domain.RelayFault{s.greet, s.hello}
	switch s.config.Security {
	case ImplicitTLS:
		steps = []func(context.Context) *domain.RelayFault{s.encrypt, s.greet, s.hello}
	case StartTLS:
		steps = append(steps, s.startTLS, s.encrypt, s.hello) // nothing said in plain text counts afterwards
	}
	if s.config.User != "" {
		steps = append(steps, s.authenticate)
	}
	for _, step := range steps {
		if fault := step(ctx); fault != nil {
			return fault
		}
	}
	return nil
}

func (s *session) greet(ctx context.Context) *domain.RelayFault {
	var r reply
	err := s.within(ctx, s.config.Limits.Command, func() (err error) {
		r, err = readReply(s.in)
		return err
	})
	return s.judge(domain.PhaseGreeting, r, err, 2)
}

// hello says EHLO, or HELO to a relay that does not know EHLO.
func (s *session) hello(ctx context.Context) *domain.RelayFault {
	s.extensions = nil
	r, fault := s.ask(ctx, domain.PhaseHello, "EHLO "+s.config.HELO, 2)
	if fault != nil && !spoilt(fault) && fault.Code >= 500 {
		_, fault = s.ask(ctx, domain.PhaseHello, "HELO "+s.config.HELO, 2)
		return fault
	}
	if fault != nil {
		return fault
	}
	s.extensions = map[string]string{}
	for _, line := range r.lines[1:] {
		name, parameters, _ := strings.Cut(line, " ")
		s.extensions[strings.ToUpper(name)] = strings.ToUpper(parameters)
	}
	return nil
}

func (s *session) startTLS(ctx context.Context) *domain.RelayFault {
	if _, offered := s.extensions["STARTTLS"]; !offered {
		return broken(domain.PhaseTLS, errNoStartTLS)
	}
	_, fault := s.ask(ctx, domain.PhaseTLS, "STARTTLS", 2)
	return fault
}

// encrypt goes on in TLS with a relay that has proved to be the one meant.
func (s *session) encrypt(ctx context.Context) *domain.RelayFault {
	err := s.within(ctx, s.config.Limits.Command, func() error {
		return s.secure(&tls.Config{ServerName: s.config.Host, RootCAs: s.config.RootCAs, MinVersion: tls.VersionTLS12})
	})
	if err != nil {
		return broken(domain.PhaseTLS, err)
	}
	if state, ok := s.tlsState(); ok {
		proof := state.PeerCertificates[0]
		s.told(domain.PhaseTLS, fmt.Sprintf("%s, %s, certificate for %s by %s, valid until %s", tls.VersionName(state.Version),
			tls.CipherSuiteName(state.CipherSuite), strings.Join(append(proof.DNSNames, addressesIn(proof)...), " "),
			proof.Issuer, proof.NotAfter.UTC().Format(time.DateOnly)))
	}
	return nil
}

// ask says line and wants a reply of one of the classes (2 is 2xx).
func (s *session) ask(ctx context.Context, phase domain.RelayPhase, line string, classes ...int) (reply, *domain.RelayFault) {
	var r reply
	err := s.within(ctx, s.config.Limits.Command, func() (err error) {
		r, err = s.exchange(line)
		return err
	})
	return r, s.judge(phase, r, err, classes...)
}

// judge tells of a reply of one of the classes, and makes a fault of any other.
func (s *session) judge(phase domain.RelayPhase, r reply, err error, classes ...int) *domain.RelayFault {
	if err != nil {
		return broken(phase, err)
	}
	for _, class := range classes {
		if r.code/100 == class {
			s.told(phase, r.words())
			return nil
		}
	}
	return r.fault(phase)
}

// told passes on what went well to those who watch.
func (s *session) told(phase domain.RelayPhase, words string) {
	if s.tell != nil {
		s.tell(ports.RelayStep{Phase: phase, Words: domain.RelayWords(words)})
	}
}

// quit takes leave, without waiting long for an answer that changes nothing.
func (s *session) quit() {
	_ = s.within(context.Background(), s.config.Limits.Parting, func() error {
		_, err := s.exchange("QUIT")
		return err
	})
	s.cut()
}
