package webshop_test

import (
	"context"
	"strings"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// fakeProjects is a ports.Projects in memory; err makes it fail.
type fakeProjects struct {
	ports.Projects
	all []domain.Project
	err error
}

func (p *fakeProjects) ByID(_ context.Context, id domain.ProjectID) (domain.Project, error) {
	if p.err != nil {
		return domain.Project{}, p.err
	}
	for _, project := range p.all {
		if project.ID == id {
			return project, nil
		}
	}
	return domain.Project{}, domain.NotFound
}

func (p *fakeProjects) All(context.Context) ([]domain.Project, error) { return p.all, p.err }

// fakeRequests is a ports.ResetRequests in memory. add, if set, decides what
// Add returns. Of the port it has what an API call can reach.
type fakeRequests struct {
	ports.ResetRequests
	mu   sync.Mutex
	rows []domain.ResetRequest
	add  func(domain.ResetRequest) error
}

func (f *fakeRequests) Add(_ context.Context, request domain.ResetRequest) error {
	if f.add != nil {
		if err := f.add(request); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(f.rows, request)
	return nil
}

func (f *fakeRequests) taken() []domain.ResetRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows := f.rows
	f.rows = nil
	return rows
}

// fakeTokens is a ports.ResetTokens in memory. Of the port it has what an API
// call can reach.
type fakeTokens struct {
	ports.ResetTokens
	mu     sync.Mutex
	tokens map[domain.TokenHash]ports.TokenHolder
}

func (f *fakeTokens) Inspect(_ context.Context, hash domain.TokenHash) (ports.TokenHolder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	holder, ok := f.tokens[hash]
	if !ok {
		return ports.TokenHolder{}, domain.NotFound
	}
	return holder, nil
}

func (f *fakeTokens) Redeem(_ context.Context, hash domain.TokenHash, decide func(ports.TokenHolder) (ports.Redemption, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	holder, ok := f.tokens[hash]
	if !ok {
		return domain.NotFound
	}
	redemption, err := decide(holder)
	if err != nil {
		return err
	}
	holder.Token, holder.Account = redemption.Token, redemption.Account
	f.tokens[hash] = holder
	return nil
}

// fakeAccounts knows one account.
type fakeAccounts struct {
	ports.Accounts
	only domain.Account
}

func (a *fakeAccounts) ByEmail(_ context.Context, project domain.ProjectID, email domain.Email) (domain.Account, error) {
	if project == a.only.ProjectID && email.Canonical() == a.only.Email.Canonical() {
		return a.only, nil
	}
	return domain.Account{}, domain.NotFound
}

// fakeHasher "hashes" by prefixing; err makes it fail.
type fakeHasher struct {
	err     error
	longest int // password it was asked to check, in bytes
}

func (h *fakeHasher) Hash(_ context.Context, p domain.Password) (domain.PasswordHash, error) {
	return domain.PasswordHash("fake:" + p.Reveal()), h.err
}

func (h *fakeHasher) Verify(_ context.Context, p domain.Password, hash domain.PasswordHash) (bool, error) {
	h.longest = max(h.longest, len(p.Reveal()))
	return string(hash) == "fake:"+p.Reveal(), h.err
}

func (*fakeHasher) IsWeak(domain.PasswordHash) bool { return false }

type fakeCommon struct{}

func (fakeCommon) Contains(p domain.Password) bool {
	return strings.EqualFold(p.Reveal(), "password1")
}

// fakeWindows is a ports.RateWindows without a bound.
type fakeWindows struct {
	mu   sync.Mutex
	keys map[ports.RateKey]domain.RateWindow
}

func (w *fakeWindows) Spend(key ports.RateKey, rule domain.RateRule, now time.Time) domain.RateDecision {
	w.mu.Lock()
	defer w.mu.Unlock()
	window, decision := w.keys[key].Spend(rule, now)
	w.keys[key] = window
	return decision
}

func (w *fakeWindows) Refund(key ports.RateKey) {
	w.mu.Lock()
	defer w.mu.Unlock()
	window := w.keys[key]
	window.Spent--
	w.keys[key] = window
}

func (w *fakeWindows) Forget(key ports.RateKey) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.keys, key)
}

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
