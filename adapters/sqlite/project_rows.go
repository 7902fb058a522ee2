package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/domain"
)

const projectColumns = "id, name, shop_url, sender, reply_to, reset_page, language, color, logo, support, footer, email_syntax"

func storeProject(ctx context.Context, tx *sql.Tx, p domain.Project) error {
	var logo []byte
	if p.Brand.Logo != nil {
		logo = p.Brand.Logo.Data
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO projects ("+projectColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, shop_url = excluded.shop_url, sender = excluded.sender,
			reply_to = excluded.reply_to, reset_page = excluded.reset_page, language = excluded.language, color = excluded.color,
			logo = excluded.logo, support = excluded.support, footer = excluded.footer, email_syntax = excluded.email_syntax`,
		int64(p.ID), p.Name, p.ShopURL, p.Sender.Address(), nullableText(p.ReplyTo.Address()), nullableText(p.ResetPage.String()),
		nullableText(string(p.Language)), nullableText(p.Brand.Color.String()), logo, nullableText(p.Brand.Support.Address()), nullableText(p.Brand.Footer),
		nullableText(string(p.EmailSyntax)))
	if err != nil {
		return err
	}
	if err := putOrigins(ctx, tx, "project_origins", p.ID, p.Origins); err != nil {
		return err
	}
	return putOrigins(ctx, tx, "project_return_origins", p.ID, p.ReturnOrigins)
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

func readProjects(ctx context.Context, tx *sql.Tx) (projectList, error) {
	list := projectList{byID: map[domain.ProjectID]domain.Project{}}
	origins, err := loadOrigins(ctx, tx, "project_origins")
	if err != nil {
		return projectList{}, err
	}
	returnOrigins, err := loadOrigins(ctx, tx, "project_return_origins")
	if err != nil {
		return projectList{}, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT "+projectColumns+" FROM projects ORDER BY id")
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

// scanProject reads a project. How it looks is not worth failing for; where its
// mails come from and its links lead is.
func scanProject(row scanner) (domain.Project, error) {
	var (
		project                                            domain.Project
		sender                                             string
		replyTo, resetPage, language, color, support, foot sql.NullString
		emailSyntax                                        sql.NullString
		logo                                               []byte
	)
	err := row.Scan(&project.ID, &project.Name, &project.ShopURL, &sender, &replyTo, &resetPage, &language, &color, &logo, &support, &foot, &emailSyntax)
	if err != nil {
		return domain.Project{}, err
	}
	if project.Sender, err = domain.ParseEmail(sender); err != nil {
		return domain.Project{}, fmt.Errorf("project: %w", errUnreadable)
	}
	if project.ReplyTo, err = storedEmail(replyTo.String); err != nil {
		return domain.Project{}, err
	}
	if project.ResetPage, err = storedURL(resetPage.String); err != nil {
		return domain.Project{}, err
	}
	if project.Brand.Support, err = storedEmail(support.String); err != nil {
		return domain.Project{}, err
	}
	project.EmailSyntax = domain.EmailSyntax(emailSyntax.String)
	project.Language, project.Brand.Footer = storedLanguage(language.String), foot.String
	if parsed, err := domain.ParseColor(color.String); err == nil {
		project.Brand.Color = parsed
	}
	if parsed, err := domain.ParseLogo(logo); err == nil {
		project.Brand.Logo = parsed
	}
	return project, nil
}
