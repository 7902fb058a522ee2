package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"latchkey/domain"
)

// Projects implements ports.Projects.
type Projects struct{ *Store }

// Projects returns the store of shops.
func (s *Store) Projects() Projects { return Projects{s} }

// projectCache holds all projects in memory. There are few, every request asks
// for one, and they change by hand.
type projectCache struct {
	current atomic.Pointer[projectList]
	loading sync.Mutex
}

type projectList struct {
	loadedAt time.Time
	inOrder  []domain.Project
	byID     map[domain.ProjectID]domain.Project
}

// projectsFresh is how long a change made by another process may go unseen.
const projectsFresh = time.Second

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

// Put implements ports.Projects.
func (p Projects) Put(ctx context.Context, project domain.Project) error {
	defer p.projects.current.Store(nil)
	return p.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO projects (id, name, shop_url, sender) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, shop_url = excluded.shop_url, sender = excluded.sender`,
			int64(project.ID), project.Name, project.ShopURL, project.Sender.Address())
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM project_origins WHERE project_id = ?", int64(project.ID)); err != nil {
			return err
		}
		for i, origin := range project.Origins {
			_, err := tx.ExecContext(ctx, "INSERT INTO project_origins (project_id, position, origin) VALUES (?, ?, ?)",
				int64(project.ID), i, string(origin))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) list(ctx context.Context) (*projectList, error) {
	if list := s.freshProjects(); list != nil {
		return list, nil
	}
	s.projects.loading.Lock()
	defer s.projects.loading.Unlock()
	if list := s.freshProjects(); list != nil {
		return list, nil // another caller loaded it meanwhile
	}
	// One caller loads for all, so one that hangs up must not fail the others.
	list, err := s.loadProjects(context.WithoutCancel(ctx))
	if err != nil {
		return nil, s.translate(fmt.Errorf("load projects: %w", err))
	}
	s.projects.current.Store(list)
	return list, nil
}

func (s *Store) freshProjects() *projectList {
	list := s.projects.current.Load()
	if list == nil {
		return nil
	}
	if age := s.now().Sub(list.loadedAt); age < 0 || age >= projectsFresh {
		return nil
	}
	return list
}

func (s *Store) loadProjects(ctx context.Context) (*projectList, error) {
	list := &projectList{loadedAt: s.now(), byID: map[domain.ProjectID]domain.Project{}}
	rows, err := s.read.QueryContext(ctx, `SELECT p.id, p.name, p.shop_url, p.sender, coalesce(o.origin, '')
		FROM projects p LEFT JOIN project_origins o ON o.project_id = p.id ORDER BY p.id, o.position`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		project, origin, err := scanProject(rows)
		if err != nil {
			return nil, err
		}
		last := len(list.inOrder) - 1
		if last < 0 || list.inOrder[last].ID != project.ID {
			list.inOrder = append(list.inOrder, project)
			last++
		}
		if origin != "" {
			list.inOrder[last].Origins = append(list.inOrder[last].Origins, origin)
		}
	}
	for _, project := range list.inOrder {
		list.byID[project.ID] = project
	}
	return list, rows.Err()
}

func scanProject(row scanner) (domain.Project, domain.Origin, error) {
	var (
		project        domain.Project
		sender, origin string
	)
	if err := row.Scan(&project.ID, &project.Name, &project.ShopURL, &sender, &origin); err != nil {
		return domain.Project{}, "", err
	}
	email, err := domain.ParseEmail(sender)
	if err != nil {
		return domain.Project{}, "", fmt.Errorf("project: %w", errUnreadable)
	}
	project.Sender = email
	return project, domain.Origin(origin), nil
}
