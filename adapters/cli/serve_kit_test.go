package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

// ran is how a command ended.
type ran struct {
	code           int
	stdout, stderr string
}

// runCommand runs the command line in this process, with what commands do
// given by the test.
func runCommand(t testing.TB, commands cli.Commands, args ...string) ran {
	t.Helper()
	t.Setenv("COLUMNS", "100")
	var stdout, stderr bytes.Buffer
	code := cli.Run(t.Context(), cli.Terminal{Args: args, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr}, commands)
	if code != 0 && (strings.Count(stderr.String(), "\n") != 1 || !strings.HasPrefix(stderr.String(), "latchkey: ")) {
		t.Errorf("%v failed with %q, want one line", args, stderr.String())
	}
	return ran{code, stdout.String(), stderr.String()}
}

// keepOptions returns commands whose serve keeps what it is given.
func keepOptions(kept *cli.ServeOptions) cli.Commands {
	return cli.Commands{Serve: func(_ context.Context, o cli.ServeOptions, announce func(cli.ServeReady) error) error {
		*kept = o
		return announce(cli.ServeReady{BaseURL: o.BaseURL, Listen: "127.0.0.1:1234"})
	}}
}

// complete are arguments that a server starts with.
func complete(more ...string) []string {
	return withDefaults([]string{"serve"}, more, "--db=x.db", "--base-url=https://reset.shop.example", "--smtp=smtp://mail.example")
}

// withDefaults returns the command with the given flags, and those of the others
// that are not among them: a flag is given once.
func withDefaults(command, given []string, others ...string) []string {
	args := append(command, given...)
	for _, other := range others {
		name, _, _ := strings.Cut(other, "=")
		if !slices.ContainsFunc(given, func(arg string) bool { return arg == name || strings.HasPrefix(arg, name+"=") }) {
			args = append(args, other)
		}
	}
	return args
}

// writeFile writes a file of a mode and returns its name.
func writeFile(t testing.TB, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}
