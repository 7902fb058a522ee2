package sqlite

import (
	"context"
	"database/sql"

	"latchkey/domain"
)

// ResetRequests implements ports.ResetRequests.
type ResetRequests struct{ *Store }

// ResetRequests returns the store of what people asked for.
func (s *Store) ResetRequests() ResetRequests { return ResetRequests{s} }

// Add implements ports.ResetRequests by group commit.
func (r ResetRequests) Add(ctx context.Context, request domain.ResetRequest) error {
	return r.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if request.ClientID != (domain.ClientID{}) {
			return r.addForClient(ctx, tx, request)
		}
		_, err := tx.StmtContext(ctx, r.prepared.addRequest).ExecContext(ctx,
			int64(request.ProjectID), request.Email.Canonical(), string(request.Channel), request.RequestedAt.UnixMilli(), nullableText(request.ReturnURL.String()))
		return err
	})
}

// addForClient keeps what an API client says besides.
func (r ResetRequests) addForClient(ctx context.Context, tx *sql.Tx, request domain.ResetRequest) error {
	_, err := tx.StmtContext(ctx, r.prepared.addClientRequest).ExecContext(ctx,
		int64(request.ProjectID), request.Email.Canonical(), string(request.Channel), request.RequestedAt.UnixMilli(),
		nullableText(request.ReturnURL.String()), request.ClientID[:], nullableText(request.ResetPage.String()),
		nullableText(request.Device.IPAddress), nullableText(request.Device.UserAgent))
	return err
}

// nullableText stores the empty text as NULL.
func nullableText(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }
