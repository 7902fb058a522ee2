package app

import (
	"context"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// Outbox returns up to limit mails that wait, the longest due first, and how
// many wait in all.
func (o *Office) Outbox(ctx context.Context, limit int) ([]DeliveryView, int, error) {
	records, total, err := o.Store.Timeline.Waiting(ctx, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("read the outbox: %w", err)
	}
	views, err := o.deliveryViews(ctx, records)
	return views, total, err
}

// HandedOverToday returns how many link mails the relay has taken since the day
// began in UTC, which is what a server's budget of mails is counted by.
func (o *Office) HandedOverToday(ctx context.Context) (int, error) {
	count, err := o.Store.Outbox.HandedOver(ctx, domain.BudgetDay(o.Now()))
	if err != nil {
		return 0, fmt.Errorf("count the mails of today: %w", err)
	}
	return count, nil
}

// RetryAll makes every waiting mail due at once and returns how many. Those that
// are being sent at this moment are left alone.
func (o *Office) RetryAll(ctx context.Context) (int, error) {
	retried, err := o.Store.Timeline.RetryAll(ctx, o.Now())
	if err != nil {
		return 0, fmt.Errorf("retry: %w", err)
	}
	return retried, nil
}

// Retry makes the mail that text means, by id or reference, due at once. Text
// that is neither is a *domain.Problem in field "mail"; one of kind
// domain.NotFound means that it does not wait, or is being sent at this moment;
// an *AmbiguousError, that it means several.
func (o *Office) Retry(ctx context.Context, text string) (DeliveryView, error) {
	mail, err := o.waiting(ctx, text)
	if err != nil {
		return DeliveryView{}, err
	}
	return mail, notFound("mail", o.Store.Timeline.Retry(ctx, mail.Delivery.ID, o.Now()))
}

// Drop ends the waiting mail that text means; see [Office.Retry].
func (o *Office) Drop(ctx context.Context, text string) (DeliveryView, error) {
	mail, err := o.waiting(ctx, text)
	if err != nil {
		return DeliveryView{}, err
	}
	return mail, notFound("mail", o.Store.Timeline.Drop(ctx, mail.Delivery.ID, o.Now()))
}

// AmbiguousError says that a reference means several mails.
type AmbiguousError struct{ IDs []domain.DeliveryID }

// Error tells their number.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%d mails have this reference", len(e.IDs))
}

// waiting finds the one mail that text means and that still waits.
func (o *Office) waiting(ctx context.Context, text string) (DeliveryView, error) {
	id, err := domain.ParseDeliveryID(text)
	byID := err == nil
	reference := id.Reference()
	if !byID {
		if reference, err = domain.ParseReference(text); err != nil {
			return DeliveryView{}, domain.Refuse("mail", domain.Malformed)
		}
	}
	mails, err := o.deliveries(ctx, reference)
	if err != nil {
		return DeliveryView{}, err
	}
	var found []DeliveryView
	for _, mail := range mails {
		if mail.State == StandsWaiting && (!byID || mail.Delivery.ID == id) {
			found = append(found, mail)
		}
	}
	switch len(found) {
	case 0:
		return DeliveryView{}, &domain.Problem{Kind: domain.NotFound, Field: "mail"}
	case 1:
		return found[0], nil
	}
	ambiguous := &AmbiguousError{}
	for _, mail := range found {
		ambiguous.IDs = append(ambiguous.IDs, mail.Delivery.ID)
	}
	return DeliveryView{}, ambiguous
}

// AuditQuery says which entries of the audit log are wanted.
type AuditQuery = ports.AuditQuery

// Audit returns the entries of the audit log that the query asks for, the newest
// first. A project that is not there is no error: its entries outlive it.
func (o *Office) Audit(ctx context.Context, query AuditQuery) ([]domain.AuditEvent, error) {
	events, err := o.Store.AuditLog.Newest(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return events, nil
}
