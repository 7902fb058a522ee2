package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Admit implements ports.ResetRequests. A request that nobody answers to costs
// no write: the position moves past it. The batch joins the next group commit,
// so that it costs no sync of its own.
func (r ResetRequests) Admit(ctx context.Context, now time.Time, limit int, decide func(ports.Applicant) (ports.Admission, error)) (int, error) {
	admitted := 0
	err := r.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var last int64
		row := tx.StmtContext(ctx, r.prepared.nextRequests).QueryRowContext(ctx, limit)
		if err := row.Scan(&last, &admitted); err != nil || admitted == 0 {
			return err
		}
		applicants, err := r.applicants(ctx, tx, last)
		if err != nil {
			return err
		}
		batch := admissionBatch{
			ResetRequests: r, tx: tx, now: now, decide: decide,
			earlier: tx.StmtContext(ctx, r.prepared.earlierMails), add: tx.StmtContext(ctx, r.prepared.addAdmission),
		}
		for _, applicant := range applicants {
			if err := batch.admit(ctx, applicant); err != nil {
				return err
			}
		}
		_, err = tx.StmtContext(ctx, r.prepared.moveProgress).ExecContext(ctx, last, now.UnixMilli())
		return err
	})
	if err != nil {
		return 0, err
	}
	return admitted, nil
}

// admissionBatch is what the admissions of one transaction share.
type admissionBatch struct {
	ResetRequests
	tx           *sql.Tx
	now          time.Time
	decide       func(ports.Applicant) (ports.Admission, error)
	earlier, add *sql.Stmt
}

// admit gives one request its state. What was mailed is read anew for each, because a
// request before it in the same batch may have led to a mail.
func (b *admissionBatch) admit(ctx context.Context, applicant ports.Applicant) error {
	var err error
	if applicant.Earlier, err = b.earlierMails(ctx, applicant.Account.ID); err != nil {
		return err
	}
	admission, err := b.decide(applicant)
	if err != nil {
		return err
	}
	if admission.State == domain.RequestMailed {
		if err := b.storeDelivery(ctx, b.tx, admission.Delivery); err != nil {
			return err
		}
	}
	folded := admission.FoldedInto[:]
	if admission.State != domain.RequestFolded || admission.FoldedInto == (domain.DeliveryID{}) {
		folded = nil
	}
	_, err = b.add.ExecContext(ctx,
		int64(applicant.Request.ID), string(admission.State), b.now.UnixMilli(), applicant.Account.ID[:], folded)
	return err
}

// applicants returns the accepted requests up to the last one, with their
// accounts.
func (r ResetRequests) applicants(ctx context.Context, tx *sql.Tx, last int64) ([]ports.Applicant, error) {
	rows, err := tx.StmtContext(ctx, r.prepared.applicants).QueryContext(ctx, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ports.Applicant
	for rows.Next() {
		var (
			a           ports.Applicant
			key         string
			requestedAt int64
		)
		a.Account, err = scanAccount(rows, &a.Request.ID, &key, &a.Request.Channel, &requestedAt)
		if errors.Is(err, errUnreadable) {
			// Without an account there is nobody to mail; those behind it are
			// not kept waiting.
			r.log.ErrorContext(ctx, "the account of a reset request cannot be read", "request", a.Request.ID)
			continue
		}
		if err != nil {
			return nil, err
		}
		if a.Request.Email, err = domain.ParseEmail(key); err != nil {
			return nil, fmt.Errorf("reset request: %w", errUnreadable)
		}
		a.Request.ProjectID, a.Request.RequestedAt = a.Account.ProjectID, fromMillis(requestedAt)
		all = append(all, a)
	}
	return all, rows.Err()
}

func (b *admissionBatch) earlierMails(ctx context.Context, account domain.AccountID) ([]domain.LinkMail, error) {
	rows, err := b.earlier.QueryContext(ctx, account[:], b.now.Add(-24*time.Hour).UnixMilli())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var earlier []domain.LinkMail
	for rows.Next() {
		var (
			mail domain.LinkMail
			id   []byte
			made int64
		)
		if err := rows.Scan(&id, &made, &mail.Generation); err != nil {
			return nil, err
		}
		if len(id) != len(mail.ID) {
			return nil, fmt.Errorf("delivery: %w", errUnreadable)
		}
		mail.ID = domain.DeliveryID(id)
		mail.MadeAt = fromMillis(made)
		earlier = append(earlier, mail)
	}
	return earlier, rows.Err()
}
