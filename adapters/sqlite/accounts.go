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
			(id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			account.ID[:], int64(account.ProjectID), account.Email.Address(), account.Email.Canonical(), account.EmailVerified,
			string(account.PasswordHash), account.Disabled, account.External, account.Generation, account.CreatedAt.UnixMilli())
		return err
	})
}

// ByEmail implements ports.Accounts.
func (a Accounts) ByEmail(ctx context.Context, project domain.ProjectID, email domain.Email) (domain.Account, error) {
	row := a.prepared.accountByEmail.QueryRowContext(ctx, int64(project), email.Canonical())
	account, err := scanAccount(row)
	return account, a.translate(err)
}

// Change implements ports.Accounts.
func (a Accounts) Change(ctx context.Context, id domain.AccountID, edit func(*domain.Account) error) error {
	return a.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM accounts a WHERE a.id = ?", id[:])
		account, err := scanAccount(row)
		if err != nil {
			return err
		}
		if err := edit(&account); err != nil {
			return err
		}
		return storeAccount(ctx, tx, account)
	})
}

// Remove implements ports.Accounts.
func (a Accounts) Remove(ctx context.Context, id domain.AccountID) error {
	return a.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "DELETE FROM accounts WHERE id = ?", id[:])
		return exactlyOne(result, err, sql.ErrNoRows)
	})
}

// storeAccount overwrites an account that exists.
func storeAccount(ctx context.Context, tx *sql.Tx, account domain.Account) error {
	result, err := tx.ExecContext(ctx, `UPDATE accounts SET email = ?, email_key = ?, email_verified = ?, password_hash = ?,
		disabled = ?, external = ?, generation = ? WHERE id = ?`,
		account.Email.Address(), account.Email.Canonical(), account.EmailVerified, string(account.PasswordHash),
		account.Disabled, account.External, account.Generation, account.ID[:])
	return exactlyOne(result, err, sql.ErrNoRows)
}
