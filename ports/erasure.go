package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// Erasure finds and removes all that is kept about one address of a project,
// as its owner may demand. It works beside a running server.
type Erasure interface {
	// Traces returns what there is about the address, or about the account that
	// has it now. Nothing at all is no error.
	Traces(ctx context.Context, project domain.ProjectID, email domain.Email) (Traces, error)

	// Erase removes the account that has the address, with its reset tokens and
	// deliveries, and every request that Traces returns, in one transaction, and
	// records it as domain.AuditErased unless there was nothing to remove. The
	// newest request stays without anything of the person in it, so that no id
	// is given out twice. A project that is not there has nothing to remove.
	Erase(ctx context.Context, project domain.ProjectID, email domain.Email, now time.Time) (Erased, error)
}

// Traces is what is kept about one address, each list the oldest first.
type Traces struct {
	Requests   []domain.RequestID  // that named the address, or were for the account under an earlier one
	Deliveries []domain.DeliveryID // of the account
	Events     []domain.AuditEvent // about the account
}

// Erased counts what Erasure.Erase has removed.
type Erased struct {
	Accounts   int // 0 or 1
	Requests   int
	Deliveries int
}
