package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

type clientCmd struct {
	Add    clientAddCmd    `cmd:"" help:"Add a client and print its credentials, this once."`
	List   clientListCmd   `cmd:"" help:"List clients, without secrets."`
	Rotate clientRotateCmd `cmd:"" help:"Give a client new credentials; the old ones end at once."`
	Revoke clientRevokeCmd `cmd:"" help:"End everything a client may do, for good."`
}

// credentialsDoc is shown once.
type credentialsDoc struct {
	ClientID     domain.ClientID `json:"client_id"`
	ClientSecret string          `json:"client_secret"`
	APIToken     string          `json:"api_token"`
}

func (f *officeFlags) printCredentials(terminal *Terminal, c app.Credentials) error {
	doc := credentialsDoc{ClientID: c.ID, ClientSecret: c.ClientSecret.Reveal(), APIToken: c.APIToken.Reveal()}
	return f.print(terminal, doc, func(w io.Writer) {
		printFacts(w, []fact{{"Client", doc.ClientID.String()}, {"Its secret", doc.ClientSecret}, {"API token", doc.APIToken}})
		fmt.Fprintln(w, "\nKeep them now: they are not shown again.")
	})
}

type clientAddCmd struct {
	officeFlags
	Project               domain.ProjectID `required:"" placeholder:"ID" help:"The shop's id."`
	Scopes                []string         `name:"scope" required:"" sep:"none" placeholder:"SCOPE" help:"What it may do, such as /external/account/w; may be given several times."`
	RevealUnknownAccounts bool             `help:"Trust it to learn which addresses have no account."`
	MayMintCodes          bool             `help:"Trust it with reset tokens, a way into every account of the shop."`
}

// Run adds the client.
func (c *clientAddCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	scopes, err := domain.ParseScopes(strings.Join(c.Scopes, " "))
	if err != nil || len(scopes) == 0 {
		return valueError("--scope", "a scope that latchkey knows: "+string(domain.AccountWrite))
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		credentials, err := office.AddClient(ctx, app.NewClient{
			Project: c.Project, Scopes: scopes, RevealUnknownAccounts: c.RevealUnknownAccounts, MayMintCodes: c.MayMintCodes,
		})
		if err != nil {
			return err
		}
		return c.printCredentials(terminal, credentials)
	})
}

// clientDoc is a client in JSON.
type clientDoc struct {
	ID                    domain.ClientID  `json:"client_id"`
	Project               domain.ProjectID `json:"project_id"`
	Scopes                domain.Scopes    `json:"scopes"`
	RevealUnknownAccounts bool             `json:"reveal_unknown_accounts"`
	MayMintCodes          bool             `json:"may_mint_codes"`
	CreatedAt             instant          `json:"created_at"`
	RevokedAt             instant          `json:"revoked_at,omitzero"`
}

func docOfClient(c domain.APIClient) clientDoc {
	return clientDoc{
		ID: c.ID, Project: c.ProjectID, Scopes: append(domain.Scopes{}, c.Scopes...), RevealUnknownAccounts: c.RevealUnknownAccounts,
		MayMintCodes: c.MayMintCodes, CreatedAt: instant{c.CreatedAt}, RevokedAt: instant{c.RevokedAt},
	}
}

// rows are the client in a table. What it is trusted with beyond its scopes has
// a line of its own.
func (d clientDoc) rows() [][]string {
	state := "active"
	if !d.RevokedAt.IsZero() {
		state = "revoked"
	}
	rows := [][]string{{d.ID.String(), d.Project.String(), state, d.Scopes.String()}}
	for _, trust := range []struct {
		given bool
		text  string
	}{{d.RevealUnknownAccounts, "  learns which addresses have no account"}, {d.MayMintCodes, "  may mint codes"}} {
		if trust.given {
			rows = append(rows, []string{trust.text})
		}
	}
	return rows
}

type clientListCmd struct {
	officeFlags
	Project domain.ProjectID `placeholder:"ID" help:"Only this shop's."`
}

// Run lists the clients.
func (c *clientListCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		clients, err := office.Clients(ctx, c.Project)
		if err != nil {
			return err
		}
		docs, rows := []clientDoc{}, [][]string{}
		for _, client := range clients {
			doc := docOfClient(client)
			docs, rows = append(docs, doc), append(rows, doc.rows()...)
		}
		return c.print(terminal, docs, func(w io.Writer) {
			if len(rows) == 0 {
				fmt.Fprintln(w, "There are no clients; add one with latchkey client add.")
				return
			}
			printTable(w, []string{"CLIENT", "PROJECT", "STATE", "SCOPES"}, rows)
		})
	})
}

// clientFlags name one client.
type clientFlags struct {
	officeFlags
	ID string `arg:"" help:"The client's id."`
}

func (f *clientFlags) id() (domain.ClientID, error) {
	id, err := domain.ParseClientID(f.ID)
	if err != nil {
		return id, valueError("a client's id", "24 lower-case hexadecimal digits (see latchkey client list)")
	}
	return id, nil
}

type clientRotateCmd struct{ clientFlags }

// Run rotates the client's credentials.
func (c *clientRotateCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	id, err := c.id()
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		credentials, err := office.RotateClient(ctx, id)
		if err != nil {
			return err
		}
		return c.printCredentials(terminal, credentials)
	})
}

type clientRevokeCmd struct{ clientFlags }

// Run revokes the client.
func (c *clientRevokeCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	id, err := c.id()
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		if err := office.RevokeClient(ctx, id); err != nil {
			return err
		}
		return c.print(terminal, map[string]string{"revoked": id.String()}, func(w io.Writer) {
			fmt.Fprintf(w, "Client %s is revoked; servers that run know within a second.\n", id)
		})
	})
}
