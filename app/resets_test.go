package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
)

func TestFromForgottenToSignedIn(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "Jane@example.com", "the old password")
	h.ask("jane@EXAMPLE.com")
	mails := h.work()
	if len(mails) != 1 || mails[0].To.Address() != "Jane@example.com" {
		t.Fatalf("%d mails, want one, to the address as its owner writes it", len(mails))
	}
	token := tokenIn(t, mails[0])
	view, err := h.resets.Inspect(t.Context(), token)
	if err != nil || view.State != domain.TokenLive || view.TimeLeft != time.Hour || view.Project.Name != "Shop" {
		t.Fatalf("Inspect = %+v, %v, want a live link with an hour left", view, err)
	}
	if err := h.complete(token, "a brand new one"); err != nil {
		t.Fatal(err)
	}
	if err := h.signIn("jane@example.com", "a brand new one"); err != nil {
		t.Errorf("sign in with the new password: %v", err)
	}
	if err := h.signIn("jane@example.com", "the old password"); !errors.Is(err, domain.Unauthenticated) {
		t.Errorf("sign in with the old password: %v, want domain.Unauthenticated", err)
	}
	if notice := h.work(); len(notice) != 1 || notice[0].Subject != string(domain.PasswordChangedMail) {
		t.Errorf("mails after the reset: %+v, want the change notice", notice)
	}
	account, err := h.store.Accounts().ByEmail(t.Context(), 1, email("jane@example.com"))
	if err != nil || !account.EmailVerified {
		t.Errorf("EmailVerified = %v, %v, want true: the owner read the mail", account.EmailVerified, err)
	}
}

// TestSerialReuse is threat A08: no number of tries spends a link twice.
func TestSerialReuse(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	token := h.link("jane@example.com")
	if err := h.complete(token, "first and only"); err != nil {
		t.Fatal(err)
	}
	hashed := h.hasher.hashed
	for i := range 1000 {
		err := h.complete(token, fmt.Sprintf("another password %d", i))
		if !errors.Is(err, domain.TokenRejected) || app.RejectedState(err) != domain.TokenSpent {
			t.Fatalf("try %d: %v, want domain.TokenRejected, spent", i, err)
		}
	}
	if h.hasher.hashed != hashed {
		t.Errorf("%d passwords hashed for a dead link, want none", h.hasher.hashed-hashed)
	}
	if err := h.signIn("jane@example.com", "first and only"); err != nil {
		t.Errorf("sign in: %v", err)
	}
}

// TestLifetime is threat A10, to the millisecond.
func TestLifetime(t *testing.T) {
	for _, c := range []struct {
		after time.Duration
		want  domain.TokenState
	}{
		{time.Hour - time.Millisecond, domain.TokenLive},
		{time.Hour, domain.TokenExpired},
		{24 * time.Hour, domain.TokenExpired},
		{-24 * time.Hour, domain.TokenExpired}, // a clock set back never extends a link
	} {
		h := newHouse(t)
		h.addAccount(1, "jane@example.com", "the old password")
		token := h.link("jane@example.com")
		h.clock.advance(c.after)
		if got := h.state(token); got != c.want {
			t.Errorf("after %v: %v, want %v", c.after, got, c.want)
		}
		if err := h.complete(token, "a brand new one"); (err == nil) != (c.want == domain.TokenLive) {
			t.Errorf("after %v: Complete = %v", c.after, err)
		}
	}
}

