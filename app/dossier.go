package app

import (
	"context"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// Dossier is everything that is kept about one address, each list the oldest
// first.
type Dossier struct {
	Account    *domain.Account // nil if there is none
	Requests   []RequestView
	Deliveries []DeliveryView // of the account, those that answer its requests included
	Events     []domain.AuditEvent
}

// Export returns everything that is kept about the address in the project.
// Nothing at all is domain.NotFound in field "account".
func (o *Office) Export(ctx context.Context, id domain.ProjectID, email domain.Email) (Dossier, error) {
	var all Dossier
	account, err := o.Account(ctx, id, email)
	switch {
	case err == nil:
		all.Account = &account
	case !isUnknownAccount(err):
		return Dossier{}, err
	}
	traces, err := o.Store.Erasure.Traces(ctx, id, email)
	if err != nil {
		return Dossier{}, fmt.Errorf("find what is kept: %w", err)
	}
	all.Events = traces.Events
	for _, id := range traces.Requests {
		request, err := o.Requests(ctx, RequestQuery{ID: id, Limit: 1})
		if err != nil {
			return Dossier{}, err
		}
		all.Requests = append(all.Requests, request...)
	}
	for _, id := range traces.Deliveries {
		mails, err := o.deliveries(ctx, id.Reference())
		if err != nil {
			return Dossier{}, err
		}
		for _, mail := range mails {
			if mail.Delivery.ID == id {
				all.Deliveries = append(all.Deliveries, mail)
			}
		}
	}
	if all.Account == nil && len(all.Requests) == 0 {
		return Dossier{}, &domain.Problem{Kind: domain.NotFound, Field: "account"}
	}
	return all, o.recordExport(ctx, id, all, email)
}

// recordExport notes that somebody was given everything about a person.
func (o *Office) recordExport(ctx context.Context, id domain.ProjectID, all Dossier, email domain.Email) error {
	event := domain.AuditEvent{At: o.Now(), Kind: domain.AuditExported, Project: id, Address: email.Masked()}
	if all.Account != nil {
		event.Subject = all.Account.ID.String()
	}
	if err := o.Store.AuditLog.Append(ctx, event); err != nil {
		return fmt.Errorf("record the export: %w", err)
	}
	return nil
}

// isUnknownAccount tells an address nobody has from a project that is not there.
func isUnknownAccount(err error) bool {
	return err != nil && fieldOf(err) == "account"
}

// Erased counts what [Office.Erase] has removed.
type Erased = ports.Erased

// Erase removes everything that [Office.Export] returns but the audit events,
// which know the address only masked. Nothing at all is domain.NotFound in
// field "account".
func (o *Office) Erase(ctx context.Context, id domain.ProjectID, email domain.Email) (Erased, error) {
	if _, err := o.Project(ctx, id); err != nil {
		return Erased{}, err
	}
	erased, err := o.Store.Erasure.Erase(ctx, id, email, o.Now())
	if err != nil {
		return Erased{}, fmt.Errorf("erase: %w", err)
	}
	if erased == (Erased{}) {
		return Erased{}, &domain.Problem{Kind: domain.NotFound, Field: "account"}
	}
	return erased, nil
}
