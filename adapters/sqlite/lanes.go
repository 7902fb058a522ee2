package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// lane is one of the queues a due delivery waits in. Each has a partial index
// of its own, so that taking from it costs the same however long another is.
type lane int

// The lanes. The last two are the first two without the link mails.
const (
	freshLane lane = iota // never tried
	againLane             // tried before, or claimed by one whose lease has ended
	freshNotices
	againNotices
)

// condition is spelled as in the lane's index: SQLite compares the two.
func (l lane) condition() string {
	switch l {
	case freshLane:
		return "d.state = 'waiting' AND d.attempts = 0"
	case againLane:
		return "d.state = 'waiting' AND d.attempts > 0"
	case freshNotices:
		return "d.state = 'waiting' AND d.attempts = 0 AND d.kind <> 'reset_link'"
	}
	return "d.state = 'waiting' AND d.attempts > 0 AND d.kind <> 'reset_link'"
}

func (l lane) count() string {
	return `SELECT count(*) FROM (SELECT 1 FROM deliveries d WHERE ` + l.condition() + ` AND d.due_at <= ? ` + limited + `)`
}

// due reads what mails are made from. Requests are counted by their account,
// from the one that is answered backwards: ids are given out in order.
func (l lane) due() string {
	return `SELECT d.id, d.kind, d.request_id, d.generation, d.made_at, d.attempts, d.ambiguous,
			r.requested_at, r.channel, r.return_url, r.reset_page, r.language, r.software,
			(SELECT count(*) FROM admissions m CROSS JOIN reset_requests q ON q.id = m.request_id
				WHERE m.account_id = d.account_id AND m.admitted_at > r.requested_at - 3600000 AND m.request_id <= d.request_id
				AND q.requested_at > r.requested_at - 3600000), ` + accountColumns + `
		FROM deliveries d CROSS JOIN accounts a ON a.id = d.account_id LEFT JOIN reset_requests r ON r.id = d.request_id
		WHERE ` + l.condition() + ` AND d.due_at <= ? ORDER BY d.due_at, d.id ` + limited
}

// share is how many deliveries to take from a lane.
type share struct {
	lane  lane
	limit int
}

// shares divides limit between the lanes: a quarter is kept for those to be
// tried again, the rest goes to fresh ones, and what one does not need the
// other gets.
func (o Outbox) shares(ctx context.Context, tx *sql.Tx, now time.Time, limit int, noticesOnly bool) ([]share, error) {
	fresh, again := freshLane, againLane
	if noticesOnly {
		fresh, again = freshNotices, againNotices
	}
	var waiting [2]int
	for i, l := range []lane{fresh, again} {
		row := tx.StmtContext(ctx, o.prepared.countLane[l]).QueryRowContext(ctx, now.UnixMilli(), limit)
		if err := row.Scan(&waiting[i]); err != nil {
			return nil, err
		}
	}
	kept := (limit + 3) / 4
	if limit == 1 {
		kept = 0
	}
	ofAgain := min(waiting[1], max(kept, limit-waiting[0]))
	return []share{{fresh, min(waiting[0], limit-ofAgain)}, {again, ofAgain}}, nil
}
