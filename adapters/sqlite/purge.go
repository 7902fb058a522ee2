package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strconv"
	"time"

	"latchkey/domain"
)

// Housekeeping implements ports.Housekeeping.
type Housekeeping struct{ *Store }

// Housekeeping returns what removes old rows.
func (s *Store) Housekeeping() Housekeeping { return Housekeeping{s} }

// Purge implements ports.Housekeeping. The ids of requests grow with time, so
// everything about them is a walk from the oldest one on.
func (h Housekeeping) Purge(ctx context.Context, keep domain.Retention, now time.Time, limit int) (domain.Purged, error) {
	var purged domain.Purged
	err := h.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		p := purge{ctx: ctx, tx: tx, limit: limit}
		settled := p.settledTo()
		p.requests(&purged, now.Add(-keep.Requests).UnixMilli(), settled)
		p.unknown(&purged, now.Add(-keep.Unknown).UnixMilli(), settled)
		p.newest(&purged, now.Add(-keep.Requests).UnixMilli(), now.Add(-keep.Unknown).UnixMilli())
		purged.Deliveries += p.remove(`DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries
			WHERE request_id IS NULL AND made_at < ? AND state <> 'waiting' ORDER BY made_at LIMIT ?)`, now.Add(-keep.Requests).UnixMilli(), limit)
		purged.Tokens = p.remove(`DELETE FROM reset_tokens WHERE hash IN (SELECT hash FROM reset_tokens
			WHERE delivery_id IS NULL AND minted_at < ? ORDER BY minted_at LIMIT ?)`, now.Add(-keep.Requests).UnixMilli(), limit)
		purged.Tokens += p.remove(`DELETE FROM access_tokens WHERE hash IN (SELECT hash FROM access_tokens
			WHERE issued_at < ? ORDER BY issued_at LIMIT ?)`, now.Add(-domain.AccessTokenLifetime-time.Hour).UnixMilli(), limit)
		purged.AuditEvents = p.remove(`DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events
			WHERE at < ? ORDER BY at LIMIT ?)`, now.Add(-keep.Audit).UnixMilli(), limit)
		return p.err
	})
	if err != nil {
		return domain.Purged{}, err
	}
	h.watchLog(ctx)
	return purged, nil
}

// longLog is when the write-ahead log is too long for comfort: it grows while
// another program reads one moment of the database and does not end.
const longLog = 256 << 20

func (h Housekeeping) watchLog(ctx context.Context) {
	log := resolved(h.path) + "-wal"
	if info, err := os.Stat(log); err == nil && info.Size() > longLog {
		h.Store.log.WarnContext(ctx, "the database's log is long: look for a program that has been reading the database for hours",
			"file", log, "bytes", info.Size())
	}
}

// purge is one transaction's work. After the first error it does nothing more.
type purge struct {
	ctx   context.Context
	tx    *sql.Tx
	limit int
	err   error
}

func (p *purge) remove(query string, args ...any) int {
	if p.err != nil {
		return 0
	}
	result, err := p.tx.ExecContext(p.ctx, query, args...)
	if err != nil {
		p.err = err
		return 0
	}
	n, err := result.RowsAffected()
	p.err = err
	return int(n)
}

func (p *purge) number(query string, args ...any) (n int64) {
	if p.err == nil {
		p.err = p.tx.QueryRowContext(p.ctx, query, args...).Scan(&n)
	}
	return n
}

// settledTo returns up to which request may go: what is not looked at yet
// stays, and so does the newest, or its id would be given out again.
func (p *purge) settledTo() int64 {
	return p.number(`SELECT min((SELECT position FROM admission_progress), (SELECT coalesce(max(id), 0) - 1 FROM reset_requests))`)
}

// requests removes the oldest requests with their mails, and their tokens with
// those. A mail that is still waiting keeps its request.
func (p *purge) requests(purged *domain.Purged, before, settled int64) {
	last := p.number(`SELECT coalesce(max(id), 0) FROM (SELECT id, requested_at FROM reset_requests WHERE id <= ? ORDER BY id LIMIT ?)
		WHERE requested_at < ?`, settled, p.limit, before)
	purged.Deliveries += p.remove(`DELETE FROM deliveries WHERE request_id <= ? AND state <> 'waiting'`, last)
	purged.Requests = p.remove(`DELETE FROM reset_requests WHERE id <= ? AND requested_at < ?
		AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.request_id = reset_requests.id)`, last, before)
}

// newest clears what the newest request says, which must stay itself, once its
// time is over: in a shop that nobody visits it would be kept for ever.
func (p *purge) newest(purged *domain.Purged, before, unknownBefore int64) {
	id := p.number(`SELECT coalesce(max(id), 0) FROM reset_requests r WHERE id = (SELECT max(id) FROM reset_requests) AND email_key <> ''
		AND id <= (SELECT position FROM admission_progress)
		AND (requested_at < ? OR requested_at < ? AND NOT EXISTS (SELECT 1 FROM admissions a WHERE a.request_id = r.id))
		AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.request_id = r.id AND d.state = 'waiting')`, before, unknownBefore)
	if id == 0 {
		return
	}
	purged.Deliveries += p.remove(`DELETE FROM deliveries WHERE request_id = ?`, id)
	p.remove(`DELETE FROM admissions WHERE request_id = ?`, id)
	p.remove(clearRequest, id)
}

// purgedUnknown is the setting that remembers up to which request those that
// nobody answered to are gone, so that those that stay are not looked at again.
const purgedUnknown = "purged_unknown"

func (p *purge) unknown(purged *domain.Purged, before, settled int64) {
	from := p.position()
	for range unknownStretches {
		last := p.number(`SELECT coalesce(max(id), ?) FROM (SELECT id, requested_at FROM reset_requests WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)
			WHERE requested_at < ?`, from, from, settled, p.limit, before)
		if last == from || p.err != nil {
			return
		}
		purged.Unknown += p.remove(`DELETE FROM reset_requests WHERE id > ? AND id <= ? AND requested_at < ?
			AND NOT EXISTS (SELECT 1 FROM admissions a WHERE a.request_id = reset_requests.id)`, from, last, before)
		p.remove(`INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			purgedUnknown, strconv.FormatInt(last, 10))
		if purged.Unknown > 0 {
			return
		}
		from = last
	}
}

// unknownStretches is how many stretches of requests are looked at in search of
// one with anything to remove.
const unknownStretches = 20

func (p *purge) position() int64 {
	if p.err != nil {
		return 0
	}
	var text string
	err := p.tx.QueryRowContext(p.ctx, `SELECT value FROM settings WHERE name = ?`, purgedUnknown).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0
	}
	if err != nil {
		p.err = err
		return 0
	}
	position, err := strconv.ParseInt(text, 10, 64)
	p.err = err
	return position
}
