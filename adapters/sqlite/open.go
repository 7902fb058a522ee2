package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"
)

// createFile makes sure that only its owner can read the database: SQLite
// gives its -wal and -shm files the same mode.
func createFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return file.Close()
}

// lockFile keeps a second server away from the file, and two first starts from
// migrating it at the same time.
func lockFile(path string) (*flock.Flock, error) {
	path, err := filepath.EvalSymlinks(path) // the file is locked, whatever it is called
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrInUse, path)
	}
	return lock, nil
}

const (
	common     = "_busy_timeout=2000&_foreign_keys=1&_dqs=0&_pragma=cache_size(-4096)&_pragma=temp_store(MEMORY)"
	forWriting = "?" + common + "&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate"
	forReading = "?" + common + "&_query_only=1"
	forPeeking = "?mode=ro&_busy_timeout=2000"
)

func (s *Store) connect(ctx context.Context, o Options) (err error) {
	driver := o.Driver
	if driver == "" {
		driver = "sqlite"
	}
	uri, err := fileURI(o.Path)
	if err != nil {
		return err
	}
	if s.write, err = sql.Open(driver, uri+forWriting); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := s.write.PingContext(ctx); err != nil { // turns WAL on before the first reader comes
		return err
	}
	if s.read, err = sql.Open(driver, uri+forReading); err != nil {
		return err
	}
	readers := max(4, runtime.NumCPU())
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return nil
}

// fileURI is the only form in which SQLite heeds parameters; odd characters in
// a path must not become some.
func fileURI(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(absolute)}).String(), nil
}

// applicationID marks the file as latchkey's in SQLite's header: "LKEY".
const applicationID = 0x4c4b4559

// refuseForeign looks at a file before anything could change it.
func refuseForeign(ctx context.Context, path string) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return err
	}
	return peek(ctx, path, func(db *sql.DB) error {
		var id int64
		if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil || id != applicationID {
			return fmt.Errorf("%w: %s", ErrForeign, path)
		}
		return refuseNewer(ctx, db)
	})
}

// peek opens path read-only for look.
func peek(ctx context.Context, path string, look func(*sql.DB) error) error {
	uri, err := fileURI(path)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", uri+forPeeking)
	if err != nil {
		return err
	}
	return errors.Join(look(db), db.Close())
}
