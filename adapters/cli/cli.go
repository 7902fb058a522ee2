// Package cli is latchkey's command line: it reads arguments, environment and
// the settings file, calls what main gives it, and puts every failure on one
// line.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"
)

// Terminal is where the command line reads and writes.
type Terminal struct {
	Args   []string // without the program's name
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
}

type commandLine struct {
	LogLevel levelText   `default:"warn" env:"LATCHKEY_LOG_LEVEL" placeholder:"LEVEL" choices:"debug,info,warn,error" help:"What to log on standard error: debug, info, warn or error (default ${default})."`
	Version  versionFlag `help:"Print version and commit, and exit."`

	Demo   demoCmd   `cmd:"" help:"Try latchkey on this machine: a shop, two customers and an inbox; no mail leaves it."`
	Serve  serveCmd  `cmd:"" help:"Serve a shop's customers: pages, APIs and mails, until told to end."`
	Config configCmd `cmd:"" help:"Print the settings that serve would use, and where each came from."`
	Doctor doctorCmd `cmd:"" help:"Check database, relay, DNS, address, clock and disk, and say what to do."`

	adminCommands `embed:""`

	Verify     verifyCmd     `cmd:"" help:"Check that a database keeps every promise, and change nothing."`
	Backup     backupCmd     `cmd:"" help:"Copy a database, while a server uses it or not."`
	Restore    restoreCmd    `cmd:"" help:"Put a backup in the place of a database."`
	Completion completionCmd `cmd:"" help:"Print a script that lets a shell complete commands and flags."`
	ShowBuild  versionCmd    `cmd:"" name:"version" help:"Print version and commit."`
}

// Run does what the arguments say and returns the program's exit code.
func Run(ctx context.Context, terminal Terminal, commands Commands) int {
	exit := -1
	var line commandLine
	parser, err := newParser(&line, terminal, func(code int) { exit = code })
	if err != nil {
		return fail(terminal.Stderr, ExitFailure, err)
	}
	if len(terminal.Args) == 0 {
		terminal.Args = []string{"--help"}
	}
	selected, err := parser.Parse(terminal.Args)
	if exit >= 0 { // --help or --version has been answered
		return exit
	}
	if err != nil {
		return fail(terminal.Stderr, ExitUsage, fmt.Errorf("%w (see latchkey --help)", err))
	}
	if err := errors.Join(refuseRepeated(selected), refuseNoDatabase(selected)); err != nil {
		return fail(terminal.Stderr, ExitUsage, err)
	}
	if err := call(ctx, selected, &terminal, commands, line.LogLevel); err != nil {
		return fail(terminal.Stderr, commands.exitCode(err), err)
	}
	return ExitOK
}

func newParser(line *commandLine, terminal Terminal, exit func(int)) (*kong.Kong, error) {
	parser, err := kong.New(line,
		kong.Name("latchkey"),
		kong.Description("Lets a customer who is locked out of a shop back in, by a link that works once."),
		kong.Writers(terminal.Stdout, terminal.Stderr),
		kong.Exit(exit),
		kong.UsageOnError(),
		kong.ExplicitGroups(settingGroups()),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
	)
	if err == nil {
		explain(parser.Model)
	}
	return parser, err
}

// refuseRepeated refuses a flag that takes one value and was given two: nobody
// can tell which of them counts.
func refuseRepeated(selected *kong.Context) error {
	seen := map[*kong.Flag]bool{}
	for _, step := range selected.Path {
		if step.Flag == nil || step.Resolved || step.Flag.IsCumulative() {
			continue
		}
		if seen[step.Flag] {
			return fmt.Errorf("--%s is given more than once; give it once", step.Flag.Name)
		}
		seen[step.Flag] = true
	}
	return nil
}

// refuseNoDatabase refuses an empty name where a database is needed, which is
// what a variable without a value gives.
func refuseNoDatabase(selected *kong.Context) error {
	for _, flag := range selected.Flags() {
		if flag.Name == "db" && flag.Required && flag.Target.String() == "" {
			return errors.New("--db is empty; name the file of the database")
		}
	}
	return nil
}

// call runs the selected command, which takes what it needs of the rest.
func call(ctx context.Context, selected *kong.Context, terminal *Terminal, commands Commands, level levelText) error {
	selected.BindTo(ctx, (*context.Context)(nil))
	err := selected.BindToProvider(func() (slog.Level, error) {
		parsed, err := level.parse()
		if err != nil {
			return 0, usageError{err}
		}
		return parsed, nil
	})
	if err != nil {
		return err
	}
	return selected.Run(terminal, commands, level)
}

// fail prints err on one line, whatever is in it.
func fail(stderr io.Writer, code int, err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		code = ExitUsage
	}
	fmt.Fprintln(stderr, "latchkey:", oneLine(err.Error()))
	return code
}

// oneLine puts text on one line that no terminal takes for a command, nor for
// text in another order.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool { return !unicode.IsPrint(r) }), " ")
}

// usageError is a setting that makes no sense.
type usageError struct{ error }

// Unwrap returns what is wrong with the setting.
func (e usageError) Unwrap() error { return e.error }

// levelText is a log level as it was given, read when a command needs it.
type levelText string

func (t levelText) parse() (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(t)); err != nil {
		return 0, fmt.Errorf("--log-level: %q is not one of debug, info, warn and error", string(t))
	}
	return level, nil
}
