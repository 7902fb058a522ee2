package sqlite

import (
	"context"
	"database/sql"

	"latchkey/domain"
)

// AccountLists implements ports.AccountLists.
type AccountLists struct{ *Store }

// AccountLists returns the store of customers as an operator sees it.
func (s *Store) AccountLists() AccountLists { return AccountLists{s} }

// AddMany implements ports.AccountLists.
func (l AccountLists) AddMany(ctx context.Context, accounts []domain.Account) ([]bool, error) {
	added := make([]bool, len(accounts))
	err := l.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `INSERT INTO accounts
			(id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at, language, muted_until)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project_id, email_key) DO NOTHING`)
		if err != nil {
			return err
		}
		defer insert.Close()
		for i, account := range accounts {
			result, err := insert.ExecContext(ctx, newAccountValues(account)...)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			added[i] = n == 1
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return added, nil
}

// List implements ports.AccountLists.
func (l AccountLists) List(ctx context.Context, project domain.ProjectID, after string, limit int) ([]domain.Account, error) {
	rows, err := l.read.QueryContext(ctx, "SELECT "+accountColumns+` FROM accounts a
		WHERE a.project_id = ? AND a.email_key > ? ORDER BY a.email_key LIMIT ?`, int64(project), after, limit)
	if err != nil {
		return nil, l.translate(err)
	}
	defer rows.Close()
	var accounts []domain.Account
	for rows.Next() {
		account, err := scanAccount(rows)
		if err != nil {
			return nil, l.translate(err)
		}
		accounts = append(accounts, account)
	}
	return accounts, l.translate(rows.Err())
}

// Count implements ports.AccountLists.
func (l AccountLists) Count(ctx context.Context, project domain.ProjectID) (int, error) {
	n := 0
	err := l.read.QueryRowContext(ctx, "SELECT count(*) FROM accounts WHERE project_id = ?", int64(project)).Scan(&n)
	return n, l.translate(err)
}
