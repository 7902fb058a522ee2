package sqlite

import (
	"context"
	"database/sql"
	"strings"

	"latchkey/domain"
)

// ResetRequests implements ports.ResetRequests.
type ResetRequests struct{ *Store }

// ResetRequests returns the store of what people asked for.
func (s *Store) ResetRequests() ResetRequests { return ResetRequests{s} }

// requestShape says what is known of a request besides the bare minimum, so
// that each is stored by a statement as narrow as it can be.
type requestShape int

// The two things that may be known are bits of a shape.
const (
	fromClient   requestShape = 1 << iota // an API client passed it on
	fromSoftware                          // something shows the customer's language or software
)

func shapeOf(request domain.ResetRequest) requestShape {
	shape := requestShape(0)
	if request.ClientID != (domain.ClientID{}) {
		shape |= fromClient
	}
	if request.Language != "" || request.Software != (domain.Software{}) {
		shape |= fromSoftware
	}
	return shape
}

func (s requestShape) insert() string {
	columns := "project_id, email_key, channel, requested_at, return_url"
	if s&fromClient != 0 {
		columns += ", client_id, reset_page, device_ip, device_agent"
	}
	if s&fromSoftware != 0 {
		columns += ", language, software"
	}
	return "INSERT INTO reset_requests (" + columns + ") VALUES (?" + strings.Repeat(", ?", strings.Count(columns, ",")) + ")"
}

// Add implements ports.ResetRequests by group commit.
func (r ResetRequests) Add(ctx context.Context, request domain.ResetRequest) error {
	shape := shapeOf(request)
	values := []any{int64(request.ProjectID), request.Email.Canonical(), string(request.Channel), request.RequestedAt.UnixMilli(),
		nullableText(request.ReturnURL.String())}
	if shape&fromClient != 0 {
		values = append(values, request.ClientID[:], nullableText(request.ResetPage.String()),
			nullableText(request.Device.IPAddress), nullableText(request.Device.UserAgent))
	}
	if shape&fromSoftware != 0 {
		values = append(values, nullableText(string(request.Language)), nullableText(request.Software.String()))
	}
	return r.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := r.group.statement(ctx, tx, r.prepared.addRequest[shape]).ExecContext(ctx, values...)
		return err
	})
}

// nullableText stores the empty text as NULL.
func nullableText(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }
