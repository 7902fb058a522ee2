package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"

	"latchkey/app"
	"latchkey/domain"
)

type projectCmd struct {
	Add    projectAddCmd    `cmd:"" help:"Add a shop, and the database if it is not there."`
	List   projectListCmd   `cmd:"" help:"List all shops."`
	Show   projectShowCmd   `cmd:"" help:"Show everything about a shop."`
	Set    projectSetCmd    `cmd:"" help:"Change what is given about a shop, and nothing else; an empty text clears."`
	Remove projectRemoveCmd `cmd:"" help:"Remove a shop; with its customers only if their number is confirmed."`
}

// projectFlags are what adding and changing a shop have in common. nil is not
// given.
type projectFlags struct {
	ReplyTo       *string  `placeholder:"ADDR" help:"Where answers to its mails go (default: the sender)."`
	Origins       []string `name:"origin" sep:"none" placeholder:"ORIGIN" help:"Web origin whose pages may call the APIs; may be given several times."`
	ReturnOrigins []string `name:"return-origin" sep:"none" placeholder:"ORIGIN" help:"Web origin that back buttons may lead to; may be given several times (default: anywhere)."`
	ResetURL      *string  `name:"reset-url" placeholder:"URL" help:"The shop's own reset page, on its own origin or one of --origin; it gets the token in the fragment (default: the hosted page)."`
	EmailSyntax   *string  `placeholder:"NAME" help:"Which addresses the payway API takes: published, as its document says, or any that mail can be sent to (default published)."`
	Language      *string  `placeholder:"TAG" help:"For customers of whom nothing better is known: en, nl, sv, de, fr or es (default en)."`
	Color         *string  `placeholder:"#RRGGBB" help:"The colour of its mails and pages."`
	Logo          *string  `placeholder:"FILE" help:"PNG, JPEG or WebP of at most 64 KiB for its mails and pages."`
	Support       *string  `placeholder:"ADDR" help:"Where its customers find help."`
	Footer        *string  `placeholder:"TEXT" help:"A line under its mails and pages, such as the shop's address."`
}

// projectBasics are what every shop has.
type projectBasics struct{ name, shopURL, from *string }

// read returns an edit that changes what is given. It reads every value first,
// so that nothing is changed if one of them is wrong.
func (f *projectFlags) read(basics projectBasics) (func(*domain.Project), error) {
	var edits []func(*domain.Project)
	for _, read := range []func() (func(*domain.Project), error){
		func() (func(*domain.Project), error) { return basics.edit() },
		f.editMail, f.editOrigins, f.editLook,
	} {
		edit, err := read()
		if err != nil {
			return nil, err
		}
		edits = append(edits, edit)
	}
	return func(p *domain.Project) {
		for _, edit := range edits {
			edit(p)
		}
	}, nil
}

func (b projectBasics) edit() (func(*domain.Project), error) {
	sender, err := valueOf(b.from, func(text string) (domain.Email, error) { return emailValue("--from", text) })
	if err != nil {
		return nil, err
	}
	return func(p *domain.Project) {
		set(&p.Name, b.name)
		set(&p.ShopURL, b.shopURL)
		set(&p.Sender, sender)
	}, nil
}

func (f *projectFlags) editMail() (func(*domain.Project), error) {
	replyTo, err := valueOf(f.ReplyTo, func(text string) (domain.Email, error) { return optionalEmail("--reply-to", text) })
	if err != nil {
		return nil, err
	}
	support, err := valueOf(f.Support, func(text string) (domain.Email, error) { return optionalEmail("--support", text) })
	if err != nil {
		return nil, err
	}
	syntax, err := valueOf(f.EmailSyntax, emailSyntaxValue)
	if err != nil {
		return nil, err
	}
	language, err := valueOf(f.Language, languageValue)
	if err != nil {
		return nil, err
	}
	return func(p *domain.Project) {
		set(&p.ReplyTo, replyTo)
		set(&p.Brand.Support, support)
		set(&p.Language, language)
		set(&p.EmailSyntax, syntax)
	}, nil
}

