package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// AuditLog keeps what matters for security. What happens to accounts and
// clients is recorded by the store itself, in the transaction that does it, so
// that no path can forget to.
type AuditLog interface {
	// Append records an event that changes no account and no client.
	Append(ctx context.Context, event domain.AuditEvent) error

	// Newest returns the events that the query asks for, the newest first.
	Newest(ctx context.Context, query AuditQuery) ([]domain.AuditEvent, error)
}

// AuditQuery says which events are wanted. The zero value of a field wants all,
// but for Limit, which is how many at most.
type AuditQuery struct {
	Project domain.ProjectID
	Kind    domain.AuditKind
	Since   time.Time // at this moment or later
	Limit   int
}
