package domain_test

import (
	"testing"
	"time"

	"latchkey/domain"
)

func issuedTo(t testing.TB, account domain.Account, now time.Time) domain.IssuedToken {
	t.Helper()
	return domain.Issue(tokenOf(t, [16]byte{1, 2, 3}), domain.DeliveryID{4, 5, 6}, account, now)
}

func TestIssue(t *testing.T) {
	account := customer(t)
	want := domain.IssuedToken{
		Hash:       tokenOf(t, [16]byte{1, 2, 3}).Hash(),
		DeliveryID: domain.DeliveryID{4, 5, 6},
		AccountID:  account.ID,
		Generation: 41,
		MintedAt:   noon,
	}
	if got := issuedTo(t, account, noon); got != want {
		t.Errorf("Issue = %+v, want %+v", got, want)
	}
	if got := want.ExpiresAt(); !got.Equal(noon.Add(time.Hour)) {
		t.Errorf("ExpiresAt = %v, want an hour after %v", got, noon)
	}
}

func TestIssuedTokenLifetime(t *testing.T) {
	const hour, minute = time.Hour, time.Minute
	tests := []struct {
		name  string
		after time.Duration
		want  domain.TokenState
	}{
		{"at once", 0, domain.TokenLive},
		{"a moment later", 1, domain.TokenLive},
		{"half way", 30 * minute, domain.TokenLive},
		{"59:59", hour - time.Second, domain.TokenLive},
		{"59:59.999", hour - time.Millisecond, domain.TokenLive},
		{"a nanosecond before the end", hour - 1, domain.TokenLive},
		{"60:00.000", hour, domain.TokenExpired},
		{"60:00.001", hour + time.Millisecond, domain.TokenExpired},
		{"61:00", hour + minute, domain.TokenExpired},
		{"a day later", 24 * hour, domain.TokenExpired},
		{"a century later", 100 * 365 * 24 * hour, domain.TokenExpired},
		{"clock set back 1 s", -time.Second, domain.TokenLive},
		{"clock set back 59.999 s", -59999 * time.Millisecond, domain.TokenLive},
		{"clock set back 1 min", -minute, domain.TokenLive},
		{"clock set back 1 min and a nanosecond", -minute - 1, domain.TokenExpired},
		{"clock set back 1 min 1 ms", -minute - time.Millisecond, domain.TokenExpired},
		{"clock set back 1 h", -hour, domain.TokenExpired},
		{"clock set back 1 y", -365 * 24 * hour, domain.TokenExpired},
	}
	account := customer(t)
	token := issuedTo(t, account, noon)
	for _, test := range tests {
		now := noon.Add(test.after)
		if got := token.StateAt(now, account); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		elsewhere := now.In(time.FixedZone("UTC-11", -11*60*60))
		if got := token.StateAt(elsewhere, account); got != test.want {
			t.Errorf("%s, in another time zone: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestIssuedTokenPrecedence(t *testing.T) {
	states := []struct {
		spent, revoked, expired bool
		want                    domain.TokenState
	}{
		{false, false, false, domain.TokenLive},
		{false, false, true, domain.TokenExpired},
		{false, true, false, domain.TokenRevoked},
		{false, true, true, domain.TokenRevoked},
		{true, false, false, domain.TokenSpent},
		{true, false, true, domain.TokenSpent},
		{true, true, false, domain.TokenSpent},
		{true, true, true, domain.TokenSpent},
	}
	for _, s := range states {
		account, now := customer(t), noon.Add(time.Minute)
		token := issuedTo(t, account, noon)
		if s.spent {
			token.SpentAt = now
		}
		if s.revoked {
			account.Generation++
		}
		if s.expired {
			now = noon.Add(2 * time.Hour)
		}
		if got := token.StateAt(now, account); got != s.want {
			t.Errorf("%+v: %s", s, got)
		}
	}
}

// TestWhatEndsALink is the matrix of threat A11: what happens to an account
// against whether a link was minted before or after it.
func TestWhatEndsALink(t *testing.T) {
	const live, revoked, spent = domain.TokenLive, domain.TokenRevoked, domain.TokenSpent
	events := []struct {
		name          string
		happen        func(*domain.Account, *domain.IssuedToken)
		before, after domain.TokenState
	}{
		{"nothing", func(*domain.Account, *domain.IssuedToken) {}, live, live},
		{"redeemed", func(a *domain.Account, link *domain.IssuedToken) {
			a.CompleteReset("new")
			link.SpentAt = noon
		}, spent, live},
		{"another link redeemed", func(a *domain.Account, _ *domain.IssuedToken) { a.CompleteReset("new") }, revoked, live},
		{"password changed", func(a *domain.Account, _ *domain.IssuedToken) { a.SetPassword("new") }, revoked, live},
		{"password changed to the same", func(a *domain.Account, _ *domain.IssuedToken) { a.SetPassword(a.PasswordHash) }, revoked, live},
		{"e-mail changed", func(a *domain.Account, _ *domain.IssuedToken) { a.ChangeEmail(mustEmail(t, "new@shop.example")) }, revoked, live},
		{"e-mail changed and back", func(a *domain.Account, _ *domain.IssuedToken) {
			old := a.Email
			a.ChangeEmail(mustEmail(t, "new@shop.example"))
			a.ChangeEmail(old)
		}, revoked, live},
		{"disabled", func(a *domain.Account, _ *domain.IssuedToken) { a.Disable() }, revoked, revoked},
		{"disabled, then enabled", func(a *domain.Account, _ *domain.IssuedToken) { a.Disable(); a.Enable() }, revoked, live},
		{"enabled while enabled", func(a *domain.Account, _ *domain.IssuedToken) { a.Enable() }, live, live},
		{"external", func(a *domain.Account, _ *domain.IssuedToken) { a.External = true }, revoked, revoked},
		{"newer link sent", func(a *domain.Account, _ *domain.IssuedToken) { issuedTo(t, *a, noon.Add(time.Minute)) }, live, live},
	}
	for _, event := range events {
		account := customer(t)
		before := issuedTo(t, account, noon)
		event.happen(&account, &before)
		after := issuedTo(t, account, noon)
		if got := before.StateAt(noon.Add(time.Minute), account); got != event.before {
			t.Errorf("%s: a link minted before is %s, want %s", event.name, got, event.before)
		}
		if got := after.StateAt(noon.Add(time.Minute), account); got != event.after {
			t.Errorf("%s: a link minted after is %s, want %s", event.name, got, event.after)
		}
	}
}

func TestLinkOfAnotherAccount(t *testing.T) {
	owner, other := customer(t), customer(t)
	other.ID[11]++
	token := issuedTo(t, owner, noon)
	if got := token.StateAt(noon, other); got != domain.TokenRevoked {
		t.Errorf("with another account: %s, want %s", got, domain.TokenRevoked)
	}
	older := owner
	older.Generation--
	if got := token.StateAt(noon, older); got != domain.TokenRevoked {
		t.Errorf("with an account restored from a backup: %s, want %s", got, domain.TokenRevoked)
	}
}
