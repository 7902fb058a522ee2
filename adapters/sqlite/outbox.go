package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Outbox implements ports.Outbox.
type Outbox struct{ *Store }

// Outbox returns the store of deliveries.
func (s *Store) Outbox() Outbox { return Outbox{s} }

// Claim implements ports.Outbox.
func (o Outbox) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int, judge func(ports.Due) (ports.Verdict, error)) (int, error) {
	claimed := 0
	err := o.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		all, err := o.due(ctx, tx, now, limit)
		if err != nil {
			return err
		}
		for _, due := range all {
			due.Delivery.Attempts++
			due.Delivery.DueAt = now.Add(lease)
			verdict, err := judge(due)
			if err != nil {
				return err
			}
			if err := o.claim(ctx, tx, due.Delivery, verdict, now); err != nil {
				return err
			}
		}
		claimed = len(all)
		return nil
	})
	return claimed, err
}

func (o Outbox) claim(ctx context.Context, tx *sql.Tx, d domain.Delivery, verdict ports.Verdict, now time.Time) error {
	settledAt := time.Time{}
	if verdict.State != domain.DeliveryWaiting {
		settledAt = now
	}
	_, err := tx.StmtContext(ctx, o.prepared.claimDelivery).ExecContext(ctx,
		string(verdict.State), d.DueAt.UnixMilli(), d.Attempts, nullableMillis(settledAt), d.ID[:])
	if err != nil || verdict.Token == nil {
		return err
	}
	return o.storeToken(ctx, tx, *verdict.Token)
}

// Settle implements ports.Outbox. The number of the attempt is the fence: it
// tells a claimer who lost its lease from the one who has it now.
func (o Outbox) Settle(ctx context.Context, outcome ports.Outcome) error {
	settledAt := outcome.At
	if outcome.State == domain.DeliveryWaiting {
		settledAt = time.Time{}
	}
	return o.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.StmtContext(ctx, o.prepared.settleDelivery).ExecContext(ctx,
			string(outcome.State), outcome.DueAt.UnixMilli(), nullableMillis(settledAt), outcome.PutBack, outcome.ID[:], outcome.Attempt)
		return err
	})
}

func (o Outbox) due(ctx context.Context, tx *sql.Tx, now time.Time, limit int) ([]ports.Due, error) {
	rows, err := tx.StmtContext(ctx, o.prepared.dueDeliveries).QueryContext(ctx, now.UnixMilli(), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var (
		all        []ports.Due
		unreadable []domain.DeliveryID
	)
	for rows.Next() {
		due, err := scanDue(rows)
		if errors.Is(err, errUnreadable) {
			unreadable = append(unreadable, due.Delivery.ID)
			continue
		}
		if err != nil {
			return nil, err
		}
		if due.Project, err = o.Projects().ByID(ctx, due.Account.ProjectID); err != nil {
			return nil, err
		}
		all = append(all, due)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return all, o.giveUp(ctx, tx, unreadable, now)
}

// giveUp settles deliveries that nothing can be made of, so that those behind
// them are not kept waiting for ever.
func (o Outbox) giveUp(ctx context.Context, tx *sql.Tx, ids []domain.DeliveryID, now time.Time) error {
	for _, id := range ids {
		o.log.ErrorContext(ctx, "a delivery cannot be read and is given up", "delivery", id)
		_, err := tx.ExecContext(ctx, "UPDATE deliveries SET state = ?, settled_at = ? WHERE id = ?",
			string(domain.DeliveryGivenUp), now.UnixMilli(), id[:])
		if err != nil {
			return err
		}
	}
	return nil
}

func scanDue(row scanner) (ports.Due, error) {
	var (
		due                  ports.Due
		id                   []byte
		request              sql.NullInt64
		made                 int64
		returnURL, resetPage string
		d                    = &due.Delivery
		err                  error
	)
	due.Account, err = scanAccount(row, &id, &d.Kind, &request, &d.Generation, &made, &d.Attempts, &returnURL, &resetPage)
	if len(id) == len(d.ID) {
		d.ID = domain.DeliveryID(id)
	}
	if err != nil {
		return due, err
	}
	if due.ReturnURL, err = storedURL(returnURL); err != nil {
		return due, err
	}
	if due.ResetPage, err = storedURL(resetPage); err != nil {
		return due, err
	}
	d.MadeAt = fromMillis(made)
	d.AccountID, d.ProjectID, d.RequestID = due.Account.ID, due.Account.ProjectID, domain.RequestID(request.Int64)
	return due, nil
}
