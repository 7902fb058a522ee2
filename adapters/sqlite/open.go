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
)

// createFile makes a file that only its owner can read, unless there is one,
// which stays as it is: whose it is is not known yet.
func createFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		handOver(path, filepath.Dir(path))
		return file.Close()
	}
	if err := mustBeFile(path); err != nil {
		return err
	}
	if file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return fmt.Errorf("open database: %w", sayUnusable(path, err))
	}
	return file.Close()
}

// makePrivate makes sure that only its owner can read a database that somebody
// has copied, nor what SQLite keeps beside it, which it gives the same mode.
func makePrivate(path string) error {
	path = resolved(path)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm()&0o077 == 0 {
			continue // what is not there is made later, with the mode of the database
		}
		if err := os.Chmod(name, 0o600); err != nil {
			return fmt.Errorf("others can read the database, run chmod 600 on it: %w", err)
		}
	}
	return nil
}

const (
	common     = "_busy_timeout=2000&_foreign_keys=1&_dqs=0&_pragma=cache_size(-4096)&_pragma=temp_store(MEMORY)"
	forWriting = "?" + common + "&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_pragma=journal_size_limit(67108864)"
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
	if s.write, err = s.pool(driver, uri+forWriting); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := s.write.PingContext(ctx); err != nil { // turns WAL on before the first reader comes
		return err
	}
	if err := s.note(); err != nil {
		return err
	}
	if s.read, err = s.pool(driver, uri+forReading); err != nil {
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

// schema says which version of it a file has, and which this program knows.
type schema struct {
	found, known int64
	unborn       bool // nothing is in it yet
}

// inspectFile looks at a file before anything could change it. An empty one is
// nobody's yet.
func inspectFile(ctx context.Context, o Options) (schema, error) {
	if info, err := os.Stat(o.Path); err != nil || info.Size() == 0 {
		return schema{unborn: true}, errors.Join(err, refuseLeftover(o.Path))
	}
	var found schema
	err := peekHalfBorn(ctx, o.Path, func(db *sql.DB) (err error) {
		if found.unborn, err = owner(ctx, db, o.Path); err != nil || found.unborn {
			return err
		}
		if found, err = schemaOf(ctx, db); err != nil {
			return err
		}
		if !o.RefuseDemo {
			return nil
		}
		demo, err := isDemo(ctx, db)
		if err == nil && demo {
			err = fmt.Errorf("%w: %s", ErrDemo, o.Path)
		}
		return err
	})
	return found, err
}

// refuseForeign fails for a file that is not latchkey's, or is a newer one's.
func refuseForeign(ctx context.Context, path string) error {
	found, err := inspectFile(ctx, Options{Path: path})
	if err == nil && found.unborn {
		err = fmt.Errorf("%w: nothing is in %s", ErrForeign, path)
	}
	return err
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
	return errors.Join(sayUnusable(path, look(db)), db.Close())
}
