package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statements are the ones that run all the time, prepared once.
type statements struct {
	addRequest, addClientRequest, nextRequests, moveProgress *sql.Stmt
	applicants, earlierMails, addAdmission                   *sql.Stmt
	dueDeliveries, claimDelivery, settleDelivery             *sql.Stmt
	addDelivery, addToken                                    *sql.Stmt
	inspectToken, accountByEmail                             *sql.Stmt // for reading

	all []*sql.Stmt
}

const accountColumns = `a.id, a.project_id, a.email, a.email_verified, a.password_hash, a.disabled, a.external, a.generation, a.created_at`

const tokenHolderQuery = `SELECT t.delivery_id, t.account_id, t.generation, t.minted_at, t.spent_at, coalesce(r.return_url, ''), ` + accountColumns + `
	FROM reset_tokens t JOIN accounts a ON a.id = t.account_id
	LEFT JOIN deliveries d ON d.id = t.delivery_id LEFT JOIN reset_requests r ON r.id = d.request_id WHERE t.hash = ?`

func (p *statements) prepare(ctx context.Context, write, read *sql.DB) error {
	for _, one := range []struct {
		into  **sql.Stmt
		on    *sql.DB
		query string
	}{
		{&p.addRequest, write, `INSERT INTO reset_requests (project_id, email_key, channel, requested_at, return_url) VALUES (?, ?, ?, ?, ?)`},
		{&p.addClientRequest, write, `INSERT INTO reset_requests
			(project_id, email_key, channel, requested_at, return_url, client_id, reset_page, device_ip, device_agent)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&p.nextRequests, write, `SELECT coalesce(max(id), 0), count(*)
			FROM (SELECT id FROM reset_requests WHERE id > (SELECT position FROM admission_progress) ORDER BY id LIMIT ?)`},
		// CROSS JOIN keeps SQLite from beginning with all accounts.
		{&p.applicants, write, `SELECT r.id, r.email_key, r.channel, r.requested_at, ` + accountColumns + `
			FROM reset_requests r CROSS JOIN accounts a ON a.project_id = r.project_id AND a.email_key = r.email_key
			WHERE r.id > (SELECT position FROM admission_progress) AND r.id <= ? ORDER BY r.id`},
		{&p.moveProgress, write, `UPDATE admission_progress SET position = ?, moved_at = ?`},
		{&p.earlierMails, write, `SELECT made_at, generation FROM deliveries WHERE account_id = ? AND made_at > ? AND kind = 'reset_link'`},
		{&p.addAdmission, write, `INSERT INTO admissions (request_id, state, admitted_at) VALUES (?, ?, ?)`},
		{&p.dueDeliveries, write, `SELECT d.id, d.kind, d.request_id, d.generation, d.made_at, d.attempts,
				coalesce(r.return_url, ''), coalesce(r.reset_page, ''), ` + accountColumns + `
			FROM deliveries d CROSS JOIN accounts a ON a.id = d.account_id LEFT JOIN reset_requests r ON r.id = d.request_id
			WHERE d.state = 'waiting' AND d.due_at <= ? ORDER BY d.due_at, d.id LIMIT ?`},
		{&p.claimDelivery, write, `UPDATE deliveries SET state = ?, due_at = ?, attempts = ?, settled_at = ? WHERE id = ?`},
		{&p.settleDelivery, write, `UPDATE deliveries SET state = ?, due_at = ?, settled_at = ?, attempts = attempts - ?
			WHERE id = ? AND state = 'waiting' AND attempts = ?`},
		{&p.addDelivery, write, `INSERT INTO deliveries (id, kind, state, account_id, request_id, generation, made_at, due_at, attempts) VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?, ?)`},
		{&p.addToken, write, `INSERT INTO reset_tokens (hash, delivery_id, account_id, generation, minted_at) VALUES (?, ?, ?, ?, ?)`},
		{&p.inspectToken, read, tokenHolderQuery},
		{&p.accountByEmail, read, `SELECT ` + accountColumns + ` FROM accounts a WHERE a.project_id = ? AND a.email_key = ?`},
	} {
		statement, err := one.on.PrepareContext(ctx, one.query)
		if err != nil {
			return fmt.Errorf("prepare statement: %w", err)
		}
		*one.into = statement
		p.all = append(p.all, statement)
	}
	return nil
}

func (p *statements) close() error {
	var errs []error
	for _, statement := range p.all {
		errs = append(errs, statement.Close())
	}
	return errors.Join(errs...)
}
