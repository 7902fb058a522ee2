package ports

import "context"

// Health tells whether a store can do its work.
type Health interface {
	// Check returns nil if reading works and nothing is known to keep writing
	// from working. It takes a few seconds at most, and writes only to find out
	// whether writing works again.
	Check(ctx context.Context) error
}
