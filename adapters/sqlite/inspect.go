package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Create makes the database if there is none yet: no file, an empty one, or
// what a first start left that was cut off. One that is there stays as it is.
func Create(ctx context.Context, o Options) error {
	info, err := os.Stat(o.Path)
	if err == nil {
		if err := mustOpen(o.Path, os.O_RDWR); err != nil {
			return err
		}
	}
	if err == nil && info.Size() > 0 {
		found, err := inspectFile(ctx, o)
		if err != nil || !found.unborn {
			return err
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open database: %w", sayUnusable(o.Path, err))
	}
	if why := missing(o.Path); err != nil && errors.Is(why, ErrCutOff) {
		return why // a new one would hide that there is another
	}
	store, err := Open(ctx, o)
	if err != nil {
		return err
	}
	return store.Close()
}

// mustExist refuses what a server cannot work with. A database that has become
// empty is an accident, and nothing may hide it.
func mustExist(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missing(path)
	case err != nil:
		return fmt.Errorf("open database: %w", sayUnusable(path, err))
	case info.Mode().IsRegular() && info.Size() == 0:
		return fmt.Errorf("%w: %s is empty", ErrCorrupt, path)
	}
	return nil
}

// refuseLeftover fails if an empty file has a write-ahead log beside it, which
// SQLite would take for a stranger's and remove.
func refuseLeftover(path string) error {
	log := resolved(path) + "-wal"
	if info, err := os.Stat(log); err == nil && info.Size() > 0 {
		return fmt.Errorf("%w: %s is empty, and its log %s is not", ErrCorrupt, path, log)
	}
	return nil
}

// owner tells whether the file is latchkey's, or unborn: a database in which
// nothing is yet.
func owner(ctx context.Context, db *sql.DB, path string) (unborn bool, err error) {
	var id int64
	err = db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id)
	switch {
	case err == nil && id == applicationID:
		return false, nil
	case isCorrupt(err):
		if wasOurs(path) {
			return false, fmt.Errorf("%w: %s: %w", ErrCorrupt, path, err)
		}
		return false, fmt.Errorf("%w: %s", ErrForeign, path)
	case err != nil:
		return false, fmt.Errorf("open database: %w", err)
	case id == 0:
		var tables int
		row := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name NOT IN ('goose_db_version', 'sqlite_sequence')")
		if err := row.Scan(&tables); err != nil {
			return false, err
		}
		if tables == 0 {
			return true, nil
		}
	}
	return false, fmt.Errorf("%w: %s", ErrForeign, path)
}

// wasOurs looks for latchkey's traces in a file that SQLite cannot read: its
// mark in the header, or one of its tables in the pages that tell of them.
func wasOurs(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	const (
		markAt    = 68 // of application_id in SQLite's header
		firstPart = 256 << 10
	)
	content, err := io.ReadAll(io.LimitReader(file, firstPart))
	if err != nil {
		return false
	}
	marked := len(content) >= markAt+4 && bytes.Equal(content[markAt:markAt+4], []byte("LKEY"))
	return marked || bytes.Contains(content, []byte("CREATE TABLE admission_progress"))
}

// sayCorrupt makes an error about a file that SQLite cannot read match
// ErrCorrupt.
func sayCorrupt(path string, err error) error {
	if !isCorrupt(err) || errors.Is(err, ErrCorrupt) || errors.Is(err, ErrForeign) {
		return err
	}
	return fmt.Errorf("%w: %s: %w", ErrCorrupt, path, err)
}
