package ports

import (
	"context"

	"latchkey/domain"
)

// AuditLog keeps what matters for security. What happens to accounts and
// clients is recorded by the store itself, in the transaction that does it, so
// that no path can forget to.
type AuditLog interface {
	// Append records an event that changes no account and no client.
	Append(ctx context.Context, event domain.AuditEvent) error

	// Newest returns up to limit events, the newest first.
	Newest(ctx context.Context, limit int) ([]domain.AuditEvent, error)
}
