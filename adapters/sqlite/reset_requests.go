package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// ResetRequests implements ports.ResetRequests.
type ResetRequests struct{ *Store }

// ResetRequests returns the store of reset requests and their tokens.
func (s *Store) ResetRequests() ResetRequests { return ResetRequests{s} }

// Add implements ports.ResetRequests by group commit.
func (r ResetRequests) Add(ctx context.Context, request domain.ResetRequest) error {
	return r.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.StmtContext(ctx, r.prepared.addRequest).ExecContext(ctx,
			int64(request.ProjectID), request.Email.Canonical(), string(request.Channel), request.RequestedAt.UnixMilli())
		return err
	})
}

// Inspect implements ports.ResetRequests.
func (r ResetRequests) Inspect(ctx context.Context, hash domain.TokenHash) (ports.TokenHolder, error) {
	holder, err := scanTokenHolder(r.prepared.inspectToken.QueryRowContext(ctx, hash[:]), hash)
	if err != nil {
		return ports.TokenHolder{}, r.translate(err)
	}
	holder.Project, err = r.Projects().ByID(ctx, holder.Account.ProjectID)
	return holder, err
}

// Redeem implements ports.ResetRequests.
func (r ResetRequests) Redeem(ctx context.Context, hash domain.TokenHash, decide func(ports.TokenHolder) (ports.Redemption, error)) error {
	return r.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		holder, err := scanTokenHolder(tx.QueryRowContext(ctx, tokenHolderQuery, hash[:]), hash)
		if err != nil {
			return err
		}
		if holder.Project, err = r.Projects().ByID(ctx, holder.Account.ProjectID); err != nil {
			return err
		}
		redemption, err := decide(holder)
		if err != nil {
			return err
		}
		return r.redeem(ctx, tx, redemption)
	})
}

func (r ResetRequests) redeem(ctx context.Context, tx *sql.Tx, redemption ports.Redemption) error {
	// The condition on spent_at decides between winners even if decide did not.
	result, err := tx.ExecContext(ctx, "UPDATE reset_tokens SET spent_at = ? WHERE hash = ? AND spent_at IS NULL",
		nullableMillis(redemption.Token.SpentAt), redemption.Token.Hash[:])
	if err := exactlyOne(result, err, &domain.Problem{Kind: domain.TokenRejected}); err != nil {
		return err
	}
	if err := storeAccount(ctx, tx, redemption.Account); err != nil {
		return err
	}
	return r.storeDelivery(ctx, tx, redemption.Notice)
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
	)
	holder := ports.TokenHolder{}
	var err error
	if holder.Account, err = scanAccount(row, &delivery, &account, &generation, &minted, &spent); err != nil {
		return ports.TokenHolder{}, err
	}
	if len(delivery) != len(domain.DeliveryID{}) || len(account) != len(domain.AccountID{}) {
		return ports.TokenHolder{}, fmt.Errorf("token: %w", errUnreadable)
	}
	holder.Token = domain.IssuedToken{
		Hash: hash, DeliveryID: domain.DeliveryID(delivery), AccountID: domain.AccountID(account),
		Generation: generation, MintedAt: fromMillis(minted), SpentAt: fromNullableMillis(spent),
	}
	return holder, nil
}
