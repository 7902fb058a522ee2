package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

type auditCmd struct {
	officeFlags
	Project domain.ProjectID `placeholder:"ID" help:"Only what is about this shop."`
	Kind    string           `placeholder:"KIND" help:"Only events of this kind, such as reset_completed."`
	Since   string           `placeholder:"TIME" help:"Only from this time on: 2h for two hours ago, or 2026-11-21T14:00:00Z."`
	Limit   int              `default:"50" placeholder:"N" help:"Print N at most (default ${default})."`
}

// auditDoc is an entry of the audit log in JSON.
type auditDoc struct {
	At      instant          `json:"at"`
	Kind    domain.AuditKind `json:"kind"`
	Project domain.ProjectID `json:"project_id,omitempty"`
	Subject string           `json:"subject,omitempty"` // the account's id, or the client's
	Address string           `json:"address,omitempty"` // masked
}

// Run prints the newest entries of the audit log, the newest first.
func (c *auditCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	query, err := c.query()
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		if query.Since, err = pastValue("--since", c.Since, office.Now()); err != nil {
			return err
		}
		events, err := office.Audit(ctx, query)
		if err != nil {
			return err
		}
		docs, rows := []auditDoc{}, [][]string{}
		for _, e := range events {
			docs = append(docs, auditDoc{At: instant{e.At}, Kind: e.Kind, Project: e.Project, Subject: e.Subject, Address: e.Address})
			project := ""
			if e.Project != 0 {
				project = e.Project.String()
			}
			rows = append(rows, []string{moment(e.At), string(e.Kind), project, e.Subject, e.Address})
		}
		return c.print(terminal, docs, func(w io.Writer) {
			if len(rows) == 0 {
				fmt.Fprintln(w, c.nothing())
				return
			}
			printTable(w, []string{"AT (UTC)", "WHAT", "PROJECT", "WHO", "ADDRESS"}, rows)
		})
	})
}

func (c *auditCmd) query() (app.AuditQuery, error) {
	query := app.AuditQuery{Project: c.Project, Limit: c.Limit}
	if c.Limit < 1 {
		return query, valueError("--limit", "1 or more")
	}
	if _, err := pastValue("--since", c.Since, time.Time{}); err != nil || c.Kind == "" {
		return query, err
	}
	var err error
	if query.Kind, err = domain.ParseAuditKind(c.Kind); err != nil {
		var known []string
		for _, kind := range domain.AuditKinds() {
			known = append(known, string(kind))
		}
		return query, valueError("--kind", "one of "+strings.Join(known, ", "))
	}
	return query, nil
}

// nothing says that no event was found.
func (c *auditCmd) nothing() string {
	if c.Project != 0 || c.Kind != "" || c.Since != "" {
		return "No event matches."
	}
	return "Nothing has been recorded."
}
