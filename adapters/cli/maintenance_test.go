package cli_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

func TestVerify(t *testing.T) {
	broken := []cli.Finding{{Invariant: "one link", Text: "request 7\nhas two"}, {Invariant: "outbox", Text: "delivery 9 is lost"}}
	for _, c := range []struct {
		name     string
		findings []cli.Finding
		fails    error
		args     []string
		want     ran
	}{
		{"sound", nil, nil, nil, ran{0, "x.db keeps every promise\n", ""}},
		{"sound, for scripts", nil, nil, []string{"--json"}, ran{0, `{"ok":true,"findings":[]}` + "\n", ""}},
		{"broken", broken, nil, nil, ran{1, "one link: request 7 has two\noutbox: delivery 9 is lost\n", "latchkey: promises that x.db breaks: 2; restore a backup, or ask for help with these lines\n"}},
		{"broken, for scripts", broken[1:], nil, []string{"--json"},
			ran{1, `{"ok":false,"findings":[{"invariant":"outbox","text":"delivery 9 is lost"}]}` + "\n", "latchkey: promises that x.db breaks: 1; restore a backup, or ask for help with these lines\n"}},
		{"unreadable", nil, errors.New("it is\x1b[31m red"), nil, ran{1, "", "latchkey: it is [31m red\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			commands := cli.Commands{Verify: func(_ context.Context, path string) ([]cli.Finding, error) {
				if path != "x.db" {
					t.Errorf("verifies %q, want x.db", path)
				}
				return c.findings, c.fails
			}}
			if got := runCommand(t, commands, append([]string{"verify", "--db", "x.db"}, c.args...)...); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestBackupAndRestore(t *testing.T) {
	t.Setenv("LATCHKEY_DB", "x.db")
	var called string
	commands := cli.Commands{
		Backup: func(_ context.Context, db, to string) error { called += "backup " + db + " " + to + ";"; return nil },
		Restore: func(_ context.Context, o cli.OfficeOptions, from string) (string, error) {
			called += "restore " + o.DB + " " + from + " " + o.LogLevel.String() + ";"
			return strings.TrimPrefix(o.DB+".old", "z.db.old"), nil // no z.db was there
		},
	}
	for _, c := range []struct {
		args string
		want ran
	}{
		{"backup --to y.db", ran{0, "copied x.db to y.db\n", ""}},
		{"backup --to y.db --json", ran{0, `{"db":"x.db","to":"y.db"}` + "\n", ""}},
		{"restore --from y.db --db z.db", ran{0, "restored z.db from y.db\n", ""}},
		{"restore --from y.db --json --log-level debug", ran{0, `{"db":"x.db","from":"y.db","kept":"x.db.old"}` + "\n", ""}},
		{"backup --to ./x.db", ran{2, "", "latchkey: --to and --db are the same file; name another one\n"}},
		{"restore --from x.db", ran{2, "", "latchkey: --from and --db are the same file; name another one\n"}},
		{"backup --to=", ran{2, "", "latchkey: --to is empty; name a file\n"}},
		{"backup --to y.db --db=", ran{2, "", "latchkey: --db is empty; name the file of the database\n"}},
		{"backup", ran{2, "", "latchkey: missing flags: --to=FILE (see latchkey --help)\n"}},
	} {
		if got := runCommand(t, commands, strings.Fields(c.args)...); got != c.want {
			t.Errorf("%s: got  %+v\nwant %+v", c.args, got, c.want)
		}
	}
	if want := "backup x.db y.db;backup x.db y.db;restore z.db y.db WARN;restore x.db y.db DEBUG;"; called != want {
		t.Errorf("did %q, want %q", called, want)
	}
}

func TestExitCodes(t *testing.T) {
	errInUse, errForeign, errCorrupt := errors.New("in use"), errors.New("foreign"), errors.New("corrupt")
	for _, c := range []struct {
		err  error
		want int
	}{
		{errInUse, 3}, {errForeign, 4}, {errCorrupt, 5}, {errors.New("another"), 1}, {errors.Join(errors.New("and"), errInUse), 3},
	} {
		commands := cli.Commands{
			Backup: func(context.Context, string, string) error { return c.err },
			ExitCode: func(err error) int {
				for code, known := range map[int]error{cli.ExitInUse: errInUse, cli.ExitForeign: errForeign, cli.ExitCorrupt: errCorrupt} {
					if errors.Is(err, known) {
						return code
					}
				}
				return 0
			},
		}
		if got := runCommand(t, commands, "backup", "--db", "x", "--to", "y"); got.code != c.want {
			t.Errorf("%v: exit code %d, want %d", c.err, got.code, c.want)
		}
	}
}

// TestUnitKnowsExitCodes: a supervisor does not start again what only a person
// can mend.
func TestUnitKnowsExitCodes(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	want := fmt.Sprintf("\nRestartPreventExitStatus=%d %d %d %d %d\n", cli.ExitUsage, cli.ExitInUse, cli.ExitForeign, cli.ExitCorrupt, cli.ExitUnusable)
	if err != nil || !strings.Contains(string(readme), want) {
		t.Errorf("README.md (%v) has a unit without %q", err, want)
	}
}
