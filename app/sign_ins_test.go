package app_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/domain"
)

func TestSignInFailuresAreLimitedKnownOrNot(t *testing.T) {
	for _, address := range []string{"jane@example.com", "nobody@example.com"} {
		h := newHouse(t)
		h.addAccount(1, "jane@example.com", "the old password")
		for i := range 10 {
			if err := h.signIn(address, "a wrong password"); !errors.Is(err, domain.Unauthenticated) {
				t.Fatalf("failure %d: %v, want domain.Unauthenticated", i+1, err)
			}
		}
		if h.hasher.verified != 10 {
			t.Errorf("%d passwords verified, want 10: the same work known or not", h.hasher.verified)
		}
		for i := range 100 {
			if err := h.signIn(address, "the old password"); !errors.Is(err, domain.RateLimited) {
				t.Fatalf("call %d after ten failures: %v, want domain.RateLimited", i+1, err)
			}
		}
		if h.hasher.verified != 10 {
			t.Errorf("%d passwords verified, want no more than 10", h.hasher.verified)
		}
		if err := h.signIn("li@example.com", "a wrong password"); !errors.Is(err, domain.Unauthenticated) {
			t.Errorf("another address: %v, want domain.Unauthenticated", err)
		}
		h.clock.advance(15 * time.Minute)
		if err := h.signIn("jane@example.com", "the old password"); err != nil {
			t.Errorf("after fifteen minutes: %v", err)
		}
	}
}

func TestGuessesAtOnceAreNoWayAroundTheLimit(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	var guesses sync.WaitGroup
	for i := range 100 {
		guesses.Go(func() { _ = h.signIn("jane@example.com", fmt.Sprintf("guess number %d", i)) })
	}
	guesses.Wait()
	if h.hasher.verified != 10 {
		t.Errorf("%d guesses were checked, want 10", h.hasher.verified)
	}
}

func TestSuccessForgetsFailures(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	for range 5 {
		for range 9 {
			if err := h.signIn("jane@example.com", "a wrong password"); !errors.Is(err, domain.Unauthenticated) {
				t.Fatal(err)
			}
		}
		must(t, h.signIn("JANE@example.com", "the old password"))
	}
}

func TestDisabledAccountCannotSignIn(t *testing.T) {
	h := newHouse(t)
	account := h.addAccount(1, "jane@example.com", "the old password")
	h.change(account.ID, (*domain.Account).Disable)
	if err := h.signIn("jane@example.com", "the old password"); !errors.Is(err, domain.Unauthenticated) {
		t.Errorf("sign in: %v, want domain.Unauthenticated", err)
	}
}
