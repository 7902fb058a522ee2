package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// ResetTokens implements ports.ResetTokens.
type ResetTokens struct{ *Store }

// ResetTokens returns the store of the reset tokens that were minted.
func (s *Store) ResetTokens() ResetTokens { return ResetTokens{s} }

// Issue implements ports.ResetTokens.
func (t ResetTokens) Issue(ctx context.Context, token domain.IssuedToken) error {
	return t.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := t.storeToken(ctx, tx, token); err != nil {
			return err
		}
		return t.auditMinted(ctx, tx, token)
	})
}

// ReturnURL implements ports.ResetTokens.
func (t ResetTokens) ReturnURL(ctx context.Context, delivery domain.DeliveryID) (domain.WebURL, domain.Project, error) {
	var (
		project domain.ProjectID
		text    string
	)
	row := t.read.QueryRowContext(ctx, `SELECT r.project_id, coalesce(r.return_url, '')
		FROM deliveries d JOIN reset_requests r ON r.id = d.request_id WHERE d.id = ?`, delivery[:])
	if err := row.Scan(&project, &text); err != nil {
		return domain.WebURL{}, domain.Project{}, t.translate(err)
	}
	returnURL, err := storedURL(text)
	if err != nil {
		return domain.WebURL{}, domain.Project{}, err
	}
	found, err := t.Projects().ByID(ctx, project)
	return returnURL, found, err
}

// Inspect implements ports.ResetTokens.
func (t ResetTokens) Inspect(ctx context.Context, hash domain.TokenHash) (ports.TokenHolder, error) {
	holder, err := scanTokenHolder(t.prepared.inspectToken.QueryRowContext(ctx, hash[:]), hash)
	if err != nil {
		return ports.TokenHolder{}, t.translate(err)
	}
	holder.Project, err = t.Projects().ByID(ctx, holder.Account.ProjectID)
	return holder, err
}

// Redeem implements ports.ResetTokens.
func (t ResetTokens) Redeem(ctx context.Context, hash domain.TokenHash, decide func(ports.TokenHolder) (ports.Redemption, error)) error {
	err := t.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		holder, err := scanTokenHolder(tx.QueryRowContext(ctx, tokenHolderQuery, hash[:]), hash)
		if err != nil {
			return err
		}
		if holder.Project, err = t.Projects().ByID(ctx, holder.Account.ProjectID); err != nil {
			return err
		}
		redemption, err := decide(holder)
		if err != nil {
			return err
		}
		if err := t.redeem(ctx, tx, holder.Account, redemption); err != nil {
			return err
		}
		killPoint("in redeem")
		return nil
	})
	if err == nil {
		killPoint("after redeem")
	}
	return err
}

// ChangeHolder implements ports.ResetTokens.
func (t ResetTokens) ChangeHolder(ctx context.Context, hash domain.TokenHash, edit func(*domain.Account) error) error {
	return t.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT "+accountColumns+" FROM reset_tokens t JOIN accounts a ON a.id = t.account_id WHERE t.hash = ?", hash[:])
		before, err := scanAccount(row)
		if err != nil {
			return err
		}
		after := before
		if err := edit(&after); err != nil {
			return err
		}
		return t.storeAccount(ctx, tx, before, after)
	})
}

func (t ResetTokens) redeem(ctx context.Context, tx *sql.Tx, before domain.Account, redemption ports.Redemption) error {
	// The condition on spent_at decides between winners even if decide did not.
	result, err := tx.ExecContext(ctx, "UPDATE reset_tokens SET spent_at = ? WHERE hash = ? AND spent_at IS NULL",
		nullableMillis(redemption.Token.SpentAt), redemption.Token.Hash[:])
	if err := exactlyOne(result, err, &domain.Problem{Kind: domain.TokenRejected}); err != nil {
		return err
	}
	if err := overwriteAccount(ctx, tx, redemption.Account); err != nil {
		return err
	}
	if err := t.auditReset(ctx, tx, before); err != nil {
		return err
	}
	return t.storeDelivery(ctx, tx, redemption.Notice)
}

func (s *Store) storeToken(ctx context.Context, tx *sql.Tx, t domain.IssuedToken) error {
	delivery := t.DeliveryID[:]
	if t.DeliveryID == (domain.DeliveryID{}) {
		delivery = nil
	}
	_, err := tx.StmtContext(ctx, s.prepared.addToken).ExecContext(ctx,
		t.Hash[:], delivery, t.AccountID[:], t.Generation, t.MintedAt.UnixMilli())
	return err
}

func (s *Store) storeDelivery(ctx context.Context, tx *sql.Tx, d domain.Delivery) error {
	request := sql.NullInt64{Int64: int64(d.RequestID), Valid: d.RequestID != 0}
	_, err := tx.StmtContext(ctx, s.prepared.addDelivery).ExecContext(ctx,
		d.ID[:], string(d.Kind), d.AccountID[:], request, d.Generation, d.MadeAt.UnixMilli(), d.DueAt.UnixMilli(), d.Attempts)
	return err
}

func scanTokenHolder(row scanner, hash domain.TokenHash) (ports.TokenHolder, error) {
	var (
		delivery, account  []byte
		generation, minted int64
		spent              sql.NullInt64
		returnURL          string
		holder             ports.TokenHolder
		err                error
	)
	holder.Account, err = scanAccount(row, &delivery, &account, &generation, &minted, &spent, &returnURL)
	if err != nil {
		return ports.TokenHolder{}, err
	}
	if delivery != nil && len(delivery) != len(domain.DeliveryID{}) || len(account) != len(domain.AccountID{}) {
		return ports.TokenHolder{}, fmt.Errorf("token: %w", errUnreadable)
	}
	holder.Token = domain.IssuedToken{
		Hash: hash, AccountID: domain.AccountID(account),
		Generation: generation, MintedAt: fromMillis(minted), SpentAt: fromNullableMillis(spent),
	}
	if delivery != nil {
		holder.Token.DeliveryID = domain.DeliveryID(delivery)
	}
	holder.ReturnURL, err = storedURL(returnURL)
	return holder, err
}
