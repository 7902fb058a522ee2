package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

type auditCmd struct {
	officeFlags
	Limit int `default:"50" placeholder:"N" help:"Print N at most (default ${default})."`
}

// auditDoc is an entry of the audit log in JSON.
type auditDoc struct {
	At      time.Time        `json:"at"`
	Kind    domain.AuditKind `json:"kind"`
	Project domain.ProjectID `json:"project_id,omitempty"`
	Subject string           `json:"subject,omitempty"` // the account's id, or the client's
	Address string           `json:"address,omitempty"` // masked
}

// Run prints the newest entries of the audit log, the newest first.
func (c *auditCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if c.Limit < 1 {
		return valueError("--limit", "1 or more")
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		events, err := office.Audit(ctx, c.Limit)
		if err != nil {
			return err
		}
		docs, rows := []auditDoc{}, [][]string{}
		for _, e := range events {
			docs = append(docs, auditDoc{At: e.At.UTC(), Kind: e.Kind, Project: e.Project, Subject: e.Subject, Address: e.Address})
			rows = append(rows, []string{moment(e.At), string(e.Kind), e.Project.String(), e.Subject, e.Address})
		}
		return c.print(terminal, docs, func(w io.Writer) {
			if len(rows) == 0 {
				fmt.Fprintln(w, "Nothing has been recorded.")
				return
			}
			printTable(w, []string{"AT (UTC)", "WHAT", "PROJECT", "WHO", "ADDRESS"}, rows)
		})
	})
}
