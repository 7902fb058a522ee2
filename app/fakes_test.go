package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// entropy is the real thing until it is told to fail.
type entropy struct {
	mu   sync.Mutex
	fail error
}

func (e *entropy) Read(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fail != nil {
		return 0, e.fail
	}
	return rand.Read(b)
}

// mailer takes mails, or fails the way a relay can: with the mail sent or not.
type mailer struct {
	mu    sync.Mutex
	mails []domain.Mail
	fate  func(domain.Mail) (taken bool, err error)
}

func (m *mailer) Send(_ context.Context, mail domain.Mail) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken, err := true, error(nil)
	if m.fate != nil {
		taken, err = m.fate(mail)
	}
	if taken {
		m.mails = append(m.mails, mail)
	}
	return "250 taken", err
}

func (m *mailer) sent() []domain.Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mails[:len(m.mails):len(m.mails)]
}

func (m *mailer) setFate(fate func(domain.Mail) (bool, error)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fate = fate
}

// writer says as little as a mail can.
type writer struct{}

func (writer) Write(l domain.Letter) (domain.Mail, error) {
	mail := domain.Mail{MessageID: l.ID.String(), To: l.To, Subject: string(l.Kind)}
	if l.Kind == domain.ResetLinkMail {
		mail.Text = fmt.Sprintf("%s %s", l.Link, l.Code)
	}
	return mail, nil
}

// hasher is fast, and counts.
type hasher struct {
	mu       sync.Mutex
	hashed   int
	verified int
	fail     error
	during   func() // happens while a password is hashed
}

func (h *hasher) Hash(_ context.Context, p domain.Password) (domain.PasswordHash, error) {
	if h.during != nil {
		h.during()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail != nil {
		return "", h.fail
	}
	h.hashed++
	return domain.PasswordHash("hash of " + p.Reveal()), nil
}

func (h *hasher) Verify(_ context.Context, p domain.Password, hash domain.PasswordHash) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail != nil {
		return false, h.fail
	}
	h.verified++
	return string(hash) == "hash of "+p.Reveal(), nil
}

func (*hasher) IsWeak(domain.PasswordHash) bool { return false }

type commonPasswords struct{}

func (commonPasswords) Contains(p domain.Password) bool { return p.Reveal() == "password" }

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

var (
	_        io.Reader            = (*entropy)(nil)
	_        ports.Mailer         = (*mailer)(nil)
	_        ports.PasswordHasher = (*hasher)(nil)
	errRelay                      = &domain.RelayFault{Phase: domain.PhaseData, Code: 451, Words: "451 try later"}
)
