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
func (o Outbox) Claim(ctx context.Context, order ports.ClaimOrder, judge func(ports.Due) (ports.Verdict, error)) (int, error) {
	claimed := 0
	err := o.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		all, err := o.due(ctx, tx, order)
		if err != nil {
			return err
		}
		for _, due := range all {
			due.Delivery.Attempts++
			due.Delivery.DueAt = order.Now.Add(order.Lease)
			verdict, err := judge(due)
			if err != nil {
				return err
			}
			if err := o.claim(ctx, tx, due.Delivery, verdict, order.Now); err != nil {
				return err
			}
		}
		claimed = len(all)
		return nil
	})
	if err == nil && claimed > 0 {
		killPoint("after lease")
	}
	return claimed, err
}

// claim stores the lease, or the end of a delivery for which no attempt is
// begun any more.
func (o Outbox) claim(ctx context.Context, tx *sql.Tx, d domain.Delivery, verdict ports.Verdict, now time.Time) error {
	claimedAt, settledAt := now, time.Time{}
	if verdict.State != domain.DeliveryWaiting {
		claimedAt, settledAt = time.Time{}, now
		d.Attempts--
	}
	_, err := tx.StmtContext(ctx, o.prepared.claimDelivery).ExecContext(ctx,
		string(verdict.State), d.DueAt.UnixMilli(), d.Attempts, nullableMillis(settledAt), nullableMillis(claimedAt), d.ID[:])
	if err != nil || verdict.Token == nil {
		return err
	}
	return o.storeToken(ctx, tx, *verdict.Token)
}

// Reclaim implements ports.Outbox.
func (o Outbox) Reclaim(ctx context.Context, now time.Time) (int, error) {
	var reclaimed int64
	err := o.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "UPDATE deliveries SET due_at = ?, claimed_at = NULL WHERE claimed_at IS NOT NULL", now.UnixMilli())
		if err == nil {
			reclaimed, err = result.RowsAffected()
		}
		return err
	})
	return int(reclaimed), err
}

// HandedOver implements ports.Outbox.
func (o Outbox) HandedOver(ctx context.Context, since time.Time) (int, error) {
	n := 0
	err := o.prepared.handedOver.QueryRowContext(ctx, since.UnixMilli()).Scan(&n)
	return n, o.translate(err)
}

// due returns what may be claimed.
func (o Outbox) due(ctx context.Context, tx *sql.Tx, order ports.ClaimOrder) ([]ports.Due, error) {
	shares, err := o.shares(ctx, tx, order.Now, order.Limit, order.NoticesOnly)
	if err != nil {
		return nil, err
	}
	var all []ports.Due
	for _, s := range shares {
		if s.limit == 0 {
			continue
		}
		found, err := o.dueIn(ctx, tx, s, order.Now)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func (o Outbox) dueIn(ctx context.Context, tx *sql.Tx, s share, now time.Time) ([]ports.Due, error) {
	rows, err := tx.StmtContext(ctx, o.prepared.dueInLane[s.lane]).QueryContext(ctx, now.UnixMilli(), s.limit)
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
		_, err := tx.ExecContext(ctx, "UPDATE deliveries SET state = ?, settled_at = ?, claimed_at = NULL WHERE id = ?",
			string(domain.DeliveryGivenUp), now.UnixMilli(), id[:])
		if err != nil {
			return err
		}
	}
	return nil
}

func scanDue(row scanner) (ports.Due, error) {
	var (
		due                           ports.Due
		id                            []byte
		request, asked                sql.NullInt64
		made                          int64
		channel, returnURL, resetPage sql.NullString
		language, software            sql.NullString
		d, r                          = &due.Delivery, &due.Request
		err                           error
	)
	due.Account, err = scanAccount(row, &id, &d.Kind, &request, &d.Generation, &made, &d.Attempts, &d.Ambiguous,
		&asked, &channel, &returnURL, &resetPage, &language, &software, &due.Asked)
	if len(id) == len(d.ID) {
		d.ID = domain.DeliveryID(id)
	}
	if err != nil {
		return due, err
	}
	d.MadeAt = fromMillis(made)
	d.AccountID, d.ProjectID = due.Account.ID, due.Account.ProjectID
	if !request.Valid {
		return due, nil
	}
	if r.ReturnURL, err = storedURL(returnURL.String); err != nil {
		return due, err
	}
	if r.ResetPage, err = storedURL(resetPage.String); err != nil {
		return due, err
	}
	d.RequestID, d.AskedAt = domain.RequestID(request.Int64), fromNullableMillis(asked)
	r.ID, r.ProjectID, r.RequestedAt, r.Channel = d.RequestID, d.ProjectID, d.AskedAt, domain.Channel(channel.String)
	r.Language, r.Software = storedLanguage(language.String), domain.ParseSoftware(software.String)
	due.Asked = max(1, due.Asked) // what was admitted by an older version is not counted
	return due, nil
}
