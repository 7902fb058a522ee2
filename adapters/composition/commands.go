// Package composition puts the house together: it alone knows every room, and
// nobody but main knows it. It builds the rooms from the inside out, starts
// them, and takes them down in reverse.
package composition

import (
	"errors"
	"io/fs"
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
		Backup:  backup,
		Restore: restore,
		AdminFuncs: cli.AdminFuncs{
			OpenOffice: openOffice, OpenImport: openImport, OpenTestMail: openTestMail,
		},
		Checks: cli.Checks{
			ParseRelay: smtprelay.CheckURL,
			HELO:       smtprelay.CheckHELO,
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
	if _, err := os.ReadDir(folder); err != nil {
		return err // names the folder
	}
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
		{sqlite.ErrMissing, cli.ExitUnusable}, {sqlite.ErrUnusable, cli.ExitUnusable}, {fs.ErrPermission, cli.ExitUnusable},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return 0
}
