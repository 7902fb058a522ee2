package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"

	"latchkey/domain"
)

// Projects implements ports.Projects. All of them are held in memory.
type Projects struct{ *Store }

// Projects returns the store of shops.
func (s *Store) Projects() Projects { return Projects{s} }

type projectList struct {
	inOrder []domain.Project
	byID    map[domain.ProjectID]domain.Project
}

// ByID implements ports.Projects.
func (p Projects) ByID(ctx context.Context, id domain.ProjectID) (domain.Project, error) {
	list, err := p.list(ctx)
	if err != nil {
		return domain.Project{}, err
	}
	project, ok := list.byID[id]
	if !ok {
		return domain.Project{}, &domain.Problem{Kind: domain.NotFound, Field: "project"}
	}
	return project, nil
}

// All implements ports.Projects.
func (p Projects) All(ctx context.Context) ([]domain.Project, error) {
	list, err := p.list(ctx)
	if err != nil {
		return nil, err
	}
	return list.inOrder, nil
}

// Add implements ports.Projects.
func (p Projects) Add(ctx context.Context, project domain.Project) (domain.ProjectID, error) {
	defer p.projects.forget()
	err := p.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM projects")
		if err := row.Scan(&project.ID); err != nil {
			return err
		}
		return p.put(ctx, tx, project)
	})
	if err != nil {
		return 0, err
	}
	return project.ID, nil
}

// Put implements ports.Projects.
func (p Projects) Put(ctx context.Context, project domain.Project) error {
	defer p.projects.forget()
	return p.change(ctx, func(ctx context.Context, tx *sql.Tx) error { return p.put(ctx, tx, project) })
}

// put stores the project and records it, if it is not the one that was there.
func (p Projects) put(ctx context.Context, tx *sql.Tx, project domain.Project) error {
	before, err := readProjects(ctx, tx)
	if err != nil && !errors.Is(err, errUnreadable) { // which putting it anew may mend
		return err
	}
	if err := storeProject(ctx, tx, project); err != nil {
		return err
	}
	after, err := readProjects(ctx, tx)
	if err != nil && !errors.Is(err, errUnreadable) {
		return err
	}
	if err == nil && reflect.DeepEqual(before.byID[project.ID], after.byID[project.ID]) {
		return nil
	}
	kind := domain.AuditProjectChanged
	if _, known := before.byID[project.ID]; !known {
		kind = domain.AuditProjectAdded
	}
	return p.auditProject(ctx, tx, kind, project.ID)
}

// Remove implements ports.Projects. The project's clients and the requests that
// named it go with it.
func (p Projects) Remove(ctx context.Context, id domain.ProjectID) error {
	defer p.projects.forget()
	defer p.clients.forget()
	return p.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		inUse := false
		row := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM accounts WHERE project_id = ?)", int64(id))
		if err := row.Scan(&inUse); err != nil {
			return err
		}
		if inUse {
			return &domain.Problem{Kind: domain.Invalid, Field: "accounts", Cause: errors.New("the project still has accounts")}
		}
		for _, statement := range []string{
			"DELETE FROM api_clients WHERE project_id = ?",
			"DELETE FROM reset_requests WHERE project_id = ?",
		} {
			if _, err := tx.ExecContext(ctx, statement, int64(id)); err != nil {
				return err
			}
		}
		if err := rewindRequests(ctx, tx); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, "DELETE FROM projects WHERE id = ?", int64(id))
		if err := exactlyOne(result, err, &domain.Problem{Kind: domain.NotFound, Field: "project"}); err != nil {
			return err
		}
		return p.auditProject(ctx, tx, domain.AuditProjectRemoved, id)
	})
}

// rewindRequests keeps everything that counts requests from running ahead of
// them: where the newest are removed, their ids are given out again.
func rewindRequests(ctx context.Context, tx *sql.Tx) error {
	const newest = "(SELECT coalesce(max(id), 0) FROM reset_requests)"
	for _, statement := range []string{
		"UPDATE admission_progress SET position = min(position, " + newest + ")",
		"UPDATE settings SET value = min(CAST(value AS INTEGER), " + newest + ") WHERE name = '" + purgedUnknown + "'",
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) list(ctx context.Context) (projectList, error) {
	list, err := s.projects.get(ctx, s.now, s.loadProjects)
	if err != nil {
		return projectList{}, s.translate(fmt.Errorf("load projects: %w", err))
	}
	return list, nil
}

// loadProjects reads everything in one transaction, so that no list of origins
// is from another moment than its project.
func (s *Store) loadProjects(ctx context.Context) (projectList, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return projectList{}, err
	}
	defer tx.Rollback()
	return readProjects(ctx, tx)
}