// TestEventsThatEndLinks is the matrix of threat A11: each event ends all links
// sent before it, none sent after it, and a newer link ends no older one.
func TestEventsThatEndLinks(t *testing.T) {
	for _, c := range []struct {
		name          string
		event         func(*house, domain.Account)
		before, after domain.TokenState
	}{
		{"another link redeemed", func(h *house, a domain.Account) {
			if err := h.complete(h.link("jane@example.com"), "by the other link"); err != nil {
				h.t.Fatal(err)
			}
			h.work() // the notice
		}, domain.TokenRevoked, domain.TokenLive},
		{"password changed", func(h *house, a domain.Account) {
			must(h.t, h.accounts.SetPassword(h.t.Context(), a.ID, password("by the operator")))
		}, domain.TokenRevoked, domain.TokenLive},
		{"e-mail changed and back", func(h *house, a domain.Account) {
			h.change(a.ID, func(changed *domain.Account) { changed.ChangeEmail(email("other@example.com")) })
			h.change(a.ID, func(changed *domain.Account) { changed.ChangeEmail(a.Email) })
		}, domain.TokenRevoked, domain.TokenLive},
		{"disabled and enabled", func(h *house, a domain.Account) {
			h.change(a.ID, (*domain.Account).Disable)
			h.change(a.ID, (*domain.Account).Enable)
		}, domain.TokenRevoked, domain.TokenLive},
		{"newer link sent", func(h *house, a domain.Account) { h.link("jane@example.com") }, domain.TokenLive, domain.TokenLive},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			account := h.addAccount(1, "jane@example.com", "the old password")
			old := h.link("jane@example.com")
			h.clock.advance(2 * time.Minute)
			c.event(h, account)
			h.clock.advance(2 * time.Minute)
			fresh := h.link("jane@example.com")
			if got := h.state(old); got != c.before {
				t.Errorf("link from before: %v, want %v", got, c.before)
			}
			if got := h.state(fresh); got != c.after {
				t.Errorf("link from after: %v, want %v", got, c.after)
			}
			if err := h.complete(old, "with the old link"); (err == nil) != (c.before == domain.TokenLive) {
				t.Errorf("Complete with the link from before: %v", err)
			}
		})
	}
}

// TestWhoMayNotReset is threat A11a, and the end of links when it becomes so.
func TestWhoMayNotReset(t *testing.T) {
	h := newHouse(t)
	jane := h.addAccount(1, "jane@example.com", "the old password")
	gone := h.addAccount(1, "gone@example.com", "the old password")
	_, err := h.accounts.Create(t.Context(), app.NewAccount{Project: 1, Email: email("sso@example.com"), External: true})
	must(t, err)
	janes, gones := h.link("jane@example.com"), h.link("gone@example.com")
	h.change(jane.ID, (*domain.Account).Disable)
	must(t, h.store.Accounts().Remove(t.Context(), gone.ID))
	h.clock.advance(2 * time.Minute)
	for _, address := range []string{"jane@example.com", "gone@example.com", "sso@example.com", "nobody@example.com"} {
		h.ask(address)
	}
	if mails := h.work(); len(mails) != 0 {
		t.Errorf("%d mails to accounts that may not reset, want none", len(mails))
	}
	if got := h.state(janes); got != domain.TokenRevoked {
		t.Errorf("link of a disabled account: %v, want revoked", got)
	}
	if got := h.state(gones); got != domain.TokenUnknown {
		t.Errorf("link of a removed account: %v, want unknown", got)
	}
}

// TestOtherSecretsAreNoTokens is threat A11b: what was not minted as a reset
// token opens nothing, even with the right account named.
func TestOtherSecretsAreNoTokens(t *testing.T) {
	h := newHouse(t)
	h.openShop(2, "Other")
	jane := h.addAccount(1, "jane@example.com", "the old password")
	other := h.addAccount(2, "jane@example.com", "the old password")
	token := h.link("jane@example.com")
	for _, c := range []struct {
		name   string
		expect app.Expectation
		ok     bool
	}{
		{"the other project", app.Expectation{Project: 2}, false},
		{"the other account", app.Expectation{Account: other.ID}, false},
		{"another address", app.Expectation{Email: email("li@example.com")}, false},
		{"its own", app.Expectation{Project: 1, Account: jane.ID, Email: email("JANE@example.com")}, true},
	} {
		_, err := h.resets.Complete(t.Context(), app.ResetCompletion{Token: token, Password: password("a brand new one"), Expect: c.expect})
		if (err == nil) != c.ok || err != nil && app.RejectedState(err) != domain.TokenUnknown {
			t.Errorf("%s: Complete = %v, want ok=%v", c.name, err, c.ok)
		}
	}
	for _, secret := range []string{jane.ID.String() + "00", other.ID.String() + "00"} {
		if got, err := domain.ParseResetToken(strings.ToUpper(secret)); err == nil && h.state(got) != domain.TokenUnknown {
			t.Errorf("an id is taken for a token")
		}
	}
}