func (f *projectFlags) editOrigins() (func(*domain.Project), error) {
	origins, err := originValues("--origin", f.Origins)
	if err != nil {
		return nil, err
	}
	returns, err := originValues("--return-origin", f.ReturnOrigins)
	if err != nil {
		return nil, err
	}
	page, err := valueOf(f.ResetURL, resetURLValue)
	if err != nil {
		return nil, err
	}
	return func(p *domain.Project) {
		if f.Origins != nil {
			p.Origins = origins
		}
		if f.ReturnOrigins != nil {
			p.ReturnOrigins = returns
		}
		set(&p.ResetPage, page)
	}, nil
}

func (f *projectFlags) editLook() (func(*domain.Project), error) {
	color, err := valueOf(f.Color, colorValue)
	if err != nil {
		return nil, err
	}
	logo, err := valueOf(f.Logo, logoFile)
	if err != nil {
		return nil, err
	}
	return func(p *domain.Project) {
		set(&p.Brand.Color, color)
		set(&p.Brand.Logo, logo)
		set(&p.Brand.Footer, f.Footer)
	}, nil
}

// valueOf parses text if it is given.
func valueOf[T any](text *string, parse func(string) (T, error)) (*T, error) {
	if text == nil {
		return nil, nil
	}
	value, err := parse(*text)
	return &value, err
}

// set changes what is given.
func set[T any](into *T, value *T) {
	if value != nil {
		*into = *value
	}
}

type projectAddCmd struct {
	officeFlags
	Name    string `required:"" placeholder:"NAME" help:"The shop's name, as its customers know it."`
	ShopURL string `name:"shop-url" required:"" placeholder:"URL" help:"The shop's address, where \"back to the shop\" leads."`
	From    string `required:"" placeholder:"ADDR" help:"Who its mails are from."`
	projectFlags
}

// Run adds the project.
func (c *projectAddCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	edit, err := c.read(projectBasics{name: &c.Name, shopURL: &c.ShopURL, from: &c.From})
	if err != nil {
		return err
	}
	var project domain.Project
	edit(&project)
	if err := app.CheckProject(project); err != nil { // a shop that is refused makes no database
		return inWords(err)
	}
	return c.visit(ctx, visitor{terminal, commands, level}, true, func(office *app.Office) error {
		id, err := office.AddProject(ctx, project)
		if err != nil {
			return err
		}
		return c.print(terminal, map[string]domain.ProjectID{"id": id}, func(w io.Writer) {
			fmt.Fprintf(w, "Project %s is added.\n", id)
		})
	})
}

type projectSetCmd struct {
	officeFlags
	ID      domain.ProjectID `arg:"" help:"The shop's id."`
	Name    *string          `placeholder:"NAME" help:"The shop's name, as its customers know it."`
	ShopURL *string          `name:"shop-url" placeholder:"URL" help:"The shop's address."`
	From    *string          `placeholder:"ADDR" help:"Who its mails are from."`
	projectFlags
	NoLogo bool `help:"Show no logo any more."`
}

// Run changes the project.
func (c *projectSetCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if c.NoLogo && c.Logo != nil {
		return usageError{fmt.Errorf("--logo and --no-logo contradict each other")}
	}
	if c.isEmpty() {
		return usageError{errors.New("nothing to change is given (see latchkey project set --help)")}
	}
	edit, err := c.read(projectBasics{name: c.Name, shopURL: c.ShopURL, from: c.From})
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		err := office.ChangeProject(ctx, c.ID, func(p *domain.Project) {
			edit(p)
			if c.NoLogo {
				p.Brand.Logo = nil
			}
		})
		if err != nil {
			return err
		}
		return showProject(ctx, office, c.ID, &c.officeFlags, terminal)
	})
}

// isEmpty reports whether nothing is to be changed.
func (c *projectSetCmd) isEmpty() bool {
	changes := *c
	changes.officeFlags, changes.ID = officeFlags{}, 0
	return reflect.ValueOf(changes).IsZero()
}

type projectRemoveCmd struct {
	officeFlags
	ID           domain.ProjectID `arg:"" help:"The shop's id."`
	WithAccounts int              `placeholder:"N" help:"Remove its N customers, too; N must be right."`
}

// Run removes the project.
func (c *projectRemoveCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		if err := office.RemoveProject(ctx, c.ID, c.WithAccounts); err != nil {
			return err
		}
		doc := map[string]int64{"removed": int64(c.ID), "accounts": int64(c.WithAccounts)}
		return c.print(terminal, doc, func(w io.Writer) {
			fmt.Fprintf(w, "Project %s is removed.\n", c.ID)
		})
	})
}
