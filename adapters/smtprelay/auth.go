package smtprelay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"latchkey/domain"
)

const (
	maxAuthRounds = 5
	maxIterations = 1 << 20 // of a key derivation that the relay asks for: about half a second
)

var (
	errNoAuth     = errors.New("the relay offers no way to authenticate that is known and safe: SCRAM, PLAIN or LOGIN")
	errNotSecured = errors.New("a password is never sent without TLS")
	errCostly     = errors.New("the relay asks for a key derivation of too many rounds")
	errRounds     = errors.New("the relay never comes to an end")
)

// mechanism is a way to authenticate. What is older and weaker than these is
// left out, even where nothing else is on offer.
type mechanism struct {
	name  string
	start func(c *Config, state *tls.ConnectionState) smtp.Auth
}

// mechanisms returns what we know, the best first: a password that is not sent
// cannot be kept.
func mechanisms() []mechanism {
	return []mechanism{
		{"SCRAM-SHA-256-PLUS", func(c *Config, s *tls.ConnectionState) smtp.Auth {
			return smtp.ScramSHA256PlusAuth(c.User, c.Password, s)
		}},
		{"SCRAM-SHA-256", func(c *Config, _ *tls.ConnectionState) smtp.Auth { return smtp.ScramSHA256Auth(c.User, c.Password) }},
		{"SCRAM-SHA-1-PLUS", func(c *Config, s *tls.ConnectionState) smtp.Auth {
			return smtp.ScramSHA1PlusAuth(c.User, c.Password, s)
		}},
		{"SCRAM-SHA-1", func(c *Config, _ *tls.ConnectionState) smtp.Auth { return smtp.ScramSHA1Auth(c.User, c.Password) }},
		{"PLAIN", func(c *Config, _ *tls.ConnectionState) smtp.Auth {
			return smtp.PlainAuth("", c.User, c.Password, c.Host, false)
		}},
		{"LOGIN", func(c *Config, _ *tls.ConnectionState) smtp.Auth {
			return smtp.LoginAuth(c.User, c.Password, c.Host, false)
		}},
	}
}

// authenticate proves who we are, in TLS only. A relay that offers no way to do
// so is at fault in its answer to EHLO.
func (s *session) authenticate(ctx context.Context) *domain.RelayFault {
	state, secured := s.tlsState()
	if !secured {
		return broken(domain.PhaseTLS, errNotSecured)
	}
	offered := strings.Fields(s.extensions["AUTH"])
	for _, m := range mechanisms() {
		if slices.Contains(offered, m.name) {
			info := &smtp.ServerInfo{Name: s.config.Host, TLS: true, Auth: offered}
			return s.converse(ctx, m.name, m.start(s.config, &state), info)
		}
	}
	return broken(domain.PhaseHello, errNoAuth)
}

// converse goes through the challenges of one mechanism.
func (s *session) converse(ctx context.Context, name string, auth smtp.Auth, info *smtp.ServerInfo) *domain.RelayFault {
	_, first, err := auth.Start(info)
	if err != nil {
		return broken(domain.PhaseAuth, err)
	}
	line := "AUTH " + name
	if first != nil {
		line += " " + base64.StdEncoding.EncodeToString(first)
	}
	tell := s.tell
	s.tell = nil // the challenges are nobody's business
	defer func() { s.tell = tell }()
	for range maxAuthRounds {
		r, fault := s.ask(ctx, domain.PhaseAuth, line, 2, 3)
		if fault != nil {
			return fault
		}
		if r.code/100 == 2 {
			s.tell = tell
			s.told(domain.PhaseAuth, name+": "+r.words())
			return nil
		}
		if line, err = respond(auth, strings.Join(r.lines, "")); err != nil {
			return broken(domain.PhaseAuth, err)
		}
	}
	return broken(domain.PhaseAuth, errRounds)
}

// respond returns the line that answers a challenge.
func respond(auth smtp.Auth, challenge string) (string, error) {
	asked, err := base64.StdEncoding.DecodeString(challenge)
	if err != nil {
		return "", errSenseless
	}
	for field := range strings.SplitSeq(string(asked), ",") {
		count, isCount := strings.CutPrefix(field, "i=")
		if n, err := strconv.Atoi(count); isCount && strings.HasPrefix(string(asked), "r=") && (err != nil || n > maxIterations) {
			return "", errCostly
		}
	}
	answer, err := auth.Next(asked, true)
	if err != nil {
		return "", errSenseless // the library's words may quote the relay's
	}
	return base64.StdEncoding.EncodeToString(answer), nil
}

func (w *wire) tlsState() (tls.ConnectionState, bool) {
	secured, ok := w.conn.(*tls.Conn)
	if !ok {
		return tls.ConnectionState{}, false
	}
	return secured.ConnectionState(), true
}

func addressesIn(proof *x509.Certificate) []string {
	var texts []string
	for _, address := range proof.IPAddresses {
		texts = append(texts, address.String())
	}
	return texts
}
