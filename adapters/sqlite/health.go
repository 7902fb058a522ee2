package sqlite

import (
	"context"
	"errors"

	"latchkey/domain"
)

// Health implements ports.Health.
type Health struct{ *Store }

// Health returns what knows whether the file can be used.
func (s *Store) Health() Health { return Health{s} }

// Check implements ports.Health. It reads a page of the file, so that a disk
// that has gone away is noticed, and never waits for the writer.
func (h Health) Check(ctx context.Context) error {
	if h.corrupt.Load() {
		return &domain.Problem{Kind: domain.Unavailable, Cause: ErrCorrupt}
	}
	var position int64
	return h.translate(h.read.QueryRowContext(ctx, "SELECT position FROM admission_progress").Scan(&position))
}

// Examine has SQLite look at every page of the file, as long as that takes,
// and returns what is wrong with it: then nothing is written any more. It is
// for the time after a start; requests are served meanwhile.
func (h Health) Examine(ctx context.Context) error {
	var verdict string
	err := h.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && verdict != "ok" {
		h.latch(errors.New(verdict))
		err = &domain.Problem{Kind: domain.Unavailable, Cause: ErrCorrupt}
	}
	return h.translate(err)
}
