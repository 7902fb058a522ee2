package ports

import "context"

// Health tells whether a store can do its work.
type Health interface {
	// Check returns nil if reading works and nothing is known to keep writing
	// from working. It takes 2 s at most and writes nothing.
	Check(ctx context.Context) error
}
