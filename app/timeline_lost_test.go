package app_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// TestWhatBecameOfAMailWhoseServersDied tells every attempt that was begun, and
// why there is no other.
func TestWhatBecameOfAMailWhoseServersDied(t *testing.T) {
	const lost = "begun, and its end was never told\n"
	for _, c := range []struct {
		name     string
		attempts int
		later    time.Duration
		last     string
	}{
		{"its request is too old now", 2, time.Hour, "given up: its request had become too old"},
		{"no attempt is left", domain.MaxAttempts(domain.ResetLinkMail), time.Minute, "given up: its attempts are used up"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.addAccount(1, jane, "a long phrase")
			h.ask(jane)
			_, err := h.deliveries.AdmitDue(t.Context())
			must(t, err)
			for range c.attempts {
				claimOne(t, h)
				h.clock.advance(time.Minute)
			}
			h.clock.advance(c.later)
			h.work()
			told := lines(h.newest().Steps)
			if got := strings.Count(told, lost); got != c.attempts {
				t.Errorf("%d attempts are told, want %d:\n%s", got, c.attempts, told)
			}
			if !strings.HasSuffix(told, c.last+"\n") {
				t.Errorf("the story is\n%s, want it to end with %q", told, c.last)
			}
		})
	}
}
