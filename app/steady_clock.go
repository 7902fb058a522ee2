package app

import (
	"sync"
	"time"
)

// SteadyClock is a clock that never goes back, whatever happens to the
// machine's: a machine's clock that is set back would make links live longer and
// retries wait longer. It is safe for concurrent use.
type SteadyClock struct {
	wall    func() time.Time
	elapsed func() time.Duration

	mu   sync.Mutex
	zero time.Time // what this clock showed when elapsed was 0
}

// NewSteadyClock returns a clock that shows what wall shows for as long as that
// does not go back. elapsed is how long the program has run; setting the
// machine's clock does not change it.
func NewSteadyClock(wall func() time.Time, elapsed func() time.Duration) *SteadyClock {
	return &SteadyClock{wall: wall, elapsed: elapsed, zero: wall().Round(0).Add(-elapsed())}
}

// Now returns the later of what the machine's clock shows and what this clock
// has shown before, with the time since.
func (c *SteadyClock) Now() time.Time {
	wall := c.wall().Round(0) // without the reading that Go would compare instead
	c.mu.Lock()
	defer c.mu.Unlock()
	elapsed := c.elapsed()
	if steady := c.zero.Add(elapsed); steady.After(wall) {
		return steady
	}
	c.zero = wall.Add(-elapsed)
	return wall
}

// NotBefore makes the clock show at least t, which has been seen before the
// program started, and returns how far the machine's clock is behind.
func (c *SteadyClock) NotBefore(t time.Time) (behind time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if zero := t.Round(0).Add(-c.elapsed()); zero.After(c.zero) {
		c.zero = zero
	}
	return max(0, t.Sub(c.wall()))
}
