package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Timeline implements ports.Timeline.
type Timeline struct{ *Store }

// Timeline returns the store as an operator looks back at it.
func (s *Store) Timeline() Timeline { return Timeline{s} }

// Requests implements ports.Timeline. What was decided about a request that
// nobody answers to leaves no row: it was decided no earlier than it was made,
// and than the one before it that somebody answers to.
func (t Timeline) Requests(ctx context.Context, query ports.RequestQuery) ([]ports.RequestRecord, error) {
	var records []ports.RequestRecord
	err := t.look(ctx, func(tx *sql.Tx) error {
		found, err := findRequests(ctx, tx, query)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f.delivery != nil {
				deliveries, err := readDeliveries(ctx, tx, "d.id = ?", f.delivery)
				if err != nil {
					return err
				}
				if len(deliveries) == 1 {
					f.Delivery = &deliveries[0]
				}
			}
			records = append(records, f.RequestRecord)
		}
		return nil
	})
	return records, err
}

// look runs fn in a transaction that sees one moment of the file.
func (s *Store) look(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.translate(err)
	}
	defer tx.Rollback()
	return s.translate(fn(tx))
}

// matching turns a query into conditions and their values.
func matching(query ports.RequestQuery) (string, []any) {
	conditions, values := []string{"1"}, []any(nil)
	add := func(wanted bool, condition string, v ...any) {
		if wanted {
			conditions, values = append(conditions, condition), append(values, v...)
		}
	}
	add(query.ID != 0, "r.id = ?", int64(query.ID))
	add(query.Project != 0, "r.project_id = ?", int64(query.Project))
	add(!query.Email.IsZero(), "r.email_key = ?", query.Email.Canonical())
	add(!query.Since.IsZero(), "r.requested_at >= ?", query.Since.UnixMilli())
	add(!query.Until.IsZero(), "r.requested_at < ?", query.Until.UnixMilli())
	if query.Reference != "" {
		first, last := query.Reference.Range()
		add(true, `r.id IN (SELECT request_id FROM deliveries WHERE id BETWEEN ? AND ?
			UNION SELECT request_id FROM admissions WHERE delivery_id BETWEEN ? AND ?)`, first[:], last[:], first[:], last[:])
	}
	return strings.Join(conditions, " AND "), append(values, query.Limit)
}

// foundRequest is a record with the id of the delivery to be read for it.
type foundRequest struct {
	ports.RequestRecord
	delivery []byte
}

