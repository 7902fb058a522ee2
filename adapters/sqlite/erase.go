package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Erasure implements ports.Erasure.
type Erasure struct{ *Store }

// Erasure returns the store as one person's rows in it.
func (s *Store) Erasure() Erasure { return Erasure{s} }

// Traces implements ports.Erasure.
func (e Erasure) Traces(ctx context.Context, project domain.ProjectID, email domain.Email) (ports.Traces, error) {
	var traces ports.Traces
	err := e.look(ctx, func(tx *sql.Tx) error {
		p := person{ctx: ctx, tx: tx, project: project, email: email}
		err := p.find()
		if err != nil {
			return err
		}
		if traces.Requests, err = p.requests(0); err != nil {
			return err
		}
		if traces.Deliveries, err = p.deliveries(); err != nil {
			return err
		}
		traces.Events, err = p.events()
		return err
	})
	return traces, err
}

// Erase implements ports.Erasure. Most requests are found before the write lock
// is taken: there is no index by address, and a server must not be kept waiting.
// What is deleted is overwritten with zeros; what the write-ahead log still
// holds of it goes as that is used again.
func (e Erasure) Erase(ctx context.Context, project domain.ProjectID, email domain.Email, now time.Time) (ports.Erased, error) {
	var (
		named  []domain.RequestID
		newest domain.RequestID
	)
	err := e.look(ctx, func(tx *sql.Tx) (err error) {
		p := person{ctx: ctx, tx: tx, project: project, email: email}
		if err := p.find(); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM reset_requests").Scan(&newest); err != nil {
			return err
		}
		named, err = p.requests(0)
		return err
	})
	if err != nil {
		return ports.Erased{}, err
	}
	var erased ports.Erased
	err = e.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		p := person{ctx: ctx, tx: tx, project: project, email: email}
		erased, err = p.erase(named, newest)
		if err != nil || erased == (ports.Erased{}) {
			return err
		}
		return e.storeEvent(ctx, tx, domain.AuditEvent{
			At: now, Kind: domain.AuditErased, Project: project, Subject: p.subject(), Address: email.Masked(),
		})
	})
	if err != nil {
		return ports.Erased{}, err
	}
	return erased, nil
}

// person is whoever an address of a project belongs to, in one transaction.
type person struct {
	ctx     context.Context
	tx      *sql.Tx
	project domain.ProjectID
	email   domain.Email
	account []byte // nil if there is none
}

func (p *person) find() error {
	row := p.tx.QueryRowContext(p.ctx, "SELECT id FROM accounts WHERE project_id = ? AND email_key = ?", int64(p.project), p.email.Canonical())
	if err := row.Scan(&p.account); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// subject names the account in the audit log.
func (p *person) subject() string {
	if len(p.account) != len(domain.AccountID{}) {
		return ""
	}
	return domain.AccountID(p.account).String()
}

// requests returns those that named the address after the given one, and all
// that were for the account.
func (p *person) requests(after domain.RequestID) ([]domain.RequestID, error) {
	return collect(p, `SELECT id FROM reset_requests WHERE id > ? AND project_id = ? AND email_key = ?
		UNION SELECT request_id FROM admissions WHERE account_id = ? ORDER BY 1`,
		func(row scanner) (id domain.RequestID, err error) { return id, row.Scan(&id) },
		int64(after), int64(p.project), p.email.Canonical(), p.account)
}

func (p *person) deliveries() ([]domain.DeliveryID, error) {
	return collect(p, "SELECT id FROM deliveries WHERE account_id = ? ORDER BY made_at, id",
		func(row scanner) (domain.DeliveryID, error) {
			var id []byte
			if err := row.Scan(&id); err != nil || len(id) != len(domain.DeliveryID{}) {
				return domain.DeliveryID{}, errors.Join(err, errUnreadable)
			}
			return domain.DeliveryID(id), nil
		}, p.account)
}

func (p *person) events() ([]domain.AuditEvent, error) {
	if p.account == nil {
		return nil, nil
	}
	return collect(p, "SELECT at, kind, coalesce(project_id, 0), subject, address FROM audit_events WHERE subject = ? ORDER BY id",
		func(row scanner) (domain.AuditEvent, error) {
			var (
				event domain.AuditEvent
				at    int64
			)
			err := row.Scan(&at, &event.Kind, &event.Project, &event.Subject, &event.Address)
			event.At = fromMillis(at)
			return event, err
		}, p.subject())
}

// erase removes everything, given the requests that were found before and the
// newest one then.
func (p *person) erase(named []domain.RequestID, newest domain.RequestID) (ports.Erased, error) {
	if _, err := p.tx.ExecContext(p.ctx, "PRAGMA secure_delete = ON"); err != nil {
		return ports.Erased{}, err
	}
	if err := p.find(); err != nil {
		return ports.Erased{}, err
	}
	late, err := p.requests(newest)
	if err != nil {
		return ports.Erased{}, err
	}
	var erased ports.Erased
	if err := p.tx.QueryRowContext(p.ctx, "SELECT coalesce(max(id), 0) FROM reset_requests").Scan(&newest); err != nil {
		return ports.Erased{}, err
	}
	all := append(named, late...)
	slices.Sort(all)
	for _, id := range slices.Compact(all) {
		n, err := p.eraseRequest(id, id == newest)
		if err != nil {
			return ports.Erased{}, err
		}
		erased.Requests += n
	}
	if p.account == nil {
		return erased, nil
	}
	row := p.tx.QueryRowContext(p.ctx, "SELECT count(*) FROM deliveries WHERE account_id = ?", p.account)
	if err := row.Scan(&erased.Deliveries); err != nil {
		return ports.Erased{}, err
	}
	erased.Accounts, err = p.count("DELETE FROM accounts WHERE id = ?", p.account)
	return erased, err
}

// eraseRequest deletes a request, or, if it must stay, all that it says.
func (p *person) eraseRequest(id domain.RequestID, stays bool) (int, error) {
	if !stays {
		return p.count("DELETE FROM reset_requests WHERE id = ?", int64(id))
	}
	if _, err := p.count("DELETE FROM admissions WHERE request_id = ?", int64(id)); err != nil {
		return 0, err
	}
	return p.count(clearRequest, int64(id))
}

// clearRequest leaves of a request that it was.
const clearRequest = `UPDATE reset_requests SET email_key = '', client_id = NULL, return_url = NULL, reset_page = NULL,
	device_ip = NULL, device_agent = NULL, language = NULL, software = NULL WHERE id = ?`

func (p *person) count(query string, args ...any) (int, error) {
	result, err := p.tx.ExecContext(p.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

func collect[T any](p *person, query string, scan func(scanner) (T, error), args ...any) ([]T, error) {
	rows, err := p.tx.QueryContext(p.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
