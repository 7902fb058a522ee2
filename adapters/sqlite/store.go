// Package sqlite keeps everything latchkey remembers in one SQLite file.
//
// All writes go through a single connection, so they never meet each other;
// reads have a pool of their own and never wait for a write. A commit is on
// disk before anybody is told of it (WAL, synchronous=FULL).
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver
)

// Options say which file to open and how.
type Options struct {
	Path string           // of the database file; created with mode 0600 if missing, its folder is not
	Now  func() time.Time // ages what is held in memory
	Log  *slog.Logger
	// Driver is the name of the database/sql driver; "" means "sqlite". Tests
	// put one in between that watches the statements.
	Driver string
	// RefuseOlder makes OpenBeside fail with ErrOlder where it would bring the
	// file up to date.
	RefuseOlder bool
	// RefuseDemo makes opening a file that a demo has made fail with ErrDemo.
	RefuseDemo bool
	// RefuseNew makes opening a file that is not there fail with ErrMissing, and
	// an empty one with ErrCorrupt, instead of making a database.
	RefuseNew bool

	uncopied bool // the file is a copy itself: none is made before it is brought up to date
}

// Store is an open database file. Its parts implement the ports.
type Store struct {
	write    *sql.DB // one connection
	read     *sql.DB
	prepared statements
	lock     *flock.Flock // nil for a store beside a server
	group    *groupCommit
	projects held[projectList]
	clients  held[clientList]
	path     string
	file     os.FileInfo // of what path led to when it was opened
	now      func() time.Time
	log      *slog.Logger
	trouble  atomic.Bool  // the last write met a full disk, a lock or the like
	corrupt  atomic.Bool  // once seen, nothing is written any more
	busy     atomic.Int64 // how often the file could not be had

	beside    bool   // another process may be serving the file
	temporary string // folder to remove at the end; "" if the file is to stay
}

// ErrInUse is matched by Open's error when another process serves this file.
var ErrInUse = errors.New("another latchkey is using this database")

// ErrNewer is matched by Open's error when a newer latchkey wrote this file.
var ErrNewer = errors.New("the database was written by a newer latchkey")

// ErrForeign is matched by Open's error when the file is not latchkey's.
var ErrForeign = errors.New("the file is not a latchkey database")

// ErrDemo is matched by the error for a demo's file where none is wanted.
var ErrDemo = errors.New("the database was made by a demo")

// ErrMissing is matched by OpenBeside's and Verify's error when there is no file.
var ErrMissing = errors.New("there is no database")

// ErrOlder is matched by OpenBeside's and Verify's error when the file's schema is that
// of an older latchkey: a server of which is running, or nothing may be written.
var ErrOlder = errors.New("the database is of an older latchkey")

// Open opens the file for this process alone and brings its schema up to date.
// Nothing is written to a file that turns out not to be latchkey's, or newer,
// save that a transaction of latchkey's that was cut off is undone.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	s := &Store{path: o.Path, now: o.Now, log: o.Log}
	defer func() {
		if err != nil {
			_ = s.Close() // the error at hand says more
		}
	}()
	if o.RefuseNew {
		if err := mustExist(o.Path); err != nil {
			return nil, err
		}
	}
	if err := createFile(o.Path); err != nil {
		return nil, err
	}
	if s.lock, err = lockFile(o.Path); err != nil {
		return nil, err
	}
	if err := s.openLocked(ctx, o); err != nil {
		return nil, sayCorrupt(o.Path, err)
	}
	return s, nil
}

// openLocked opens a file that nobody else can open meanwhile.
func (s *Store) openLocked(ctx context.Context, o Options) error {
	found, err := inspectFile(ctx, o)
	if err != nil {
		return err
	}
	if err := makePrivate(o.Path); err != nil {
		return err
	}
	kept, err := keepBefore(ctx, o, found)
	if err != nil {
		return err
	}
	if err := s.connect(ctx, o); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	if err := migrate(ctx, s.write, o.Log); err != nil {
		if kept != "" {
			err = fmt.Errorf("%w; what the database was before is kept in %s", err, kept)
		}
		return err
	}
	return s.start(ctx)
}

// start makes a store of which the file is open and up to date ready for use.
func (s *Store) start(ctx context.Context) error {
	if err := s.prepared.prepare(ctx, s.write, s.read); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	s.group = newGroupCommit(s)
	return nil
}

// Close waits for the commit under way and closes the file. Whoever still
// wants to write gets domain.Unavailable.
func (s *Store) Close() error {
	if s.group != nil {
		s.group.close()
	}
	errs := []error{s.prepared.close()}
	if s.mustBeThere() != nil {
		emptyLog(context.Background(), s.write)
	}
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.lock != nil {
		errs = append(errs, unlockFile(s.lock))
	}
	errs = append(errs, removeAll(s.temporary))
	return errors.Join(errs...)
}
