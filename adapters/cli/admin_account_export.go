package cli

import (
	"context"
	"io"
	"log/slog"

	"latchkey/app"
	"latchkey/domain"
)

type accountExportCmd struct{ accountFlags }

// dossierDoc is all that is kept about one e-mail, in JSON.
type dossierDoc struct {
	Project  domain.ProjectID `json:"project_id"`
	Email    string           `json:"email"`
	Account  *accountDoc      `json:"account"`
	Requests []requestDoc     `json:"requests"`
	Mails    []mailDoc        `json:"mails"`
	Events   []eventDoc       `json:"audit_events"`
}

type eventDoc struct {
	At      instant          `json:"at"`
	Kind    domain.AuditKind `json:"kind"`
	Address string           `json:"address"` // masked
}

// Run prints everything about the e-mail. There is no other form than JSON.
func (c *accountExportCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	email, err := c.email()
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		all, err := office.Export(ctx, c.Project, email)
		if err != nil {
			return err
		}
		doc := dossierDoc{
			Project: c.Project, Email: email.Address(), Requests: []requestDoc{}, Mails: docsOfMails(all.Deliveries), Events: []eventDoc{},
		}
		if all.Account != nil {
			account := docOfAccount(office, *all.Account)
			doc.Account = &account
		}
		for _, request := range all.Requests {
			doc.Requests = append(doc.Requests, wholeDocOfRequest(request))
		}
		for _, event := range all.Events {
			doc.Events = append(doc.Events, eventDoc{At: instant{event.At}, Kind: event.Kind, Address: event.Address})
		}
		always := officeFlags{JSON: true}
		return always.print(terminal, doc, func(io.Writer) {})
	})
}
