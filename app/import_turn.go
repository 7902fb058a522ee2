package app

import (
	"context"
	"time"
)

// fairTurn leaves a gap between transactions. SQLite keeps no queue: who waits
// for its lock asks now and then, and would never find it free if the next
// transaction began as soon as one has ended. A gap a quarter as long as a turn
// is found within a few tries. Reading the next rows is part of the gap, so it
// seldom costs any time.
type fairTurn struct {
	began, ended time.Time
	gap          time.Duration
}

// longestGap bounds what a clock that is set can do.
const longestGap = 100 * time.Millisecond

func (t *fairTurn) await(ctx context.Context, now func() time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if rest := min(t.gap-now().Sub(t.ended), longestGap); t.gap > 0 && rest > 0 {
		timer := time.NewTimer(rest)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	t.began = now()
	return nil
}

func (t *fairTurn) end(now func() time.Time) {
	t.ended = now()
	t.gap = min(max(t.ended.Sub(t.began)/4, 0), longestGap)
}
