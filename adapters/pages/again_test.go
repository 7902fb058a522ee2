package pages_test

import (
	"errors"
	"testing"

	"latchkey/domain"
)

func TestAgainAsksForTheHolderOfTheOldLink(t *testing.T) {
	for _, state := range []domain.TokenState{domain.TokenLive, domain.TokenExpired, domain.TokenSpent, domain.TokenRevoked} {
		t.Run(string(state), func(t *testing.T) {
			w := newWorld(t)
			w.post("/reset/again", "token", w.mint(state)).want(t, 200, "A new link is on its way if")
			if len(w.store.requests) != 1 {
				t.Fatalf("requests: got %d, want 1", len(w.store.requests))
			}
			got := w.store.requests[0]
			if got.Email.Address() != jane || got.ProjectID != 7 || got.Channel != domain.ViaPage {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// Nobody waits for a mail that cannot come.
func TestAgainWhileLinksAreSwitchedOff(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	w.post("/reset/not-me", "token", token, "action", "disown").want(t, 200)
	w.post("/reset/again", "token", token).want(t, 200, "Links are switched off", `value="lift"`, `value="`+token+`"`)
	if len(w.store.requests) != 0 {
		t.Errorf("requests: got %d, want none", len(w.store.requests))
	}
	w.post("/reset/not-me", "token", token, "action", "lift").want(t, 200)
	w.post("/reset/again", "token", token).want(t, 200, "A new link is on its way if")
}

func TestAgainForAnUnknownToken(t *testing.T) {
	w := newWorld(t)
	w.post("/reset/again", "token", w.mint(domain.TokenUnknown)).want(t, 400, "We do not know this link", `href="/forgot/7"`)
	w.store.projects = nil
	w.post("/reset/again").want(t, 400, "We do not know this link", "Go back to the shop you want to sign in to")
	if w.rows() != 0 {
		t.Error("something was stored")
	}
}

func TestAgainInTrouble(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenExpired)
	w.store.addErr = &domain.Problem{Kind: domain.Unavailable}
	w.post("/reset/again", "token", token).want(t, 503, "We are very busy right now")
	w.store.addErr = errors.New("secret inside")
	w.post("/reset/again", "token", token).want(t, 500, "Something went wrong on our side")
}
