package app

import (
	"sync/atomic"
	"time"

	"latchkey/domain"
)

// MaxAhead is how far a demo's clock may get ahead of the machine's.
const MaxAhead = 366 * 24 * time.Hour

// DemoClock is a clock that can be put forward, so that a demo shows within a
// minute what takes an hour. It is safe for concurrent use, and only a demo
// may have one.
type DemoClock struct {
	machine func() time.Time
	ahead   atomic.Int64 // nanoseconds, from 0 to MaxAhead
}

// NewDemoClock returns a clock that shows what machine shows.
func NewDemoClock(machine func() time.Time) *DemoClock { return &DemoClock{machine: machine} }

// Now returns the machine's time and all that the clock was put forward.
func (c *DemoClock) Now() time.Time { return c.machine().Add(c.Ahead()) }

// Ahead returns how far the clock is ahead of the machine's, 0 to MaxAhead.
func (c *DemoClock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// Advance puts the clock forward by d. It fails with domain.Invalid, and leaves
// the clock alone, if d is not more than 0 or the clock would get more than
// MaxAhead ahead: what has happened in a demo never lies in its future.
func (c *DemoClock) Advance(d time.Duration) error {
	for {
		ahead := c.ahead.Load()
		if d <= 0 || d > MaxAhead-time.Duration(ahead) {
			return domain.Refuse("advance", domain.Malformed)
		}
		if c.ahead.CompareAndSwap(ahead, ahead+int64(d)) {
			return nil
		}
	}
}
