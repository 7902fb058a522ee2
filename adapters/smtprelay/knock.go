package smtprelay

import (
	"context"

	"latchkey/ports"
)

// Knock implements ports.RelayKnocker, on a connection of its own.
func (r *Relay) Knock(ctx context.Context, tell func(ports.RelayStep)) error {
	s, fault := open(ctx, r.config, tell)
	if fault != nil {
		return fault
	}
	s.quit()
	return nil
}
