// Package cli is latchkey's command line: it reads arguments and environment,
// calls what main gives it, and puts every failure on one line.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/alecthomas/kong"
)

// Commands are what the commands do. main composes them.
type Commands struct {
	Demo func(context.Context, DemoOptions, func(DemoReady) error) error
}

// Terminal is where the command line reads and writes.
type Terminal struct {
	Args   []string // without the program's name
	Stdout io.Writer
	Stderr io.Writer
}

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1 // what was asked for did not work
	exitUsage   = 2 // what was asked for makes no sense
)

type commandLine struct {
	LogLevel slog.Level `default:"warn" env:"LATCHKEY_LOG_LEVEL" placeholder:"LEVEL" help:"What to log on standard error: debug, info, warn or error (default ${default})."`
	Demo     demoCmd    `cmd:"" help:"Try latchkey on this machine: a shop, two customers and an inbox; no mail leaves it."`
}

// Run does what the arguments say and returns the program's exit code.
func Run(ctx context.Context, terminal Terminal, commands Commands) int {
	exit := -1
	var line commandLine
	parser, err := kong.New(&line,
		kong.Name("latchkey"),
		kong.Description("Lets a customer who is locked out of a shop back in, by a link that works once."),
		kong.Writers(terminal.Stdout, terminal.Stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(terminal.Stderr, exitFailure, err)
	}
	if len(terminal.Args) == 0 {
		terminal.Args = []string{"--help"}
	}
	selected, err := parser.Parse(terminal.Args)
	if exit >= 0 { // --help has been printed
		return exit
	}
	if err != nil {
		return fail(terminal.Stderr, exitUsage, fmt.Errorf("%w (see latchkey --help)", err))
	}
	selected.BindTo(ctx, (*context.Context)(nil))
	if err := selected.Run(&terminal, commands, line.LogLevel); err != nil {
		return fail(terminal.Stderr, exitFailure, err)
	}
	return exitOK
}

// fail prints err on one line, whatever is in it.
func fail(stderr io.Writer, code int, err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		code = exitUsage
	}
	text := strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	fmt.Fprintln(stderr, "latchkey:", text)
	return code
}

// usageError is a setting that makes no sense.
type usageError struct{ error }
