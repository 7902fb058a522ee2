package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

// projectDoc is a project in JSON.
type projectDoc struct {
	ID            domain.ProjectID   `json:"id"`
	Name          string             `json:"name"`
	ShopURL       string             `json:"shop_url"`
	From          string             `json:"from"`
	ReplyTo       string             `json:"reply_to,omitempty"`
	Origins       []domain.Origin    `json:"origins"`
	ReturnOrigins []domain.Origin    `json:"return_origins"`
	ResetURL      string             `json:"reset_url,omitempty"`
	EmailSyntax   domain.EmailSyntax `json:"email_syntax"`
	Language      domain.Language    `json:"language,omitempty"`
	Color         string             `json:"color,omitempty"`
	Logo          *logoDoc           `json:"logo,omitempty"`
	Support       string             `json:"support,omitempty"`
	Footer        string             `json:"footer,omitempty"`
}

type logoDoc struct {
	MediaType string `json:"media_type"`
	Bytes     int    `json:"bytes"`
}

func docOfProject(p domain.Project) projectDoc {
	doc := projectDoc{
		ID: p.ID, Name: p.Name, ShopURL: p.ShopURL, From: p.Sender.Address(), ReplyTo: p.ReplyTo.Address(),
		Origins: append([]domain.Origin{}, p.Origins...), ReturnOrigins: append([]domain.Origin{}, p.ReturnOrigins...),
		ResetURL: p.ResetPage.String(), EmailSyntax: cmp.Or(p.EmailSyntax, domain.PublishedEmails), Language: p.Language, Color: p.Brand.Color.String(),
		Support: p.Brand.Support.Address(), Footer: p.Brand.Footer,
	}
	if p.Brand.Logo != nil {
		doc.Logo = &logoDoc{MediaType: p.Brand.Logo.MediaType, Bytes: len(p.Brand.Logo.Data)}
	}
	return doc
}

func (d projectDoc) facts() []fact {
	logo := ""
	if d.Logo != nil {
		logo = fmt.Sprintf("%s, %d bytes", d.Logo.MediaType, d.Logo.Bytes)
	}
	return []fact{
		{"Project", d.ID.String()}, {"Name", d.Name}, {"Shop URL", d.ShopURL}, {"From", d.From}, {"Reply-To", d.ReplyTo},
		{"Origins", joined(d.Origins)}, {"Return origins", joined(d.ReturnOrigins)}, {"Reset URL", d.ResetURL},
		{"E-mail syntax", d.emailSyntax()}, {"Language", string(d.Language)}, {"Color", d.Color}, {"Logo", logo}, {"Support", d.Support}, {"Footer", d.Footer},
	}
}

// emailSyntax is empty if it is as everybody expects.
func (d projectDoc) emailSyntax() string {
	if d.EmailSyntax == domain.PublishedEmails {
		return ""
	}
	return string(d.EmailSyntax)
}

func joined(origins []domain.Origin) string {
	texts := make([]string, len(origins))
	for i, origin := range origins {
		texts[i] = string(origin)
	}
	return strings.Join(texts, ", ")
}

type projectListCmd struct{ officeFlags }

// Run lists the projects.
func (c *projectListCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		projects, err := office.Projects(ctx)
		if err != nil {
			return err
		}
		docs, rows := []projectDoc{}, [][]string{}
		for _, project := range projects {
			docs = append(docs, docOfProject(project))
			rows = append(rows, []string{project.ID.String(), cut(project.Name, 30), project.Sender.Address(), project.ShopURL})
		}
		return c.print(terminal, docs, func(w io.Writer) {
			if len(rows) == 0 {
				fmt.Fprintln(w, "There are no projects; add one with latchkey project add.")
				return
			}
			printTable(w, []string{"ID", "NAME", "FROM", "SHOP"}, rows)
		})
	})
}

type projectShowCmd struct {
	officeFlags
	ID domain.ProjectID `arg:"" help:"The shop's id."`
}

// Run shows the project.
func (c *projectShowCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		return showProject(ctx, office, c.ID, &c.officeFlags, terminal)
	})
}

func showProject(ctx context.Context, office *app.Office, id domain.ProjectID, flags *officeFlags, terminal *Terminal) error {
	project, err := office.Project(ctx, id)
	if err != nil {
		return err
	}
	doc := docOfProject(project)
	return flags.print(terminal, doc, func(w io.Writer) { printFacts(w, doc.facts()) })
}
