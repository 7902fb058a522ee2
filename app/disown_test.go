package app_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/domain"
)

func TestDisownEndsLinksAndMutes(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	token := h.link("jane@example.com")
	view, err := h.resets.InspectDisown(t.Context(), token)
	if err != nil || view.Muted || view.Email != email("jane@example.com") {
		t.Errorf("InspectDisown = %+v, %v", view, err)
	}
	must(t, h.resets.Disown(t.Context(), token))
	if got := h.state(token); got != domain.TokenRevoked {
		t.Errorf("the disowned link is %s, want revoked", got)
	}
	for range 23 {
		h.clock.advance(time.Hour)
		h.ask("jane@example.com")
		if mails := h.work(); len(mails) != 0 {
			t.Fatalf("%d mails to a muted account", len(mails))
		}
	}
	if view, _ := h.resets.InspectDisown(t.Context(), token); !view.Muted {
		t.Error("the page does not know that the account is muted")
	}
	must(t, h.resets.LiftMute(t.Context(), token))
	h.ask("jane@example.com")
	if mails := h.work(); len(mails) != 1 {
		t.Errorf("%d mails after the mute was lifted, want 1", len(mails))
	}
}

func TestMuteEndsByItself(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	must(t, h.resets.Disown(t.Context(), h.link("jane@example.com")))
	h.clock.advance(domain.MuteFor)
	h.ask("jane@example.com")
	if mails := h.work(); len(mails) != 1 {
		t.Errorf("%d mails a day later, want 1", len(mails))
	}
}

func TestDisownUnknownLink(t *testing.T) {
	h := newHouse(t)
	var token domain.ResetToken
	_, err := h.resets.InspectDisown(t.Context(), token)
	for _, err := range []error{err, h.resets.Disown(t.Context(), token), h.resets.LiftMute(t.Context(), token)} {
		if !errors.Is(err, domain.NotFound) {
			t.Errorf("got %v, want not found", err)
		}
	}
}
