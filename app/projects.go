package app

import (
	"context"

	"latchkey/domain"
	"latchkey/ports"
)

// Projects answers what surfaces ask about shops. None of it depends on any
// account.
type Projects struct {
	Store ports.Projects
}

// Find returns the project, or an error matching domain.NotFound.
func (p *Projects) Find(ctx context.Context, id domain.ProjectID) (domain.Project, error) {
	return p.Store.ByID(ctx, id)
}

// Only returns the project if there is exactly one; ok is false otherwise.
func (p *Projects) Only(ctx context.Context) (project domain.Project, ok bool, err error) {
	all, err := p.Store.All(ctx)
	if err != nil || len(all) != 1 {
		return domain.Project{}, false, err
	}
	return all[0], true, nil
}

// AnyAllowsOrigin reports whether pages of origin may call the APIs for at
// least one project. A preflight names no project, so this is all it can ask.
func (p *Projects) AnyAllowsOrigin(ctx context.Context, origin domain.Origin) (bool, error) {
	all, err := p.Store.All(ctx)
	if err != nil {
		return false, err
	}
	for _, project := range all {
		if project.AllowsOrigin(origin) {
			return true, nil
		}
	}
	return false, nil
}
