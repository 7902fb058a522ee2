package app_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// TestNoClockMakesLinksLiveLonger (fault F14) sets the machine's clock back and
// forth at random. By a clock that nobody can set, no link lives for more than
// its hour, nobody gets more than twice the mails of an hour, and no mail waits
// for longer than its schedule says.
func TestNoClockMakesLinksLiveLonger(t *testing.T) {
	walks := 12
	if testing.Short() {
		walks = 3
	}
	forward := []time.Duration{time.Second, time.Hour, 365 * 24 * time.Hour}
	for n := range walks {
		t.Run(fmt.Sprint("walk ", n), func(t *testing.T) {
			w := newClockWalk(t, uint64(n), forward[n%len(forward)])
			for range 60 {
				w.step()
			}
			w.end()
		})
	}
}

// clockWalk is a house under a clock that is set back and forth.
type clockWalk struct {
	*house
	random  *rand.Rand
	offsets []time.Duration
	elapsed time.Duration // truly
	offset  time.Duration // of the machine's clock from the truth
	minted  map[domain.ResetToken]time.Duration
	sentAt  []time.Duration
	failing bool
}

func newClockWalk(t *testing.T, seed uint64, forward time.Duration) *clockWalk {
	w := &clockWalk{
		house: newHouse(t), random: rand.New(rand.NewPCG(seed, 14)), minted: map[domain.ResetToken]time.Duration{},
		offsets: []time.Duration{0, -time.Second, -time.Hour, -365 * 24 * time.Hour, forward},
	}
	steady := app.NewSteadyClock(w.clock.Now, func() time.Duration { return w.elapsed })
	w.resets.Now, w.deliveries.Now, w.accounts.Now = steady.Now, steady.Now, steady.Now
	w.addAccount(1, "jane@example.com", "a good old one")
	w.mailer.setFate(func(domain.Mail) (bool, error) {
		if w.failing {
			return false, errors.New("the relay is away")
		}
		return true, nil
	})
	return w
}

// pass lets time pass truly and sets the machine's clock.
func (w *clockWalk) pass(d, offset time.Duration) {
	w.elapsed += d
	w.clock.advance(d + offset - w.offset)
	w.offset = offset
}

func (w *clockWalk) step() {
	w.t.Helper()
	w.pass(time.Duration(w.random.IntN(600))*time.Second, w.offsets[w.random.IntN(len(w.offsets))])
	w.failing = w.random.IntN(4) == 0
	w.ask("jane@example.com")
	for _, mail := range w.work() {
		w.minted[tokenIn(w.t, mail)] = w.elapsed
		w.sentAt = append(w.sentAt, w.elapsed)
	}
	for token, at := range w.minted {
		if age := w.elapsed - at; w.state(token) == domain.TokenLive && age >= domain.ResetTokenLifetime {
			w.t.Errorf("a link lives after %v", age)
		}
	}
	recent := 0
	for _, at := range w.sentAt {
		if w.elapsed-at < time.Hour {
			recent++
		}
	}
	if most := 2 * domain.DefaultMailCaps().Hourly; recent > most {
		w.t.Errorf("%d mails went within an hour, want %d at the most", recent, most)
	}
}

// end sets the clock back for good: within the time that links are tried for,
// everything must be settled.
func (w *clockWalk) end() {
	w.t.Helper()
	w.failing = true
	for range 14 {
		w.pass(5*time.Minute, -365*24*time.Hour)
		_ = w.work()
	}
	if _, waiting, err := w.store.Timeline().Waiting(w.t.Context(), 1); err != nil || waiting != 0 {
		w.t.Errorf("%d mails wait on, %v", waiting, err)
	}
	if len(w.minted) < 5 {
		w.t.Errorf("only %d mails were sent: that shows nothing", len(w.minted))
	}
}
