package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrExists is matched by the error of whatever would overwrite a file.
var ErrExists = errors.New("the file is there already and stays untouched")

// copyOut writes a copy of an open database to path, which must not exist: of
// one moment, compact, readable by its owner only, and on disk when copyOut
// returns nil. Half a copy never gets that name.
func copyOut(ctx context.Context, db *sql.DB, path string) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%w: %s", ErrExists, path), err)
	}
	draft := path + ".part"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) { // of one that was cut off
		return err
	}
	file, err := os.OpenFile(draft, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		_ = file.Close()
		if err != nil {
			_ = os.Remove(draft)
		}
	}()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", draft); err != nil {
		return err
	}
	if err := checkIntegrity(ctx, draft); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return publish(draft, path)
}

// publish gives a file its name for good: unlike os.Rename, a link does not
// replace what somebody has put there meanwhile.
func publish(draft, path string) error {
	if err := os.Link(draft, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%w: %s", ErrExists, path)
		}
		if err := os.Rename(draft, path); err != nil { // a file system without links
			return err
		}
		return syncFolder(path)
	}
	if err := os.Remove(draft); err != nil {
		return err
	}
	return syncFolder(path)
}

// syncFolder makes a new name in the folder of path survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// checkIntegrity reads every page of the file.
func checkIntegrity(ctx context.Context, path string) error {
	return peek(ctx, path, func(db *sql.DB) error {
		var verdict string
		if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrCorrupt, path, err)
		}
		if verdict != "ok" {
			return fmt.Errorf("%w: %s", ErrCorrupt, path)
		}
		return nil
	})
}
