package domain

import "time"

const (
	// BreakerTrips is after how many faults of the relay in a row the breaker opens.
	BreakerTrips = 5
	// ProbeEvery is how often a relay in trouble is tried with one mail.
	ProbeEvery = 15 * time.Second
)

// Breaker keeps mails from running into a relay that takes none. It is closed
// at first, opens after BreakerTrips faults in a row, and then lets one mail
// through each ProbeEvery until the relay takes part in a conversation again.
type Breaker struct {
	faults  int
	probeAt time.Time // while open: when the next mail may try
}

// Open reports whether the relay is held to be in trouble.
func (b Breaker) Open() bool { return b.faults >= BreakerTrips }

// Allow reports how many mails of limit may be tried at now. While the breaker
// is open that is one at the most, and it counts as the probe.
func (b *Breaker) Allow(limit int, now time.Time) int {
	if !b.Open() {
		return limit
	}
	if wait := b.probeAt.Sub(now); wait > 0 && wait <= ProbeEvery { // a longer one is from before the clock was set back
		return 0
	}
	b.probeAt = now.Add(ProbeEvery)
	return min(1, limit)
}

// Unused gives back a mail that Allow let through and that was never tried:
// those too old to be sent must not use up the chances of those that are not.
func (b *Breaker) Unused() { b.probeAt = time.Time{} }

// Fault counts a fault of the relay and reports whether it has opened the breaker.
func (b *Breaker) Fault(now time.Time) (opened bool) {
	b.faults++
	if b.faults < BreakerTrips {
		return false
	}
	b.probeAt = now.Add(ProbeEvery)
	return b.faults == BreakerTrips
}

// Answered records that the relay took part in a conversation about a mail,
// whatever came of it, and reports whether that has closed the breaker.
func (b *Breaker) Answered() (closed bool) {
	closed = b.Open()
	*b = Breaker{}
	return closed
}
