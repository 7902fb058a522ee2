package sqlite

import (
	"context"
	"time"
)

// LastMoment returns the latest time that the database knows of, zero if it
// knows of none: a clock that shows an earlier one has been set back. It looks
// at the last row of each log, however many there are.
func (s *Store) LastMoment(ctx context.Context) (time.Time, error) {
	var last int64
	err := s.read.QueryRowContext(ctx, `SELECT max(
		(SELECT moved_at FROM admission_progress),
		coalesce((SELECT requested_at FROM reset_requests ORDER BY id DESC LIMIT 1), 0),
		coalesce((SELECT ended_at FROM delivery_attempts ORDER BY id DESC LIMIT 1), 0),
		coalesce((SELECT at FROM audit_events ORDER BY id DESC LIMIT 1), 0))`).Scan(&last)
	if err != nil || last == 0 {
		return time.Time{}, s.translate(err)
	}
	return fromMillis(last), nil
}
