package app_test

import (
	"testing"
	"testing/synctest"
	"time"

	"latchkey/domain"
)

func TestSuccessIsAnsweredAtOnceAndUpgrades(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(floor)
		for _, want := range []time.Duration{400*time.Millisecond + ownTakes, ownTakes} { // the second time it is latchkey's
			if took, err := c.try(t.Context(), "slow@example.com", "the secret"); took != want || err != nil {
				t.Errorf("%v after %v, want none after %v", err, took, want)
			}
		}
		got := c.shelf.accounts["slow@example.com"]
		if got.PasswordHash != "own hash of the secret" || got.Generation != 7 {
			t.Errorf("hash %q, generation %d; want latchkey's own and 7", string(got.PasswordHash), got.Generation)
		}
		for _, address := range addresses() {
			_, _ = c.try(t.Context(), address, "a wrong one")
		}
		for address, want := range everyKind() {
			if got := c.shelf.accounts[address]; address != "slow@example.com" && got != want {
				t.Errorf("%s has changed without the right password", address)
			}
		}
	})
}

// A hash in latchkey's own format that was made with less work is replaced, too,
// whether or not there are others.
func TestSuccessReplacesAWeakHash(t *testing.T) {
	for _, at := range []time.Duration{0, floor} {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(at)
			for _, phrase := range []string{"a wrong one", "the secret"} {
				before := c.shelf.accounts["weak@example.com"]
				if before.PasswordHash != "weak own hash of the secret" {
					t.Errorf("hash %q before the right password", string(before.PasswordHash))
				}
				_, _ = c.try(t.Context(), "weak@example.com", phrase)
			}
			if got := c.shelf.accounts["weak@example.com"]; got.PasswordHash != "own hash of the secret" || got.Generation != 7 {
				t.Errorf("hash %q, generation %d; want a new one and 7", string(got.PasswordHash), got.Generation)
			}
		})
	}
}

// A password that is changed between check and upgrade stays changed.
func TestUpgradeNeverUndoesANewPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(floor)
		c.shelf.meanwhile = func(a *domain.Account) { a.SetPassword("own hash of a new one") }
		if _, err := c.try(t.Context(), "slow@example.com", "the secret"); err != nil {
			t.Errorf("sign in: %v", err)
		}
		if got := c.shelf.accounts["slow@example.com"]; got.PasswordHash != "own hash of a new one" || got.Generation != 8 {
			t.Errorf("hash %q, generation %d; want the new one's and 8", string(got.PasswordHash), got.Generation)
		}
	})
}

func TestSignInWithoutUpgrade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(floor)
		c.Hasher = ownHashes{fail: &domain.Problem{Kind: domain.Unavailable}}
		if _, err := c.try(t.Context(), "slow@example.com", "the secret"); err != nil {
			t.Errorf("sign in: %v", err)
		}
		if got := c.shelf.accounts["slow@example.com"]; got.PasswordHash != "400ms of the secret" {
			t.Errorf("hash %q, want the old one", string(got.PasswordHash))
		}
	})
}
