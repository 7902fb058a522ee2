// Package composition puts the house together: it alone knows every room, and
// nobody but main knows it. It builds the rooms from the inside out, starts
// them, and takes them down in reverse.
package composition

import (
	"context"
	"errors"
	"os"

	"latchkey/adapters/cli"
	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpserver"
	"latchkey/adapters/mailtext"
	"latchkey/adapters/smtprelay"
	"latchkey/adapters/sqlite"
)

// Commands returns what the command line does. It is called once.
func Commands() cli.Commands {
	httpapi.Install()
	return cli.Commands{
		Demo:    demo,
		Serve:   serve,
		Doctor:  doctor,
		Verify:  verify,
		Backup:  sqlite.Backup,
		Restore: restore,
		AdminFuncs: cli.AdminFuncs{
			OpenOffice: openOffice, OpenImport: openImport, OpenTestMail: openTestMail,
		},
		Checks: cli.Checks{
			ParseRelay: smtprelay.CheckURL,
			RelayCA:    smtprelay.CheckCA,
			DKIM: func(o cli.DKIMOptions) error {
				return smtprelay.CheckDKIM(o.Domain, o.Selector, o.Key.Reveal())
			},
			TLSFiles:      httpserver.CheckTLS,
			MailTemplates: checkTemplates,
		},
		ExitCode: exitCode,
	}
}

func checkTemplates(folder string) error {
	_, err := mailtext.New(mailtext.Options{Overrides: os.DirFS(folder)})
	return err
}

func exitCode(err error) int {
	for _, known := range []struct {
		err  error
		code int
	}{
		{sqlite.ErrInUse, cli.ExitInUse}, {sqlite.ErrNewer, cli.ExitForeign}, {sqlite.ErrForeign, cli.ExitForeign},
		{sqlite.ErrDemo, cli.ExitForeign}, {sqlite.ErrCorrupt, cli.ExitCorrupt},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return 0
}

func verify(ctx context.Context, path string) ([]cli.Finding, error) {
	found, err := sqlite.Verify(ctx, path)
	var findings []cli.Finding
	for _, f := range found {
		findings = append(findings, cli.Finding{Invariant: f.Invariant, Text: f.Text})
	}
	return findings, err
}

func restore(ctx context.Context, db, from string) (kept string, err error) {
	env := environment(cli.ServeOptions{Log: os.Stderr})
	return sqlite.Restore(ctx, db, from, sqlite.Options{Now: env.Now, Log: env.Log})
}
