package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

// helpLines finds the commands that latchkey --help lists.
var helpLines = regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+)?)  `)

// helpGroups are the commands that only have others below them.
var helpGroups = []string{"project", "account", "client", "request", "outbox", "mail"}

// TestEveryCommandHasHelp: what it is for, an example, variables, exit codes.
func TestEveryCommandHasHelp(t *testing.T) {
	_, listed, _ := strings.Cut(runCommand(t, cli.Commands{}, "--help").stdout, "Commands:")
	commands := helpLines.FindAllStringSubmatch(listed, -1)
	if len(commands) < 9 {
		t.Fatalf("--help lists %d commands, want 9 at least:\n%s", len(commands), listed)
	}
	for _, group := range helpGroups {
		commands = append(commands, []string{"", group})
	}
	for _, match := range commands {
		help := runCommand(t, cli.Commands{}, append(strings.Fields(match[1]), "--help")...)
		for _, want := range []string{"Usage: latchkey " + match[1], "For example", "    latchkey " + match[1], "Environment: ", "Exit codes: 0 "} {
			if help.code != 0 || !strings.Contains(help.stdout, want) {
				t.Errorf("%s --help lacks %q", match[1], want)
			}
		}
	}
}

// TestHelpIsAsItWas compares with testdata/help.
func TestHelpIsAsItWas(t *testing.T) {
	for _, command := range append([]string{"serve", "config", "doctor", "verify", "backup", "restore", "audit", "completion", "version"}, helpGroups...) {
		got := runCommand(t, cli.Commands{}, command, "--help").stdout
		golden := filepath.Join("testdata", "help", command+".txt")
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s is not as it was (%v); if it is meant to change, run go test -run Help -update and read the difference. got:\n%s", golden, err, got)
		}
	}
}
