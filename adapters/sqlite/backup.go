package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// ErrCorrupt is matched by the error about a file that SQLite cannot read.
var ErrCorrupt = errors.New("the database file is corrupt")

// ErrBackup is matched by Restore's error about the backup, not about the
// database in whose place it is put.
var ErrBackup = errors.New("the backup cannot be restored")

// ErrCopy is matched by Backup's error about the copy, not about the database.
var ErrCopy = errors.New("the copy cannot be made")

// Backup writes a verified copy of the database at path to to, which must not
// exist yet. A server may run meanwhile: the copy is of one moment, and the
// server's writes do not wait for it.
func Backup(ctx context.Context, path, to string) error {
	if err := mustBeOurs(ctx, path); err != nil {
		return err
	}
	return peek(ctx, path, func(db *sql.DB) error {
		err := copyOut(ctx, db, to)
		if isCorrupt(err) && !errors.Is(err, ErrCorrupt) { // found while it was read, not in the copy
			return sayCorrupt(path, err)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrCopy, sayUnusable(to, err))
		}
		return nil
	})
}

// mustBeOurs refuses what is not there, not latchkey's, newer, or corrupt.
func mustBeOurs(ctx context.Context, path string) error {
	if err := mustOpen(path, os.O_RDONLY); err != nil {
		return err
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return errors.Join(fmt.Errorf("%w: %s is empty", ErrMissing, path), err)
	}
	return sayCorrupt(path, refuseForeign(ctx, path))
}
