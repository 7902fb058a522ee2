package pages_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

func TestAllPostsOfACallerShareABudget(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	for i := range 20 {
		switch i % 4 {
		case 0:
			w.post("/reset/check", "token", token).want(t, 200)
		case 1:
			w.complete(token, "short", "short").want(t, 422)
		case 2:
			w.post("/reset/again", "token", token).want(t, 200)
		case 3:
			w.post("/forgot/7", "email", jane).want(t, 200)
		}
	}
	w.advance(20 * time.Second)
	for _, path := range []string{"/reset", "/reset/again", "/forgot/7", "/reset/not-me"} {
		answer := w.post(path, "token", token)
		answer.want(t, 429, "Too many tries", "it works again in 40 seconds")
		if got, want := answer.Header.Get("Retry-After"), "40"; got != want {
			t.Errorf("%s: Retry-After: got %q, want %q", path, got, want)
		}
	}
	check := w.post("/reset/check", "token", token)
	check.want(t, 429, `{"error":"Too Many Requests"}`)
	if got, want := check.Header.Get("Retry-After"), "40"; got != want {
		t.Errorf("Retry-After: got %q, want %q", got, want)
	}
	w.get("/reset").want(t, 200)
	other := w.request("POST", "/reset/check", "token="+token)
	other.Header = http.Header{"Content-Type": {formType}, "Test-Caller": {"somebody else"}}
	w.do(other).want(t, 200)
	w.advance(40 * time.Second)
	w.post("/reset/check", "token", token).want(t, 200)
}

// TestGuessing is A21: ten wrong tokens get an answer, the rest nothing.
func TestGuessing(t *testing.T) {
	w := newWorld(t, func(c *pages.Config) { c.Posts = domain.RateRule{Limit: 1 << 20, Per: time.Minute} })
	live := w.mint(domain.TokenLive)
	paths := []string{"/reset", "/reset/check", "/reset/again", "/reset/not-me", "/reset/not-me/check"}
	answers := map[int]int{}
	guesses := 100_000
	if testing.Short() {
		guesses = 10_000
	}
	for i := range guesses {
		w.direct = i >= 1000 // by then it is known to be the same over a socket
		wrong := w.mint(domain.TokenUnknown)
		if i%7 == 0 {
			wrong = "not even a token"
		}
		answers[w.post(paths[i%5], "token", wrong, "password", goodPassword, "password_confirmation", goodPassword).StatusCode]++
	}
	if answers[200]+answers[400] != 10 || answers[429] != guesses-10 {
		t.Errorf("answers: got %v, want 10 and %d of 429", answers, guesses-10)
	}
	if w.store.inspects > 10 || w.hasher.calls != 0 {
		t.Errorf("look-ups: got %d, want 10 at most; hashes: got %d, want 0", w.store.inspects, w.hasher.calls)
	}
	if got := strings.Count(w.log.String(), "\n"); got != 0 {
		t.Errorf("log lines: got %d, want 0", got)
	}
	w.direct = false
	w.complete(live, goodPassword, goodPassword).want(t, 429)
	w.advance(time.Minute)
	w.complete(live, goodPassword, goodPassword).want(t, 303)
}

func TestGuessingAllAtOnce(t *testing.T) {
	w := newWorld(t, func(c *pages.Config) { c.Posts = domain.RateRule{Limit: 1 << 20, Per: time.Minute} })
	var answered atomic.Int32
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 25 {
				if w.post("/reset/check", "token", "wrong").StatusCode == 200 {
					answered.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if got := answered.Load(); got != 10 {
		t.Errorf("answered: got %d, want 10", got)
	}
}

// A right token between wrong ones buys no more wrong ones.
func TestARightTokenGivesNoGuessesBack(t *testing.T) {
	w := newWorld(t, func(c *pages.Config) { c.Posts = domain.RateRule{Limit: 1 << 20, Per: time.Minute} })
	live := w.mint(domain.TokenLive)
	for range 9 {
		w.post("/reset/check", "token", "wrong").want(t, 200, "unknown")
		w.post("/reset/check", "token", live).want(t, 200, "live")
	}
	w.post("/reset/check", "token", "wrong").want(t, 200, "unknown")
	w.post("/reset/check", "token", "wrong").want(t, 429)
}

func TestWrongTokensAreNotTheOnesThatDied(t *testing.T) {
	w := newWorld(t)
	for range 15 {
		w.post("/reset/check", "token", w.mint(domain.TokenExpired)).want(t, 200, "expired")
	}
}
