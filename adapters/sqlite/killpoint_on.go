//go:build killpoints

package sqlite

import (
	"os"
	"strconv"
	"sync/atomic"
)

// killPassed counts how often the chosen point was reached.
var killPassed atomic.Int64

// killPoint ends this process as a power cut would, if LATCHKEY_KILL_AT names
// the point, when it is reached for the LATCHKEY_KILL_AFTER-th time (the first,
// if that is not set).
func killPoint(name string) {
	if os.Getenv("LATCHKEY_KILL_AT") != name {
		return
	}
	after, err := strconv.ParseInt(os.Getenv("LATCHKEY_KILL_AFTER"), 10, 64)
	if err != nil {
		after = 1
	}
	if killPassed.Add(1) != after {
		return
	}
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // until the signal is there
}
