package argon2id

import (
	"strings"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// costPerKiB is what one pass over one KiB is reckoned to take: twice what it
// takes where a new hash takes 40 ms.
const costPerKiB = 2 * time.Microsecond

// Read implements ports.HashReader: it knows every argon2id hash in the PHC
// string format, whoever made it, within the bounds that Verify keeps.
func (h *Hasher) Read(hash domain.PasswordHash) (ports.HashFormat, error) {
	if !strings.HasPrefix(string(hash), "$argon2id$") {
		return ports.HashFormat{}, ports.ErrHashUnknown
	}
	stored, ok := scan(string(hash))
	switch {
	case !ok:
		return ports.HashFormat{}, ports.ErrHashMalformed
	case stored.memory > maxMemoryKiB || stored.passes > maxPasses || stored.lanes > maxLanes:
		return ports.HashFormat{}, ports.ErrHashTooCostly
	case !stored.isBounded():
		return ports.HashFormat{}, ports.ErrHashMalformed
	}
	format := ports.HashFormat{Name: "argon2id"}
	if !stored.costsAsOwn() {
		format.Cost = time.Duration(stored.work()) * costPerKiB
	}
	return format, nil
}

// costsAsOwn reports whether a check takes just as long as one of a new hash:
// one that is quicker tells its account from none as well as a slower one does.
func (h phc) costsAsOwn() bool {
	return h.memory == memoryKiB && h.passes == passes && h.lanes == lanes
}
