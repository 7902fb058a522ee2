package payway_test

import (
	"context"
	"strings"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// watched is a store of reset requests that notes what is added. add, if set,
// decides what Add returns; nil passes the request on.
type watched struct {
	ports.ResetRequests
	mu   sync.Mutex
	rows []domain.ResetRequest
	add  func(domain.ResetRequest) error
}

func (w *watched) Add(ctx context.Context, request domain.ResetRequest) error {
	if w.add != nil {
		if err := w.add(request); err != nil {
			return err
		}
	}
	if err := w.ResetRequests.Add(ctx, request); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rows = append(w.rows, request)
	return nil
}

// taken returns what was added since it was asked last.
func (w *watched) taken() []domain.ResetRequest {
	w.mu.Lock()
	defer w.mu.Unlock()
	rows := w.rows
	w.rows = nil
	return rows
}

// brittle is a store of access tokens that fails when it is told to.
type brittle struct {
	ports.AccessTokens
	err error
}

func (b *brittle) Add(ctx context.Context, token domain.IssuedAccessToken, secret domain.SecretHash) error {
	if b.err != nil {
		return b.err
	}
	return b.AccessTokens.Add(ctx, token, secret)
}

// hasher "hashes" by prefixing; err makes it fail.
type hasher struct{ err error }

func (h *hasher) Hash(_ context.Context, p domain.Password) (domain.PasswordHash, error) {
	return domain.PasswordHash("fake:" + p.Reveal()), h.err
}

func (h *hasher) Verify(_ context.Context, p domain.Password, hash domain.PasswordHash) (bool, error) {
	return string(hash) == "fake:"+p.Reveal(), h.err
}

func (*hasher) IsWeak(domain.PasswordHash) bool { return false }

type common struct{}

func (common) Contains(p domain.Password) bool { return strings.EqualFold(p.Reveal(), "password1") }

// clock is a time that tests move.
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

// logBuffer collects log lines from many goroutines.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
