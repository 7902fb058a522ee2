package sqlite

import (
	"context"
	"database/sql"
	"fmt"

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

// Put implements ports.Projects.
func (p Projects) Put(ctx context.Context, project domain.Project) error {
	defer p.projects.forget()
	return p.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO projects (id, name, shop_url, sender) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, shop_url = excluded.shop_url, sender = excluded.sender`,
			int64(project.ID), project.Name, project.ShopURL, project.Sender.Address())
		if err != nil {
			return err
		}
		if err := putOrigins(ctx, tx, "project_origins", project.ID, project.Origins); err != nil {
			return err
		}
		return putOrigins(ctx, tx, "project_return_origins", project.ID, project.ReturnOrigins)
	})
}

func putOrigins(ctx context.Context, tx *sql.Tx, table string, project domain.ProjectID, origins []domain.Origin) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE project_id = ?", int64(project)); err != nil {
		return err
	}
	for i, origin := range origins {
		_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" (project_id, position, origin) VALUES (?, ?, ?)",
			int64(project), i, string(origin))
		if err != nil {
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
	list := projectList{byID: map[domain.ProjectID]domain.Project{}}
	origins, err := loadOrigins(ctx, tx, "project_origins")
	if err != nil {
		return projectList{}, err
	}
	returnOrigins, err := loadOrigins(ctx, tx, "project_return_origins")
	if err != nil {
		return projectList{}, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT id, name, shop_url, sender FROM projects ORDER BY id")
	if err != nil {
		return projectList{}, err
	}
	defer rows.Close()
	for rows.Next() {
		project, err := scanProject(rows)
		if err != nil {
			return projectList{}, err
		}
		project.Origins, project.ReturnOrigins = origins[project.ID], returnOrigins[project.ID]
		list.inOrder = append(list.inOrder, project)
		list.byID[project.ID] = project
	}
	return list, rows.Err()
}

func loadOrigins(ctx context.Context, tx *sql.Tx, table string) (map[domain.ProjectID][]domain.Origin, error) {
	rows, err := tx.QueryContext(ctx, "SELECT project_id, origin FROM "+table+" ORDER BY project_id, position")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[domain.ProjectID][]domain.Origin{}
	for rows.Next() {
		var (
			project domain.ProjectID
			origin  domain.Origin
		)
		if err := rows.Scan(&project, &origin); err != nil {
			return nil, err
		}
		all[project] = append(all[project], origin)
	}
	return all, rows.Err()
}

func scanProject(row scanner) (domain.Project, error) {
	var (
		project domain.Project
		sender  string
	)
	if err := row.Scan(&project.ID, &project.Name, &project.ShopURL, &sender); err != nil {
		return domain.Project{}, err
	}
	email, err := domain.ParseEmail(sender)
	if err != nil {
		return domain.Project{}, fmt.Errorf("project: %w", errUnreadable)
	}
	project.Sender = email
	return project, nil
}
