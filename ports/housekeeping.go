package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// Housekeeping removes what has been kept long enough.
type Housekeeping interface {
	// Purge removes up to limit rows of each kind whose time is over at now, in
	// one transaction, and returns how many there were; none means that nothing
	// is left to remove. It never touches what is still waiting for something.
	Purge(ctx context.Context, keep domain.Retention, now time.Time, limit int) (domain.Purged, error)
}
