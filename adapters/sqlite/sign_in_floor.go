package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// SignInFloor implements ports.SignInFloor.
type SignInFloor struct{ *Store }

// SignInFloor returns what keeps how long the slowest hash takes.
func (s *Store) SignInFloor() SignInFloor { return SignInFloor{s} }

// Floor implements ports.SignInFloor.
func (f SignInFloor) Floor(ctx context.Context) (time.Duration, error) {
	var milliseconds int64
	err := f.read.QueryRowContext(ctx, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'sign_in_floor'").Scan(&milliseconds)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return time.Duration(milliseconds) * time.Millisecond, f.translate(err)
}

// Raise implements ports.SignInFloor.
func (f SignInFloor) Raise(ctx context.Context, d time.Duration) error {
	milliseconds := (d + time.Millisecond - 1).Milliseconds()
	return f.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('sign_in_floor', ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value
			WHERE CAST(excluded.value AS INTEGER) > CAST(value AS INTEGER)`, milliseconds)
		return err
	})
}
