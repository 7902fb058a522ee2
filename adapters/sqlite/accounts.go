package sqlite

import (
	"context"
	"database/sql"

	"latchkey/domain"
)

// Accounts implements ports.Accounts.
type Accounts struct{ *Store }

// Accounts returns the store of customers.
func (s *Store) Accounts() Accounts { return Accounts{s} }

// Add implements ports.Accounts.
func (a Accounts) Add(ctx context.Context, account domain.Account) error {
	return a.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO accounts
			(id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at, language, muted_until)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, newAccountValues(account)...)
		if err != nil {
			return err
		}
		return a.auditAccount(ctx, tx, domain.AuditAccountAdded, account)
	})
}

// newAccountValues are all columns of a new account.
func newAccountValues(a domain.Account) []any {
	return []any{
		a.ID[:], int64(a.ProjectID), a.Email.Address(), a.Email.Canonical(), a.EmailVerified, string(a.PasswordHash), a.Disabled,
		a.External, a.Generation, a.CreatedAt.UnixMilli(), nullableText(string(a.Language)), nullableMillis(a.MutedUntil),
	}
}

// ByEmail implements ports.Accounts.
func (a Accounts) ByEmail(ctx context.Context, project domain.ProjectID, email domain.Email) (domain.Account, error) {
	row := a.prepared.accountByEmail.QueryRowContext(ctx, int64(project), email.Canonical())
	account, err := scanAccount(row)
	return account, a.translate(err)
}

// ByID implements ports.Accounts.
func (a Accounts) ByID(ctx context.Context, id domain.AccountID) (domain.Account, error) {
	row := a.read.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM accounts a WHERE a.id = ?", id[:])
	account, err := scanAccount(row)
	return account, a.translate(err)
}

// Change implements ports.Accounts.
func (a Accounts) Change(ctx context.Context, id domain.AccountID, edit func(*domain.Account) error) error {
	return a.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM accounts a WHERE a.id = ?", id[:])
		before, err := scanAccount(row)
		if err != nil {
			return err
		}
		after := before
		if err := edit(&after); err != nil {
			return err
		}
		return a.storeAccount(ctx, tx, before, after)
	})
}

// Remove implements ports.Accounts.
func (a Accounts) Remove(ctx context.Context, id domain.AccountID) error {
	return a.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var (
			project domain.ProjectID
			email   string
		)
		row := tx.QueryRowContext(ctx, "SELECT project_id, email FROM accounts WHERE id = ?", id[:])
		if err := row.Scan(&project, &email); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM accounts WHERE id = ?", id[:]); err != nil {
			return err
		}
		address, _ := domain.ParseEmail(email) // one that cannot be read must not keep the account
		return a.audit(ctx, tx, domain.AuditEvent{Kind: domain.AuditErased, Project: project, Subject: id.String(), Address: address.Masked()})
	})
}

// storeAccount overwrites before with after and records what that means.
func (s *Store) storeAccount(ctx context.Context, tx *sql.Tx, before, after domain.Account) error {
	if err := overwriteAccount(ctx, tx, after); err != nil {
		return err
	}
	return s.auditChange(ctx, tx, before, after)
}

// overwriteAccount stores an account that exists.
func overwriteAccount(ctx context.Context, tx *sql.Tx, account domain.Account) error {
	result, err := tx.ExecContext(ctx, `UPDATE accounts SET email = ?, email_key = ?, email_verified = ?, password_hash = ?,
		disabled = ?, external = ?, generation = ?, language = ?, muted_until = ? WHERE id = ?`,
		account.Email.Address(), account.Email.Canonical(), account.EmailVerified, string(account.PasswordHash),
		account.Disabled, account.External, account.Generation, nullableText(string(account.Language)), nullableMillis(account.MutedUntil), account.ID[:])
	return exactlyOne(result, err, sql.ErrNoRows)
}
