package sqlite

import (
	"context"
	"database/sql"

	"latchkey/domain"
	"latchkey/ports"
)

// AuditLog implements ports.AuditLog.
type AuditLog struct{ *Store }

// AuditLog returns the record of what matters for security.
func (s *Store) AuditLog() AuditLog { return AuditLog{s} }

// Append implements ports.AuditLog.
func (l AuditLog) Append(ctx context.Context, event domain.AuditEvent) error {
	return l.change(ctx, func(ctx context.Context, tx *sql.Tx) error { return l.storeEvent(ctx, tx, event) })
}

// Newest implements ports.AuditLog.
func (l AuditLog) Newest(ctx context.Context, query ports.AuditQuery) ([]domain.AuditEvent, error) {
	rows, err := l.read.QueryContext(ctx, newestEvents, int64(query.Project), string(query.Kind), nullableMillis(query.Since), query.Limit)
	if err != nil {
		return nil, l.translate(err)
	}
	defer rows.Close()
	var events []domain.AuditEvent
	for rows.Next() {
		var (
			event domain.AuditEvent
			at    int64
		)
		if err := rows.Scan(&at, &event.Kind, &event.Project, &event.Subject, &event.Address); err != nil {
			return nil, l.translate(err)
		}
		event.At = fromMillis(at)
		events = append(events, event)
	}
	return events, l.translate(rows.Err())
}

const newestEvents = `SELECT at, kind, coalesce(project_id, 0), subject, address FROM audit_events
	WHERE (?1 = 0 OR project_id = ?1) AND (?2 = '' OR kind = ?2) AND (?3 IS NULL OR at >= ?3) ORDER BY id DESC LIMIT ?4`

func (s *Store) storeEvent(ctx context.Context, tx *sql.Tx, e domain.AuditEvent) error {
	project := sql.NullInt64{Int64: int64(e.Project), Valid: e.Project != 0}
	_, err := tx.StmtContext(ctx, s.prepared.addEvent).ExecContext(ctx, e.At.UnixMilli(), string(e.Kind), project, e.Subject, e.Address)
	return err
}

// audit records an event that happens now, in the transaction that makes it
// happen.
func (s *Store) audit(ctx context.Context, tx *sql.Tx, event domain.AuditEvent) error {
	event.At = s.now()
	return s.storeEvent(ctx, tx, event)
}

// auditAccount records an event of an account, under the address it had.
func (s *Store) auditAccount(ctx context.Context, tx *sql.Tx, kind domain.AuditKind, account domain.Account) error {
	return s.audit(ctx, tx, domain.AuditEvent{
		Kind: kind, Project: account.ProjectID, Subject: account.ID.String(), Address: account.Email.Masked(),
	})
}

func (s *Store) auditReset(ctx context.Context, tx *sql.Tx, before domain.Account) error {
	return s.auditAccount(ctx, tx, domain.AuditResetCompleted, before)
}

// auditChange records what a change to an account means. A password hash that
// changes without ending links is the same password, hashed anew.
func (s *Store) auditChange(ctx context.Context, tx *sql.Tx, before, after domain.Account) error {
	for _, one := range []struct {
		kind     domain.AuditKind
		happened bool
	}{
		{domain.AuditPasswordChanged, before.PasswordHash != after.PasswordHash && before.Generation != after.Generation},
		{domain.AuditEmailChanged, before.Email != after.Email},
		{domain.AuditDisabled, !before.Disabled && after.Disabled},
		{domain.AuditEnabled, before.Disabled && !after.Disabled},
		{domain.AuditDisowned, !after.MutedUntil.IsZero() && !after.MutedUntil.Equal(before.MutedUntil)},
		{domain.AuditMuteLifted, !before.MutedUntil.IsZero() && after.MutedUntil.IsZero()},
	} {
		if !one.happened {
			continue
		}
		if err := s.auditAccount(ctx, tx, one.kind, before); err != nil {
			return err
		}
	}
	return nil
}

// auditMinted records a token that was handed over instead of mailed.
func (s *Store) auditMinted(ctx context.Context, tx *sql.Tx, token domain.IssuedToken) error {
	if token.DeliveryID != (domain.DeliveryID{}) {
		return nil
	}
	account, err := scanAccount(tx.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM accounts a WHERE a.id = ?", token.AccountID[:]))
	if err != nil {
		return err
	}
	return s.auditAccount(ctx, tx, domain.AuditCodeMinted, account)
}

// auditDropped records a mail that an operator gave up.
func (s *Store) auditDropped(ctx context.Context, tx *sql.Tx, delivery domain.DeliveryID) error {
	account, err := scanAccount(tx.QueryRowContext(ctx, "SELECT "+accountColumns+
		" FROM accounts a JOIN deliveries d ON d.account_id = a.id WHERE d.id = ?", delivery[:]))
	if err != nil {
		return err
	}
	return s.auditAccount(ctx, tx, domain.AuditMailDropped, account)
}

func (s *Store) auditClient(ctx context.Context, tx *sql.Tx, kind domain.AuditKind, client domain.APIClient) error {
	return s.audit(ctx, tx, domain.AuditEvent{Kind: kind, Project: client.ProjectID, Subject: client.ID.String()})
}

func (s *Store) auditClientChange(ctx context.Context, tx *sql.Tx, before, after domain.APIClient) error {
	if before.SecretHash != after.SecretHash || before.TokenHash != after.TokenHash {
		if err := s.auditClient(ctx, tx, domain.AuditClientRotated, after); err != nil {
			return err
		}
	}
	if !before.Revoked() && after.Revoked() {
		return s.auditClient(ctx, tx, domain.AuditClientRevoked, after)
	}
	return nil
}

func (s *Store) auditProject(ctx context.Context, tx *sql.Tx, kind domain.AuditKind, id domain.ProjectID) error {
	return s.audit(ctx, tx, domain.AuditEvent{Kind: kind, Project: id})
}
