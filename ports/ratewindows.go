package ports

import (
	"time"

	"latchkey/domain"
)

// RateKey names one budget of one caller: a hash of both, so that the store
// holds no address and every key costs the same.
type RateKey [16]byte

// RateWindows counts calls. It holds a bounded number of keys; when it is
// full, callers it does not know yet share one window, so that a flood of new
// callers is limited, not let through.
type RateWindows interface {
	// Spend counts one call under key at now; see domain.RateWindow.
	Spend(key RateKey, rule domain.RateRule, now time.Time) domain.RateDecision

	// Refund takes one call back that was counted in key's open window. It does
	// nothing if there is none.
	Refund(key RateKey)

	// Forget closes the key's window, so that its next call opens a new one.
	Forget(key RateKey)
}
