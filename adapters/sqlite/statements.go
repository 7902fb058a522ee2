package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statements are the ones that run all the time, prepared once.
type statements struct {
	addRequest                   [4]*sql.Stmt // by requestShape
	nextRequests, moveProgress   *sql.Stmt
	applicants, earlierMails     *sql.Stmt
	addAdmission                 *sql.Stmt
	countLane, dueInLane         [4]*sql.Stmt // by lane
	claimDelivery, addDelivery   *sql.Stmt
	settleDelivery, forgetTokens *sql.Stmt
	addAttempt, addToken         *sql.Stmt
	addEvent                     *sql.Stmt
	inspectToken, accountByEmail *sql.Stmt // for reading
	handedOver                   *sql.Stmt // for reading

	all []*sql.Stmt
}

const accountColumns = `a.id, a.project_id, a.email, a.email_verified, a.password_hash, a.disabled, a.external, a.generation, a.created_at,
	a.language, a.muted_until`

const tokenHolderQuery = `SELECT t.delivery_id, t.account_id, t.generation, t.minted_at, t.spent_at, coalesce(r.return_url, ''), ` + accountColumns + `
	FROM reset_tokens t JOIN accounts a ON a.id = t.account_id
	LEFT JOIN deliveries d ON d.id = t.delivery_id LEFT JOIN reset_requests r ON r.id = d.request_id WHERE t.hash = ?`

// limited ends a query that is prepared once. SQLite plans by the value of a
// bare LIMIT ? and so prepares the statement anew each time it is bound, at a
// multiple of what running it costs.
const limited = "LIMIT ? + 0"

type preparation struct {
	into  **sql.Stmt
	on    *sql.DB
	query string
}

func (p *statements) prepare(ctx context.Context, write, read *sql.DB) error {
	list := p.list(write, read)
	for shape := range p.addRequest {
		list = append(list, preparation{&p.addRequest[shape], write, requestShape(shape).insert()})
	}
	for l := range p.countLane {
		list = append(list, preparation{&p.countLane[l], write, lane(l).count()}, preparation{&p.dueInLane[l], write, lane(l).due()})
	}
	for _, one := range list {
		statement, err := one.on.PrepareContext(ctx, one.query)
		if err != nil {
			return fmt.Errorf("prepare statement: %w", err)
		}
		*one.into = statement
		p.all = append(p.all, statement)
	}
	return nil
}

func (p *statements) list(write, read *sql.DB) []preparation {
	return []preparation{
		{&p.nextRequests, write, `SELECT coalesce(max(id), 0), count(*)
			FROM (SELECT id FROM reset_requests WHERE id > (SELECT position FROM admission_progress) ORDER BY id ` + limited + `)`},
		// CROSS JOIN keeps SQLite from beginning with all accounts.
		{&p.applicants, write, `SELECT r.id, r.email_key, r.channel, r.requested_at, ` + accountColumns + `
			FROM reset_requests r CROSS JOIN accounts a ON a.project_id = r.project_id AND a.email_key = r.email_key
			WHERE r.id > (SELECT position FROM admission_progress) AND r.id <= ? ORDER BY r.id`},
		{&p.moveProgress, write, `UPDATE admission_progress SET position = ?, moved_at = ?`},
		{&p.earlierMails, write, `SELECT id, made_at, generation FROM deliveries WHERE account_id = ? AND made_at > ? AND kind = 'reset_link'`},
		{&p.addAdmission, write, `INSERT INTO admissions (request_id, state, admitted_at, account_id, delivery_id) VALUES (?, ?, ?, ?, ?)`},
		{&p.claimDelivery, write, `UPDATE deliveries SET state = ?, due_at = ?, attempts = ?, settled_at = ?, claimed_at = ? WHERE id = ?`},
		{&p.addDelivery, write, `INSERT INTO deliveries (id, kind, state, account_id, request_id, generation, made_at, due_at, attempts)
			VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?, ?)`},
		{&p.settleDelivery, write, `UPDATE deliveries SET state = ?, due_at = ?, settled_at = ?, attempts = attempts - ?, ambiguous = ambiguous + ?,
			claimed_at = NULL WHERE id = ? AND state = 'waiting' AND attempts = ? AND claimed_at IS NOT NULL`},
		{&p.forgetTokens, write, `DELETE FROM reset_tokens WHERE delivery_id = ?1 AND spent_at IS NULL AND minted_at =
			(SELECT claimed_at FROM deliveries WHERE id = ?1 AND state = 'waiting' AND attempts = ?2)`},
		{&p.addAttempt, write, `INSERT INTO delivery_attempts (delivery_id, number, began_at, ended_at, state, class, phase, words)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`},
		{&p.addToken, write, `INSERT INTO reset_tokens (hash, delivery_id, account_id, generation, minted_at) VALUES (?, ?, ?, ?, ?)`},
		{&p.addEvent, write, `INSERT INTO audit_events (at, kind, project_id, subject, address) VALUES (?, ?, ?, ?, ?)`},
		{&p.inspectToken, read, tokenHolderQuery},
		{&p.accountByEmail, read, `SELECT ` + accountColumns + ` FROM accounts a WHERE a.project_id = ? AND a.email_key = ?`},
		{&p.handedOver, read, `SELECT count(*) FROM deliveries WHERE state = 'handed_over' AND kind = 'reset_link' AND settled_at >= ?`},
	}
}

func (p *statements) close() error {
	var errs []error
	for _, statement := range p.all {
		errs = append(errs, statement.Close())
	}
	return errors.Join(errs...)
}