// TestRefusedPasswordKeepsTheLink: the policy judges before anything is spent.
func TestRefusedPasswordKeepsTheLink(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane.doe@example.com", "the old password")
	token := h.link("jane.doe@example.com")
	for phrase, want := range map[string]domain.Reason{
		"password": domain.TooCommon, "jane.doe@example.com": domain.TooObvious, "JANE.DOE": domain.TooObvious,
	} {
		if err := h.complete(token, phrase); domain.ReasonOf(err) != want {
			t.Errorf("%s: %v, want %v", want, err, want)
		}
	}
	h.hasher.fail = &domain.Problem{Kind: domain.Unavailable}
	if err := h.complete(token, "a brand new one"); !errors.Is(err, domain.Unavailable) {
		t.Errorf("with no room to hash: %v, want domain.Unavailable", err)
	}
	h.hasher.fail = nil
	if err := h.complete(token, "a brand new one"); err != nil {
		t.Errorf("the link died of refused passwords: %v", err)
	}
}

// TestNoTokenAtRest is threat A07: whoever steals the files has no link.
func TestNoTokenAtRest(t *testing.T) {
	h := newHouse(t)
	h.deliveries.Caps = domain.MailCaps{Hourly: 1000, Daily: 1000}
	for i := range 4 {
		h.addAccount(1, fmt.Sprintf("a%d@example.com", i), "the old password")
	}
	var tokens []domain.ResetToken
	for i := range 200 {
		address := fmt.Sprintf("a%d@example.com", i%4)
		h.ask(address)
		for _, mail := range h.work() {
			if mail.Subject == string(domain.ResetLinkMail) {
				tokens = append(tokens, tokenIn(t, mail))
			}
		}
		if i%10 == 9 {
			must(t, h.complete(tokens[len(tokens)-1], "a brand new one"))
		}
		h.clock.advance(time.Minute)
	}
	if len(tokens) < 150 {
		t.Fatalf("%d tokens, want 150 at least", len(tokens))
	}
	must(t, sqlite.Backup(t.Context(), h.path, h.path+".backup"))
	atRest := h.files("", "-wal", "-shm", ".backup") // as a thief finds them while the server runs
	must(t, h.store.Close())
	atRest = append(atRest, h.files("")...)
	hash := tokens[0].Hash()
	if !bytes.Contains(atRest, hash[:]) {
		t.Fatal("the files do not even hold the hashes: looked in the wrong place")
	}
	for _, token := range tokens {
		uuid := strings.ReplaceAll(token.UUID(), "-", "")
		var raw []byte
		_, err := fmt.Sscanf(uuid, "%x", &raw)
		must(t, err)
		for _, spelling := range [][]byte{[]byte(token.Base32()), []byte(token.UUID()), []byte(uuid), raw} {
			if bytes.Contains(atRest, spelling) || strings.Contains(h.log.String(), string(spelling)) {
				t.Fatal("a token is in the files or in the log")
			}
		}
	}
}

// files returns what is in the files whose names are the database's with these
// endings; all of them must be there.
func (h *house) files(endings ...string) []byte {
	h.t.Helper()
	var all []byte
	for _, ending := range endings {
		content, err := os.ReadFile(h.path + ending)
		must(h.t, err)
		all = append(all, content...)
	}
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
