package pages_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

func TestNotMePageIsTheSameForEverybody(t *testing.T) {
	w := newWorld(t)
	w.get("/reset/not-me").want(t, 200, `name="token"`, `action="/reset/not-me"`, `data-check="/reset/not-me/check"`, "Code from the mail")
	if w.store.inspects != 0 {
		t.Error("a GET looked at a token")
	}
}

// TestDisownAndLift walks the way without a script.
func TestDisownAndLift(t *testing.T) {
	for _, state := range []domain.TokenState{domain.TokenLive, domain.TokenExpired, domain.TokenSpent, domain.TokenRevoked} {
		t.Run(string(state), func(t *testing.T) {
			w := newWorld(t)
			token, other := w.mint(state), w.mint(domain.TokenLive)
			w.holder(other).Account = w.holder(token).Account
			shown := w.post("/reset/not-me", "token", strings.ToLower(token))
			shown.want(t, 200, "Berta&#39;s Books", "j***@customer.example", "This wasn’t me", `name="action" value="disown"`, `value="`+token+`"`)
			if strings.Contains(shown.body, jane) {
				t.Error("the page shows the whole address")
			}
			if account := w.holder(token).Account; account.Generation != w.holder(other).Account.Generation || account.Muted(w.clock()) {
				t.Error("looking changed the account")
			}
			before := w.holder(token).Account.Generation
			w.post("/reset/not-me", "token", token, "action", "disown").want(t, 200, "The links are switched off", "24 hours", `value="lift"`)
			account := w.holder(token).Account
			if account.Generation == before || !account.Muted(w.clock().Add(24*time.Hour-time.Second)) || account.Muted(w.clock().Add(24*time.Hour)) {
				t.Errorf("got generation %d after %d, muted until %v", account.Generation, before, account.MutedUntil)
			}
			w.post("/reset/not-me", "token", token).want(t, 200, "Links are switched off", `value="lift"`)
			w.post("/reset/not-me", "token", token, "action", "lift").want(t, 200, "Links are allowed again", `href="/forgot/7"`)
			if lifted := w.holder(token).Account; lifted.Muted(w.clock()) || lifted.Generation != account.Generation {
				t.Error("links are not allowed again, or old ones are alive again")
			}
			if state == domain.TokenLive {
				w.complete(token, goodPassword, goodPassword).want(t, 400, "This link no longer works")
			}
		})
	}
}

func TestNotMeWithoutARightCode(t *testing.T) {
	w := newWorld(t)
	for _, action := range []string{"", "disown", "lift", "whatever"} {
		w.post("/reset/not-me", "action", action).want(t, 422, "Enter the code from your mail")
		w.post("/reset/not-me", "token", "A1B2", "action", action).want(t, 400, "We do not know this code", `href="/forgot/7"`)
		w.post("/reset/not-me", "token", w.mint(domain.TokenUnknown), "action", action).want(t, 400, "We do not know this code")
	}
	live := w.mint(domain.TokenLive)
	w.post("/reset/not-me", "token", live, "action", "whatever").want(t, 200, `value="disown"`)
	if w.holder(live).Account.Generation != 0 {
		t.Error("an action that does not exist did something")
	}
}

func TestNotMeGuessesSpendTheBudgetOfWrongTokens(t *testing.T) {
	w := newWorld(t)
	live := w.mint(domain.TokenLive)
	for i := range 10 {
		if i%2 == 0 {
			w.post("/reset/not-me/check", "token", "wrong").want(t, 200, `{"state":"unknown"}`)
			continue
		}
		w.post("/reset/not-me", "token", "wrong", "action", "disown").want(t, 400)
	}
	w.post("/reset/not-me", "token", live, "action", "disown").want(t, 429, "Too many tries", `href="/reset/not-me"`)
	w.post("/reset/not-me/check", "token", live).want(t, 429)
	if w.holder(live).Account.Generation != 0 {
		t.Error("a refused request did something")
	}
}

func TestNotMeCheck(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenExpired)
	told := func() (fields map[string]any) {
		t.Helper()
		answer := w.post("/reset/not-me/check", "token", token)
		answer.want(t, 200)
		if err := json.Unmarshal([]byte(answer.body), &fields); err != nil {
			t.Fatal(err)
		}
		return fields
	}
	if got := told(); got["state"] != "confirm" || got["shop"] != "Berta's Books" || got["email"] != "j***@customer.example" {
		t.Errorf("got %v", got)
	}
	w.post("/reset/not-me", "token", token, "action", "disown").want(t, 200)
	if got := told(); got["state"] != "muted" {
		t.Errorf("got %v", got)
	}
	w.advance(24 * time.Hour)
	if got := told(); got["state"] != "confirm" {
		t.Errorf("a day later: got %v", got)
	}
}

func TestNotMeInTrouble(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		words  string
	}{
		{&domain.Problem{Kind: domain.Unavailable, RetryAfter: 3 * time.Second}, 503, "Nothing was changed"},
		{errors.New("secret inside"), 500, "Something went wrong on our side"},
		{domain.NotFound, 400, "We do not know this link"},
	} {
		w := newWorld(t)
		token := w.mint(domain.TokenLive)
		w.store.changeErr = c.err
		for _, action := range []string{"disown", "lift"} {
			answer := w.post("/reset/not-me", "token", token, "action", action)
			answer.want(t, c.status, c.words)
			if c.status > 500 && answer.Header.Get("Retry-After") != "3" {
				t.Errorf("Retry-After: got %q, want 3", answer.Header.Get("Retry-After"))
			}
			if c.status >= 500 && !strings.Contains(answer.body, `name="action" value="`+action+`"`) {
				t.Errorf("no button to try %s again:\n%s", action, answer.body)
			}
		}
		w.store.inspectErr = errors.New("secret inside")
		w.post("/reset/not-me", "token", token, "action", "disown").want(t, 500)
		w.post("/reset/not-me/check", "token", token).want(t, 500, `{"error":`)
	}
}
