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
