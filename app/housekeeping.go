package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Housekeeping removes what has been kept long enough, a batch at a time.
type Housekeeping struct {
	Environment
	Store ports.Housekeeping
	Keep  domain.Retention

	mu     sync.Mutex
	purged domain.Purged
	next   time.Time // nothing is due before
}

const (
	// purgeBatch bounds one transaction, so that requests waiting for the single
	// writer wait a few milliseconds at most.
	purgeBatch = 200

	// purgeEvery is how long nothing is looked for once nothing was left.
	purgeEvery = time.Minute
)

// PurgeDue removes one batch and returns how many rows it had. It is one step
// for a worker, and looks only once a minute if there is nothing to do.
func (h *Housekeeping) PurgeDue(ctx context.Context) (int, error) {
	now := h.Now()
	if !h.due(now) {
		return 0, nil
	}
	purged, err := h.Store.Purge(ctx, h.Keep, now, purgeBatch)
	if err != nil {
		return 0, fmt.Errorf("purge: %w", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.purged = h.purged.Plus(purged)
	if purged.Total() == 0 {
		h.next = now.Add(purgeEvery)
	} else {
		h.Log.DebugContext(ctx, "rows purged", "requests", purged.Requests, "unknown", purged.Unknown,
			"deliveries", purged.Deliveries, "tokens", purged.Tokens, "audit_events", purged.AuditEvents)
	}
	return purged.Total(), nil
}

func (h *Housekeeping) due(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	wait := h.next.Sub(now)
	return wait <= 0 || wait > purgeEvery // a longer one is from before the clock was set back
}

// Purged returns what has been removed since the start.
func (h *Housekeeping) Purged() domain.Purged {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.purged
}
