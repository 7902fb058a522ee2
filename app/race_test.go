package app_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// TestWhatHappensWhileHashing: the password is hashed outside of the
// transaction, so everything is judged once more inside of it.
func TestWhatHappensWhileHashing(t *testing.T) {
	for name, event := range map[string]func(*house, domain.Account){
		"the account is disabled": func(h *house, a domain.Account) {
			h.change(a.ID, (*domain.Account).Disable)
		},
		"another link is used": func(h *house, a domain.Account) {
			must(h.t, h.store.Accounts().Change(h.t.Context(), a.ID, func(a *domain.Account) error {
				a.CompleteReset("by another link")
				return nil
			}))
		},
		"the link expires": func(h *house, _ domain.Account) { h.clock.advance(time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			account := h.addAccount(1, "jane@example.com", "the old password")
			token := h.link("jane@example.com")
			h.hasher.during = func() { event(h, account) }
			if err := h.complete(token, "a brand new one"); !errors.Is(err, domain.TokenRejected) {
				t.Errorf("Complete = %v, want domain.TokenRejected", err)
			}
			stored, err := h.store.Accounts().ByEmail(t.Context(), 1, account.Email)
			if err != nil || stored.PasswordHash == "hash of a brand new one" {
				t.Errorf("the password was set all the same (%v)", err)
			}
		})
	}
}

// TestOurTroubleIsNobodysFailure: only wrong credentials count against a
// customer who signs in.
func TestOurTroubleIsNobodysFailure(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.hasher.fail = &domain.Problem{Kind: domain.Unavailable}
	for range 50 {
		if err := h.signIn("jane@example.com", "the old password"); !errors.Is(err, domain.Unavailable) {
			t.Fatalf("sign in: %v, want domain.Unavailable", err)
		}
	}
	h.hasher.fail = nil
	if err := h.signIn("jane@example.com", "the old password"); err != nil {
		t.Errorf("sign in after the trouble: %v", err)
	}
}

// TestPutBackIsNoAttempt: a mail that was claimed and not tried keeps its place
// and its attempts.
func TestPutBackIsNoAttempt(t *testing.T) {
	h := newHouse(t)
	for _, address := range []string{"a@example.com", "b@example.com", "c@example.com"} {
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	tried := map[string]int{}
	h.mailer.setFate(func(mail domain.Mail) (bool, error) {
		tried[mail.To.Address()]++
		h.clock.advance(5 * time.Minute) // a relay that hangs: the lease is over
		return false, errRelay
	})
	for range 3 {
		if _, err := h.deliveries.DeliverDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(tried) != 3 {
		t.Errorf("tried %v, want each of the three once before any of them twice", tried)
	}
}

// TestKeptDemoKeepsItsLinks: a demo that is started again on its file gives the
// customers their first passwords back only if they have others.
func TestKeptDemoKeepsItsLinks(t *testing.T) {
	h := newHouse(t)
	clients := &app.Clients{Environment: h.resets.Environment, Store: h.store.APIClients(), Tokens: h.store.AccessTokens()}
	demo := &app.DemoShop{Environment: h.resets.Environment, Projects: h.store.Projects(), Accounts: h.accounts, Clients: clients}
	open := func() {
		if _, err := demo.Open(t.Context(), "http://127.0.0.1:8080"); err != nil {
			t.Fatal(err)
		}
	}
	open()
	token := h.link("jane@example.com")
	h.ask("li@example.com") // accepted, and not mailed yet
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	open()
	if got := h.state(token); got != domain.TokenLive {
		t.Errorf("the link is %v after a restart, want live", got)
	}
	if mails := h.work(); len(mails) != 1 {
		t.Errorf("%d mails after a restart, want the one that was accepted", len(mails))
	}
	must(t, h.complete(token, "a brand new one"))
	open()
	must(t, h.signIn("jane@example.com", "correct horse battery"))
}