func findRequests(ctx context.Context, tx *sql.Tx, query ports.RequestQuery) ([]foundRequest, error) {
	conditions, values := matching(query)
	rows, err := tx.QueryContext(ctx, `SELECT r.id, r.project_id, r.email_key, r.channel, r.requested_at, r.client_id,
			coalesce(r.return_url, ''), coalesce(r.reset_page, ''), coalesce(r.device_ip, ''), coalesce(r.device_agent, ''),
			coalesce(r.language, ''), coalesce(r.software, ''),
			CASE WHEN r.id > (SELECT position FROM admission_progress) THEN 'accepted' ELSE coalesce(m.state, 'no_such_account') END,
			coalesce(m.admitted_at, max(r.requested_at,
				coalesce((SELECT b.admitted_at FROM admissions b WHERE b.request_id < r.id ORDER BY b.request_id DESC LIMIT 1), 0))),
			coalesce((SELECT d.id FROM deliveries d WHERE d.request_id = r.id ORDER BY d.made_at DESC LIMIT 1), m.delivery_id)
		FROM reset_requests r LEFT JOIN admissions m ON m.request_id = r.id
		WHERE `+conditions+` ORDER BY r.id DESC LIMIT ?`, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []foundRequest
	for rows.Next() {
		f, err := scanRequest(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

func scanRequest(row scanner) (foundRequest, error) {
	var (
		f                                               foundRequest
		r                                               = &f.Request
		email, returnURL, resetPage, language, software string
		client                                          []byte
		requested, decided                              int64
	)
	err := row.Scan(&r.ID, &r.ProjectID, &email, &r.Channel, &requested, &client, &returnURL, &resetPage,
		&r.Device.IPAddress, &r.Device.UserAgent, &language, &software, &f.State, &decided, &f.delivery)
	if err != nil {
		return foundRequest{}, err
	}
	if r.Email, err = storedEmail(email); err != nil {
		return foundRequest{}, err
	}
	if r.ReturnURL, err = storedURL(returnURL); err != nil {
		return foundRequest{}, err
	}
	if r.ResetPage, err = storedURL(resetPage); err != nil {
		return foundRequest{}, err
	}
	if len(client) == len(r.ClientID) {
		r.ClientID = domain.ClientID(client)
	}
	r.RequestedAt, r.Language, r.Software = fromMillis(requested), storedLanguage(language), domain.ParseSoftware(software)
	if f.State != domain.RequestAccepted {
		f.DecidedAt = fromMillis(decided)
	}
	return f, nil
}

// Delivery implements ports.Timeline.
func (t Timeline) Delivery(ctx context.Context, reference domain.Reference) ([]ports.DeliveryRecord, error) {
	first, last := reference.Range()
	var records []ports.DeliveryRecord
	err := t.look(ctx, func(tx *sql.Tx) (err error) {
		records, err = readDeliveries(ctx, tx, "d.id BETWEEN ? AND ? ORDER BY d.made_at DESC, d.id", first[:], last[:])
		return err
	})
	return records, err
}

// Waiting implements ports.Timeline.
func (t Timeline) Waiting(ctx context.Context, limit int) ([]ports.DeliveryRecord, int, error) {
	var (
		records []ports.DeliveryRecord
		all     int
	)
	err := t.look(ctx, func(tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM deliveries d WHERE `+freshLane.condition()+`) +
			(SELECT count(*) FROM deliveries d WHERE `+againLane.condition()+`)`)
		if err := row.Scan(&all); err != nil {
			return err
		}
		lane := func(l lane) string {
			return `SELECT id FROM (SELECT d.id FROM deliveries d WHERE ` + l.condition() + ` ORDER BY d.due_at, d.id LIMIT ?)`
		}
		var err error
		records, err = readDeliveries(ctx, tx, `d.id IN (`+lane(freshLane)+` UNION ALL `+lane(againLane)+`) ORDER BY d.due_at, d.id LIMIT ?`,
			limit, limit, limit)
		return err
	})
	return records, all, err
}

// notSending is a condition on a delivery that waits: nobody holds a lease on it.
const notSending = "state = 'waiting' AND (claimed_at IS NULL OR due_at <= ?)"

// Retry implements ports.Timeline.
func (t Timeline) Retry(ctx context.Context, id domain.DeliveryID, now time.Time) error {
	return t.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE deliveries SET due_at = ? WHERE id = ? AND "+notSending, now.UnixMilli(), id[:], now.UnixMilli())
		return exactlyOne(result, err, sql.ErrNoRows)
	})
}

// RetryAll implements ports.Timeline.
func (t Timeline) RetryAll(ctx context.Context, now time.Time) (int, error) {
	var retried int64
	err := t.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE deliveries SET due_at = ? WHERE "+notSending, now.UnixMilli(), now.UnixMilli())
		if err == nil {
			retried, err = result.RowsAffected()
		}
		return err
	})
	return int(retried), err
}

// Drop implements ports.Timeline.
func (t Timeline) Drop(ctx context.Context, id domain.DeliveryID, now time.Time) error {
	return t.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE deliveries SET state = 'dropped', settled_at = ?, claimed_at = NULL WHERE id = ? AND "+notSending,
			now.UnixMilli(), id[:], now.UnixMilli())
		if err := exactlyOne(result, err, sql.ErrNoRows); err != nil {
			return err
		}
		return t.auditDropped(ctx, tx, id)
	})
}
