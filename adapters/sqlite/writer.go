package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"latchkey/domain"
)

// change runs fn in a transaction of its own on the writing connection:
// immediate, so that no other process can write between its reads and its
// writes. Waiting for the connection ends with ctx; what has begun does not,
// because an interrupted statement costs the connection.
func (s *Store) change(ctx context.Context, fn func(context.Context, *sql.Tx) error) error {
	if s.corrupt.Load() {
		return &domain.Problem{Kind: domain.Unavailable, Cause: errCorrupt}
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return s.translate(waitError(ctx, err))
	}
	defer conn.Close()
	ctx = context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return s.translate(err)
	}
	defer tx.Rollback() // does nothing after a commit
	if err := fn(ctx, tx); err != nil {
		return s.translate(err)
	}
	return s.translate(tx.Commit())
}

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
