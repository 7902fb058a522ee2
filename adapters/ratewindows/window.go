package ratewindows

import (
	"time"

	"latchkey/domain"
)

const (
	countBits = 20
	maxCount  = 1<<countBits - 1
	maxMillis = 1<<(64-countBits) - 1
	maxNow    = maxMillis / 2 // in the year 2248
)

// window is a domain.RateWindow in 8 bytes: above, when it has passed, in
// milliseconds of Unix time, and below, how many calls it counts, 0 if it has
// not opened. The end is kept instead of the opening because the sweep does
// not know the rule; Spend does, and a key is always spent under the same Per.
type window uint64

func (w window) endsAt() int64 { return int64(w >> countBits) }

// spend is domain.RateWindow.Spend on the compact form.
func (w window) spend(rule domain.RateRule, at int64) (window, domain.RateDecision) {
	rule.Limit = min(rule.Limit, maxCount)
	var opened domain.RateWindow
	if spent := int(w & maxCount); spent > 0 {
		opened = domain.RateWindow{OpenedAt: time.UnixMilli(w.endsAt()).Add(-rule.Per), Spent: spent}
	}
	opened, decision := opened.Spend(rule, time.UnixMilli(at))
	ends := min(max(opened.OpenedAt.Add(rule.Per).UnixMilli(), 0), maxMillis)
	return window(ends)<<countBits | window(opened.Spent), decision
}

// millisOf holds a clock that is off by centuries to what a window can keep.
// There time stands still: windows do not pass and limits hold.
func millisOf(now time.Time) int64 { return min(max(now.UnixMilli(), 0), maxNow) }
