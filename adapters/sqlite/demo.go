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

// ErrNotDemo is matched by OpenDemo's error for a file no demo has made.
var ErrNotDemo = errors.New("the file was not made by a demo and stays untouched")

// OpenDemo opens a demo's database: o.Path, which must be new or made by a
// demo before, or without a path a temporary file that Close removes. The file
// is marked as a demo's, so that it can never be taken for a real one.
func OpenDemo(ctx context.Context, o Options) (*Store, error) {
	temporary := ""
	if o.Path == "" {
		var err error
		if temporary, err = os.MkdirTemp("", "latchkey-demo-"); err != nil {
			return nil, err
		}
		o.Path = filepath.Join(temporary, "demo.db")
	} else if err := refuseUnmarked(ctx, o.Path); err != nil {
		return nil, err
	}
	if err := makeDemo(ctx, o); err != nil {
		return nil, errors.Join(err, removeAll(temporary))
	}
	store, err := Open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, removeAll(temporary))
	}
	store.temporary = temporary
	return store, nil
}

// makeDemo makes a file that is not there under another name and renames it
// once it is marked: a demo that is killed while it starts for the first time
// must not leave a file behind that the next one refuses.
func makeDemo(ctx context.Context, o Options) error {
	final := o.Path
	if _, err := os.Stat(final); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	o.Path += ".new"
	lock, err := lockFile(final + ".new")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	if lock != nil { // left over by one that was killed, and nobody's now
		if err := errors.Join(unlockFile(lock), removeDatabase(o.Path)); err != nil {
			return err
		}
	}
	store, err := Open(ctx, o)
	if err != nil {
		return err
	}
	if err := errors.Join(store.markDemo(ctx), store.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(o.Path, final), os.Remove(o.Path+".lock"))
}

// removeDatabase removes what SQLite keeps of one database.
func removeDatabase(path string) error {
	for _, file := range []string{path, path + "-journal", path + "-wal", path + "-shm"} {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func refuseUnmarked(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: %s", ErrNotDemo, path)
	}
	return peek(ctx, path, func(db *sql.DB) error {
		var id int64
		if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil || id != applicationID {
			return fmt.Errorf("%w: %s", ErrNotDemo, path)
		}
		if marked, err := isDemo(ctx, db); err != nil || !marked {
			return fmt.Errorf("%w: %s", ErrNotDemo, path)
		}
		return nil
	})
}

func isDemo(ctx context.Context, db *sql.DB) (marked bool, err error) {
	err = db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM settings WHERE name = 'demo')").Scan(&marked)
	return marked, err
}

func (s *Store) markDemo(ctx context.Context) error {
	return s.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO settings (name, value) VALUES ('demo', '1')")
		return err
	})
}

// removeAll removes a temporary folder, if there is one.
func removeAll(dir string) error {
	if dir == "" {
		return nil
	}
	return os.RemoveAll(dir)
}
