package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"latchkey/domain"
)

// Health implements ports.Health.
type Health struct{ *Store }

// Health returns what knows whether the file can be used.
func (s *Store) Health() Health { return Health{s} }

// Check implements ports.Health. It reads a page of the file, so that a disk
// that has gone away is noticed. After a write that failed it writes one, too:
// then, and only then, it may wait for the writer.
func (h Health) Check(ctx context.Context) error {
	if h.corrupt.Load() {
		return &domain.Problem{Kind: domain.Unavailable, Cause: ErrCorrupt}
	}
	if err := h.mustBeThere(); err != nil {
		return err
	}
	var position int64
	err := h.translate(h.read.QueryRowContext(ctx, "SELECT position FROM admission_progress").Scan(&position))
	if err != nil || !h.trouble.Load() {
		return err
	}
	// Nobody may come to find out that writing works again, so this does.
	err = h.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO settings (name, value) VALUES ('writable', '1') ON CONFLICT (name) DO UPDATE SET value = 1 - value")
		return err
	})
	if err == nil {
		h.trouble.Store(false)
	}
	return err
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
