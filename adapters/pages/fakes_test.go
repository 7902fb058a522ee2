package pages_test

import (
	"context"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// store is ports.ResetRequests and ports.ResetTokens in memory, and with shops
// ports.Projects.
// The errors are for tests to set before the call they are meant for.
type store struct {
	ports.ResetRequests // of these two, the methods that no page calls
	ports.ResetTokens

	mu       sync.Mutex
	projects []domain.Project
	holders  map[domain.TokenHash]*ports.TokenHolder
	requests []domain.ResetRequest
	notices  []domain.Delivery
	inspects int

	projectsErr, addErr, inspectErr, changeErr error
	redeemErr                                  error // failed and did nothing
	redeemLost                                 error // failed, but did it
}

func (s *store) lock() func() { s.mu.Lock(); return s.mu.Unlock }

// shops is ports.Projects.
type shops struct {
	ports.Projects // the methods that no page calls
	store          *store
}

func (s shops) ByID(_ context.Context, id domain.ProjectID) (domain.Project, error) {
	defer s.store.lock()()
	for _, project := range s.store.projects {
		if project.ID == id {
			return project, s.store.projectsErr
		}
	}
	return domain.Project{}, &domain.Problem{Kind: domain.NotFound}
}

func (s shops) All(context.Context) ([]domain.Project, error) {
	defer s.store.lock()()
	return s.store.projects, s.store.projectsErr
}

func (s *store) Add(_ context.Context, request domain.ResetRequest) error {
	defer s.lock()()
	if s.addErr != nil {
		return s.addErr
	}
	s.requests = append(s.requests, request)
	return nil
}

func (s *store) Inspect(_ context.Context, hash domain.TokenHash) (ports.TokenHolder, error) {
	defer s.lock()()
	s.inspects++
	if s.inspectErr != nil {
		return ports.TokenHolder{}, s.inspectErr
	}
	return s.find(hash)
}

func (s *store) ReturnURL(_ context.Context, delivery domain.DeliveryID) (domain.WebURL, domain.Project, error) {
	defer s.lock()()
	for _, holder := range s.holders {
		if holder.Token.DeliveryID == delivery {
			return holder.ReturnURL, holder.Project, nil
		}
	}
	return domain.WebURL{}, domain.Project{}, &domain.Problem{Kind: domain.NotFound}
}

func (s *store) find(hash domain.TokenHash) (ports.TokenHolder, error) {
	if holder := s.holders[hash]; holder != nil {
		return *holder, nil
	}
	return ports.TokenHolder{}, &domain.Problem{Kind: domain.NotFound}
}

func (s *store) Redeem(_ context.Context, hash domain.TokenHash, decide func(ports.TokenHolder) (ports.Redemption, error)) error {
	defer s.lock()()
	if s.redeemErr != nil {
		return s.redeemErr
	}
	holder, err := s.find(hash)
	if err != nil {
		return err
	}
	done, err := decide(holder)
	if err != nil {
		return err
	}
	s.holders[hash].Account, s.holders[hash].Token = done.Account, done.Token
	s.notices = append(s.notices, done.Notice)
	return s.redeemLost
}

func (s *store) ChangeHolder(_ context.Context, hash domain.TokenHash, edit func(*domain.Account) error) error {
	defer s.lock()()
	if s.changeErr != nil {
		return s.changeErr
	}
	holder, err := s.find(hash)
	if err != nil {
		return err
	}
	if err := edit(&holder.Account); err != nil {
		return err
	}
	s.holders[hash].Account = holder.Account
	return nil
}

// windows is ports.RateWindows in memory.
type windows struct {
	mu   sync.Mutex
	open map[ports.RateKey]domain.RateWindow
}

func (w *windows) Spend(key ports.RateKey, rule domain.RateRule, now time.Time) domain.RateDecision {
	w.mu.Lock()
	defer w.mu.Unlock()
	next, decision := w.open[key].Spend(rule, now)
	w.open[key] = next
	return decision
}

func (w *windows) Refund(ports.RateKey) { panic("no page gives a call back") }

func (w *windows) Forget(key ports.RateKey) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, key)
}

// hasher is ports.PasswordHasher; its hashes are readable, for tests.
type hasher struct {
	ports.PasswordHasher

	mu    sync.Mutex
	calls int
	err   error
}

func (h *hasher) Hash(_ context.Context, p domain.Password) (domain.PasswordHash, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls++
	return domain.PasswordHash("hash of " + p.Reveal()), h.err
}

// common is ports.CommonPasswords with one password.
type common struct{}

func (common) Contains(p domain.Password) bool { return p.Reveal() == "password1234" }
