package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"latchkey/app"
)

type accountSetCmd struct {
	accountFlags
	NewEmail     *string `placeholder:"ADDR" help:"Change the e-mail; it is then unverified, and links that were sent end."`
	Disable      bool    `xor:"able" help:"Lock the account; links that were sent end."`
	Enable       bool    `xor:"able" help:"Let the customer in again."`
	PasswordFile string  `placeholder:"FILE" help:"Set the password, one line in this file, - for standard input; links that were sent end."`
	Language     *string `placeholder:"TAG" help:"The language of mails: en, nl, sv, de, fr or es; an empty text clears."`
	LiftMute     bool    `help:"Send link mails again, although their owner wanted none for a day."`
}

// Run changes the customer.
func (c *accountSetCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	email, err := c.email()
	if err != nil {
		return err
	}
	change, err := c.change(terminal)
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		account, err := office.ChangeAccount(ctx, c.Project, email, change)
		if err != nil {
			return err
		}
		doc := docOfAccount(office, account)
		return c.print(terminal, doc, func(w io.Writer) { printFacts(w, doc.facts()) })
	})
}

func (c *accountSetCmd) change(terminal *Terminal) (app.AccountChange, error) {
	change := app.AccountChange{LiftMute: c.LiftMute}
	var err error
	if c.NewEmail != nil {
		email, err := emailValue("--new-email", *c.NewEmail)
		if err != nil {
			return change, err
		}
		change.Email = &email
	}
	if change.Language, err = valueOf(c.Language, languageValue); err != nil {
		return change, err
	}
	if c.Disable || c.Enable {
		change.Disabled = &c.Disable
	}
	if c.PasswordFile != "" {
		password, err := passwordFile(terminal, c.PasswordFile)
		if err != nil {
			return change, err
		}
		change.Password = &password
	}
	if change == (app.AccountChange{}) {
		return change, usageError{errors.New("nothing to change is given (see latchkey account set --help)")}
	}
	return change, nil
}

type accountEraseCmd struct {
	accountFlags
	Yes bool `help:"Do not ask."`
}

// Run removes everything about the e-mail, once that is confirmed.
func (c *accountEraseCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	email, err := c.email()
	if err != nil {
		return err
	}
	if !c.Yes {
		if err := confirm(terminal, "This removes the account, its requests and its mails for good. Type yes to go on: "); err != nil {
			return err
		}
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		erased, err := office.Erase(ctx, c.Project, email)
		if err != nil {
			return err
		}
		doc := map[string]int{"accounts": erased.Accounts, "requests": erased.Requests, "mails": erased.Deliveries}
		return c.print(terminal, doc, func(w io.Writer) {
			fmt.Fprintf(w, "Erased: %s, %s, %s.\n", plural(erased.Accounts, "account", "accounts"),
				plural(erased.Requests, "request", "requests"), plural(erased.Deliveries, "mail", "mails"))
		})
	})
}

// confirm asks a person. Where nobody can be asked, nothing is confirmed.
func confirm(terminal *Terminal, question string) error {
	in := terminal.input()
	if !isTerminal(in) {
		return usageError{errors.New("nobody is there to confirm this; give --yes")}
	}
	fmt.Fprint(terminal.Stderr, question)
	answer, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(answer) != "yes" {
		return errNotConfirmed
	}
	return nil
}

// isTerminal reports whether a person may be typing: it is no file, no pipe, and
// not the device that is always empty.
func isTerminal(in io.Reader) bool {
	file, isFile := in.(*os.File)
	if !isFile {
		return true
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	nothing, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, nothing)
}

// input returns where answers and passwords are read.
func (t *Terminal) input() io.Reader {
	if t.Stdin == nil {
		return os.Stdin
	}
	return t.Stdin
}
