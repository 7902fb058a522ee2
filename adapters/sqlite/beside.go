package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// OpenBeside opens an existing file for administration, beside a server that
// may be running. It creates nothing; a file of an older version is brought up
// to date if no server runs, else the error matches ErrOlder.
func OpenBeside(ctx context.Context, o Options) (_ *Store, err error) {
	found, err := inspectExisting(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := mustOpen(o.Path, os.O_RDWR); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if found.found < found.known && o.RefuseOlder {
		return nil, fmt.Errorf("%w: %s", ErrOlder, o.Path)
	}
	if found.found < found.known {
		if err := upgrade(ctx, o); err != nil {
			return nil, err
		}
	}
	s := &Store{path: o.Path, now: o.Now, log: o.Log, beside: true}
	defer func() {
		if err != nil {
			_ = s.Close() // the error at hand says more
		}
	}()
	if err := s.connect(ctx, o); err != nil {
		return nil, sayCorrupt(o.Path, fmt.Errorf("open database: %w", err))
	}
	return s, sayCorrupt(o.Path, s.start(ctx))
}

// inspectExisting is inspectFile for a file that must be there.
func inspectExisting(ctx context.Context, o Options) (schema, error) {
	if err := mustOpen(o.Path, os.O_RDONLY); err != nil {
		return schema{}, err
	}
	found, err := inspectFile(ctx, o)
	if err == nil && found.unborn {
		err = fmt.Errorf("%w: nothing is in %s", ErrForeign, o.Path)
	}
	return found, sayCorrupt(o.Path, err)
}

// upgrade brings the file up to date as a server would, if there is none.
func upgrade(ctx context.Context, o Options) error {
	store, err := Open(ctx, o)
	if errors.Is(err, ErrInUse) {
		return fmt.Errorf("%w, and its server is running: restart that with this version first: %w", ErrOlder, err)
	}
	if err != nil {
		return err
	}
	return store.Close()
}

const (
	lookAgain = time.Millisecond // after which a lock that is held is looked at again
	patience  = 20_000           // looks before an operator is told that it cannot be had: 20 s
)

// begin begins a transaction. A busy server leaves gaps that are far shorter
// than the pauses SQLite makes between two looks at its lock, so a store beside
// one looks often.
func (s *Store) begin(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	if !s.beside {
		return conn.BeginTx(ctx, nil)
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	for tries := 0; tries < patience && resultCode(err)&0xff == codeBusy; tries++ {
		<-time.After(lookAgain)
		tx, err = conn.BeginTx(ctx, nil)
	}
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 2000"); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// longestBreath is longer than SQLite, which the server waits with, ever pauses
// between two looks at a lock that is held: a tenth of a second.
const longestBreath = 150 * time.Millisecond

// breathe leaves the file to a server for as long as it has just been kept from
// it, or until it must have looked. SQLite has no queue for its lock: a writer
// that comes back at once would meet nobody, and the other would starve. Where
// no server runs, nobody waits.
func (s *Store) breathe(began time.Time) {
	if !s.beside || !seemsServed(s.path) {
		return
	}
	if pause := min(s.now().Sub(began), longestBreath); pause > 0 {
		<-time.After(pause)
	}
}
