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

	// Put creates the project, or replaces the one with its id.
	Put(ctx context.Context, project domain.Project) error
}
