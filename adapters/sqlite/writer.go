package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"latchkey/domain"
)

// change runs fn in a transaction of its own on the writing connection:
// immediate, so that no other process can write between its reads and its
// writes. Waiting for the connection ends with ctx; what has begun does not,
// because an interrupted statement costs the connection.
func (s *Store) change(ctx context.Context, fn func(context.Context, *sql.Tx) error) error {
	if s.corrupt.Load() {
		return &domain.Problem{Kind: domain.Unavailable, Cause: ErrCorrupt}
	}
	conn, err := s.writer(ctx)
	if err != nil {
		return s.translate(err)
	}
	defer conn.Close()
	ctx = context.WithoutCancel(ctx)
	tx, err := s.begin(ctx, conn)
	if isBusy(err) {
		s.busy.Add(1)
	}
	if err != nil {
		return s.noteTrouble(s.translate(err))
	}
	defer s.breathe(s.now())
	defer tx.Rollback() // does nothing after a commit
	if err := fn(ctx, tx); err != nil {
		return s.noteTrouble(s.translate(err))
	}
	if err := s.mustBeThere(); err != nil {
		_ = tx.Rollback()
		emptyLog(ctx, conn)
		return err
	}
	return s.noteTrouble(s.translate(tx.Commit()))
}

// noteTrouble remembers that the file could not be written. A later transaction
// that ends well may have had nothing to write, so only Health.Check forgets.
func (s *Store) noteTrouble(err error) error {
	if resultCode(err) != 0 && errors.Is(err, domain.Unavailable) {
		s.trouble.Store(true)
	}
	return err
}

// turnWithin is how long a caller waits for its turn to write. Turns take
// milliseconds, unless another process holds the file: then each takes two
// seconds, and a queue would only grow.
const turnWithin = 3 * time.Second

// writer returns the writing connection once it is free. Whoever has waited for
// one that could not get hold of the file does not try again for as long.
func (s *Store) writer(ctx context.Context) (*sql.Conn, error) {
	if s.beside { // an operator's commands rather wait
		conn, err := s.write.Conn(ctx)
		if err != nil {
			err = waitError(ctx, err)
		}
		return conn, err
	}
	ctx, cancel := context.WithTimeout(ctx, turnWithin)
	defer cancel()
	before := s.busy.Load()
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, waitError(ctx, err)
	}
	if s.busy.Load() != before {
		return nil, errors.Join(&domain.Problem{Kind: domain.Unavailable, Cause: errLocked}, conn.Close())
	}
	return conn, nil
}

var errLocked = errors.New("another process does not let go of the database")

// isBusy reports whether another process held the file for too long.
func isBusy(err error) bool { return resultCode(err)&0xff == codeBusy || errors.Is(err, errLocked) }

// waitError tells a caller who gave up waiting from a store that is closed.
func waitError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &domain.Problem{Kind: domain.Unavailable, Cause: ctx.Err()}
	}
	return errors.Join(errClosed, err)
}

// exactlyOne fails unless the statement changed one row.
func exactlyOne(result sql.Result, err error, otherwise error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if n != 1 {
		return otherwise
	}
	return nil
}
