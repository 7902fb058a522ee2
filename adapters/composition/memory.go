package composition

import (
	"math"
	"runtime/debug"
)

const (
	// growth is how much garbage may gather, in percent of what is alive. That is
	// a few MiB in a server, so by Go's own 100 percent it would collect some
	// thirty times a second in a rush, for a sixth of its processor time.
	growth    = 400
	ownGrowth = 100 // Go's, when nobody has set GOGC

	// softLimit is up to where the collector lets memory grow, in bytes. Each hash
	// of a password takes 19 MiB, one that another program made up to 64, and all
	// of it is garbage a moment later: left alone, the collector would wait until
	// there is a multiple of what is alive. What the system holds of the program
	// besides, such as its code, keeps a server below 256 MiB.
	softLimit = 176 << 20
)

// boundMemory says how eagerly garbage is collected, as far as the operator has
// not, with GOGC and GOMEMLIMIT.
func boundMemory() {
	if before := debug.SetGCPercent(growth); before != ownGrowth {
		debug.SetGCPercent(before)
	}
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(softLimit)
	}
}
