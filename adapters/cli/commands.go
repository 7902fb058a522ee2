package cli

import (
	"context"

	"latchkey/app"
)

// Commands are what the commands do. main composes them.
type Commands struct {
	Demo func(context.Context, DemoOptions, func(DemoReady) error) error

	// Serve serves until ctx ends and calls announce once, when it is ready.
	Serve func(ctx context.Context, options ServeOptions, announce func(ServeReady) error) error

	// Doctor tells each check as soon as its result is known. An error means
	// that checking itself did not work.
	Doctor func(ctx context.Context, options ServeOptions, doctor DoctorOptions, tell func(app.Check)) error

	// Verify returns what is wrong with the database in the file; nothing, if
	// every invariant holds. It changes nothing, save that what a killed process
	// had half written is undone. An error beside findings says what is to be done.
	Verify func(ctx context.Context, path string) ([]Finding, error)

	// Backup copies the database in the file db to the new file to.
	Backup func(ctx context.Context, db, to string) error

	// Restore puts the backup in the file from in the place of the options' database,
	// and returns where that is kept now, "" if there was none.
	Restore func(ctx context.Context, options OfficeOptions, from string) (kept string, err error)

	AdminFuncs // what the operator's commands do

	// Checks are what settings must pass that only other rooms can judge.
	Checks Checks

	// ExitCode returns the exit code that an error of any command means:
	// ExitInUse, ExitForeign, ExitCorrupt or ExitUnusable, or 0 if it means none of them.
	// nil knows none.
	ExitCode func(error) int
}

// Checks judge settings of serve. Each returns what is wrong and what to do,
// without quoting a secret. nil finds nothing wrong.
type Checks struct {
	// ParseRelay judges the relay's URL with the password it is used with, ""
	// if there is none.
	ParseRelay func(url, password string) error

	// HELO judges the name to introduce this server to the relay by.
	HELO func(name string) error

	// TLSFiles judges a certificate file and its key file.
	TLSFiles func(certFile, keyFile string) error

	// DKIM judges what mails would be signed with; Key is PEM.
	DKIM func(DKIMOptions) error

	// RelayCA judges the certificates, PEM, that the relay is trusted by.
	RelayCA func(pem []byte) error

	// MailTemplates judges a folder of mail templates.
	MailTemplates func(folder string) error
}

// The exit codes of every command.
const (
	ExitOK      = 0
	ExitFailure = 1 // what was asked for did not work
	ExitUsage   = 2 // what was asked for makes no sense, or settings are missing or wrong
	ExitInUse   = 3 // another server uses the database
	ExitForeign = 4 // the database is a newer latchkey's, or no latchkey's
	ExitCorrupt = 5 // the database is corrupt
	// ExitUnusable means that a file that is needed is not there, or that this
	// user may not use it: to try the same again is no use.
	ExitUnusable = 6
)

func (c Commands) exitCode(err error) int {
	if c.ExitCode != nil {
		if code := c.ExitCode(err); code != 0 {
			return code
		}
	}
	return ExitFailure
}

// exitCodes is what every command's help says about them.
const exitCodes = `Exit codes: 0 done, 1 it did not work, 2 wrong usage or settings.`

// databaseExitCodes is what help says where a database is opened.
const databaseExitCodes = `Exit codes: 0 done, 1 it did not work, 2 wrong usage or settings, 3 another server uses the database, 4 the database is a newer latchkey's or no latchkey's, 5 it is corrupt, 6 it, or another file that is needed, is not there or may not be used.`
