package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"latchkey/app"
	"latchkey/domain"
)

type accountCmd struct {
	Add    accountAddCmd    `cmd:"" help:"Add a customer."`
	List   accountListCmd   `cmd:"" help:"List customers in the order of their e-mails."`
	Show   accountShowCmd   `cmd:"" help:"Show a customer and what was asked for lately."`
	Set    accountSetCmd    `cmd:"" help:"Change what is given about a customer, and nothing else."`
	Import accountImportCmd `cmd:"" help:"Bring customers over from a file, with their password hashes."`
	Export accountExportCmd `cmd:"" help:"Print everything that is kept about an e-mail, as JSON."`
	Erase  accountEraseCmd  `cmd:"" help:"Remove everything that is kept about an e-mail."`
}

// accountFlags name one customer.
type accountFlags struct {
	officeFlags
	Project domain.ProjectID `required:"" placeholder:"ID" help:"The shop's id."`
	Email   string           `required:"" placeholder:"ADDR" help:"The customer's e-mail."`
}

func (f *accountFlags) email() (domain.Email, error) { return emailValue("--email", f.Email) }

// accountDoc is a customer in JSON.
type accountDoc struct {
	ID            domain.AccountID `json:"id"`
	Project       domain.ProjectID `json:"project_id"`
	Email         string           `json:"email"`
	EmailVerified bool             `json:"email_verified"`
	Disabled      bool             `json:"disabled"`
	External      bool             `json:"external"`
	HasPassword   bool             `json:"has_password"`
	Language      domain.Language  `json:"language,omitempty"`
	MutedUntil    instant          `json:"muted_until,omitzero"`
	CreatedAt     instant          `json:"created_at"`
}

func docOfAccount(office *app.Office, a domain.Account) accountDoc {
	return accountDoc{
		ID: a.ID, Project: a.ProjectID, Email: a.Email.Address(), EmailVerified: a.EmailVerified, Disabled: a.Disabled,
		External: a.External, HasPassword: a.PasswordHash != "", Language: a.Language,
		MutedUntil: instant{office.Muted(a)}, CreatedAt: instant{a.CreatedAt},
	}
}

// state says in a word or two whether the customer can get in.
func (d accountDoc) state() string {
	switch {
	case d.Disabled:
		return "disabled"
	case d.External:
		return "external"
	case !d.HasPassword:
		return "no password yet"
	}
	return "active"
}

func (d accountDoc) facts() []fact {
	verified := "no"
	if d.EmailVerified {
		verified = "yes"
	}
	return []fact{
		{"Account", d.ID.String()}, {"Project", d.Project.String()}, {"E-mail", d.Email}, {"Verified", verified},
		{"State", d.state()}, {"Language", string(d.Language)}, {"Muted until", moment(d.MutedUntil.Time)}, {"Added", moment(d.CreatedAt.Time)},
	}
}

type accountAddCmd struct {
	accountFlags
	PasswordFile string `placeholder:"FILE" help:"The password, one line in this file, - for standard input (default: none until the first reset)."`
	External     bool   `help:"The customer signs in elsewhere: there is no password to reset."`
	Language     string `placeholder:"TAG" help:"The language of mails: en, nl, sv, de, fr or es."`
}

// Run adds the customer.
func (c *accountAddCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	email, err := c.email()
	if err != nil {
		return err
	}
	language, err := languageValue(c.Language)
	if err != nil {
		return err
	}
	if c.External && c.PasswordFile != "" {
		return usageError{errors.New("--external and --password-file contradict each other")}
	}
	wanted := app.NewAccount{Project: c.Project, Email: email, External: c.External, Language: language}
	if c.PasswordFile != "" {
		if wanted.Password, err = passwordFile(terminal, c.PasswordFile); err != nil {
			return err
		}
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		account, err := office.AddAccount(ctx, wanted)
		if err != nil {
			return err
		}
		return c.print(terminal, docOfAccount(office, account), func(w io.Writer) {
			fmt.Fprintf(w, "Account %s is added.\n", account.ID)
		})
	})
}

type accountListCmd struct {
	officeFlags
	Project domain.ProjectID `required:"" placeholder:"ID" help:"The shop's id."`
	After   string           `placeholder:"ADDR" help:"Begin after this e-mail."`
	Limit   int              `placeholder:"N" help:"Print N at most (default: all)."`
}

// Run lists the customers as they are read: there may be millions.
func (c *accountListCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if c.Limit < 0 {
		return valueError("--limit", "1 or more")
	}
	after, err := optionalEmail("--after", c.After)
	if err != nil {
		return err
	}
	limit := c.Limit
	if limit == 0 {
		limit = int(^uint(0) >> 1)
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		list := newStream(terminal.Stdout, c.JSON)
		err := office.EachAccount(ctx, c.Project, after.Canonical(), limit, func(account domain.Account) error {
			doc := docOfAccount(office, account)
			return list.add(doc, fmt.Sprintf("%s  %-15s  %s", doc.ID, doc.state(), doc.Email))
		})
		if err != nil {
			return err
		}
		return list.end()
	})
}

type accountShowCmd struct{ accountFlags }

// latestRequests is how many requests are shown with an account.
const latestRequests = 5

// Run shows the customer.
func (c *accountShowCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	email, err := c.email()
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		account, err := office.Account(ctx, c.Project, email)
		if err != nil {
			return err
		}
		latest, err := office.Requests(ctx, app.RequestQuery{Project: c.Project, Email: email, Limit: latestRequests})
		if err != nil {
			return err
		}
		doc := struct {
			accountDoc
			Requests []requestDoc `json:"latest_requests"`
		}{docOfAccount(office, account), docsOfRequests(latest)}
		return c.print(terminal, doc, func(w io.Writer) {
			printFacts(w, doc.facts())
			if len(latest) > 0 {
				fmt.Fprintln(w)
				printRequests(w, latest, true)
			}
		})
	})
}
