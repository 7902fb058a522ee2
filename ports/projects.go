package ports

import (
	"context"

	"latchkey/domain"
)

// Projects keeps the shops. A change made in the same process is seen at once,
// one made by another process within a second.
type Projects interface {
	// ByID returns the project, or an error matching domain.NotFound.
	ByID(ctx context.Context, id domain.ProjectID) (domain.Project, error)

	// All returns every project in the order of their ids.
	All(ctx context.Context) ([]domain.Project, error)

	// Add creates the project under the next free id, which it returns.
	Add(ctx context.Context, project domain.Project) (domain.ProjectID, error)

	// Remove deletes a project that has no accounts; one that has gives a
	// *domain.Problem in field "accounts".
	Remove(ctx context.Context, id domain.ProjectID) error

	// Put creates the project, or replaces the one with its id.
	Put(ctx context.Context, project domain.Project) error
}
