package app

import (
	"context"

	"latchkey/ports"
)

// Readiness tells whether requests should come here. A relay in trouble is no
// reason to turn them away: they are accepted, and their mails keep.
type Readiness struct {
	Store ports.Health
}

// Check returns nil, or why nothing should be sent here.
func (r *Readiness) Check(ctx context.Context) error { return r.Store.Check(ctx) }
