package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"latchkey/app"
)

// adminCommands are the operator's commands on a database file.
type adminCommands struct {
	Project projectCmd `cmd:"" help:"Shops: add, list, show, set, remove."`
	Account accountCmd `cmd:"" help:"Customers of a shop: add, list, show, set, import, export, erase."`
	Client  clientCmd  `cmd:"" help:"Programs that call the APIs: add, list, rotate, revoke."`
	Request requestCmd `cmd:"" help:"What became of requests for a reset link: list, show."`
	Outbox  outboxCmd  `cmd:"" help:"Mails that wait: list, retry, drop."`
	Audit   auditCmd   `cmd:"" help:"Show what was recorded for security, the newest first."`
	Mail    mailCmd    `cmd:"" help:"The relay: send a test mail."`
}

// AdminFuncs are what the operator's commands do. main composes them.
type AdminFuncs struct {
	// OpenOffice opens the database, beside a running server or without one,
	// and returns what an operator does with it and what closes it.
	OpenOffice func(ctx context.Context, options OfficeOptions) (*app.Office, func() error, error)

	// OpenImport does the same for bringing accounts over from a file.
	OpenImport func(ctx context.Context, options OfficeOptions) (*app.Import, func() error, error)

	// OpenTestMail returns what tries the relay, with the settings of serve that
	// are about mails; of the others only DB and the log's are set.
	OpenTestMail func(ctx context.Context, options ServeOptions) (*app.TestMail, func() error, error)
}

// OfficeOptions say which database an operator works on.
type OfficeOptions struct {
	DB       string
	Create   bool // make the database if it is not there; otherwise it is
	LogLevel slog.Level
	Log      io.Writer
}

// officeFlags are those of every operator's command.
type officeFlags struct {
	DB   string `name:"db" required:"" env:"LATCHKEY_DB" placeholder:"FILE" help:"The database."`
	JSON bool   `name:"json" help:"Print one JSON document, for scripts."`
}

// visit opens the office for as long as do takes. Only create makes a database
// that is not there.
func (f *officeFlags) visit(ctx context.Context, v visitor, create bool, do func(*app.Office) error) (err error) {
	office, shut, err := v.commands.OpenOffice(ctx, OfficeOptions{DB: f.DB, Create: create, LogLevel: v.level, Log: v.terminal.Stderr})
	if err != nil {
		return v.commands.notOpened(err)
	}
	defer func() { err = errors.Join(err, shut()) }()
	return inWords(do(office))
}

// notOpened says what to do about a database that could not be opened, unless
// err does.
func (c Commands) notOpened(err error) error {
	if c.exitCode(err) == ExitForeign {
		return fmt.Errorf("%w; choose another file with --db, or use the latchkey that wrote this one", err)
	}
	return inWords(err)
}

// visitor is who runs a command, with what main gives him.
type visitor struct {
	terminal *Terminal
	commands Commands
	level    slog.Level
}
