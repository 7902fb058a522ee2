package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/accountfile"
	"latchkey/adapters/argon2id"
	"latchkey/adapters/cli"
	"latchkey/adapters/shophashes"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// importDesk runs the command line on one database with one shop.
type importDesk struct{ folder, db string }

func newImportDesk(t *testing.T) importDesk {
	t.Helper()
	folder := t.TempDir()
	desk := importDesk{folder: folder, db: filepath.Join(folder, "shop.db")}
	store := desk.open(t)
	sender, err := domain.ParseEmail("no-reply@shop.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Projects().Put(t.Context(), domain.Project{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: sender}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return desk
}

func (d importDesk) open(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: d.db, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// run is `latchkey account import` with the arguments.
func (d importDesk) run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	commands := cli.Commands{AdminFuncs: cli.AdminFuncs{OpenImport: func(ctx context.Context, o cli.OfficeOptions) (*app.Import, func() error, error) {
		store := d.open(t)
		own, err := argon2id.New(argon2id.Options{Entropy: rand.Reader, Concurrent: 1, Wait: time.Second})
		return &app.Import{
			Environment: app.Environment{Now: time.Now, Entropy: rand.Reader}, Store: store.Ports(),
			Files: accountfile.Files{}, Hashes: []ports.HashReader{own, shophashes.Hashes{}},
		}, store.Close, err
	}}}
	terminal := cli.Terminal{Args: append([]string{"account", "import"}, args...), Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs}
	code = cli.Run(t.Context(), terminal, commands)
	return code, out.String(), errs.String()
}

func (d importDesk) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(d.folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const importedCSV = "email,password_hash\njane@example.com,$2y$04$km5rl0QTV.dKDyZm8hx8penhptPBzMfuqA5uhnJjl7x6ESeKQ9V5K\nli@example.com,\n"

func TestAccountImport(t *testing.T) {
	desk := newImportDesk(t)
	good := desk.file(t, "good.csv", importedCSV)
	bad := desk.file(t, "bad.csv", importedCSV+"not an address,\n")
	lines := desk.file(t, "more.jsonl", `{"email":"jo@example.com"}`+"\n")
	for _, c := range []struct {
		name   string
		stdin  string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"a header alone", "email\n", []string{"--json", "-"}, 0, `{"imported":0,"rejected":[]}` + "\n", ""},
		{"in words", "", []string{good}, 0, "2 accounts imported, 0 there already, 0 rejected.\n" +
			"Sign-ins that fail take 200ms from now on, so that nobody learns from the time\nwhich hash an account has.\n", ""},
		{"again, with a bad row", "", []string{"--json", bad}, 0,
			`{"imported":0,"rejected":[{"line":4,"reason":"email is not one address such as jane@example.com"}],"unchanged":2}` + "\n",
			"latchkey: 1 row of 3 rejected; correct the file and import it again: what is there already stays as it is\n"},
		{"format by the name", "", []string{"--json", lines}, 0, `{"imported":1,"rejected":[]}` + "\n", ""},
		{"format given", `{"email":"al@example.com"}`, []string{"--json", "--format", "jsonl", "-"}, 0, `{"imported":1,"rejected":[]}` + "\n", ""},
		{"no such column", "mail\n", []string{"--json", "-"}, 1, "",
			`latchkey: there is no column "mail"; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external` + "\n"},
		{"no such project", "email\n", []string{"--project", "2", "-"}, 1, "", "latchkey: there is no such project; see latchkey project list\n"},
		{"no such format", "email\n", []string{"--format", "xlsx", "-"}, 2, "", "latchkey: --format: must be csv or jsonl\n"},
		{"no such file", "", []string{filepath.Join(desk.folder, "gone.csv")}, 2, "", "latchkey: the file cannot be read: open " + desk.folder + "/gone.csv: no such file or directory\n"},
		{"a folder", "", []string{desk.folder}, 2, "", "latchkey: the file cannot be read: " + desk.folder + " is a folder\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"--db", desk.db}, c.args...)
			if !strings.Contains(strings.Join(args, " "), "--project") {
				args = append(args, "--project", "1")
			}
			code, stdout, stderr := desk.run(t, c.stdin, args...)
			if code != c.code || stdout != c.stdout || stderr != c.stderr {
				t.Errorf("exit code %d, %q, %q\nwant %d, %q, %q", code, stdout, stderr, c.code, c.stdout, c.stderr)
			}
		})
	}
}

// A person is shown a few rows and told of the others; none is repeated.
func TestAccountImportOfMuchRubbish(t *testing.T) {
	desk := newImportDesk(t)
	code, stdout, _ := desk.run(t, "email\n"+strings.Repeat("hunter2\n", 30), "--db", desk.db, "--project", "1", "-")
	if got := strings.Count(stdout, "\n  line "); code != 1 || got != 20 {
		t.Errorf("exit code %d, %d lines; want 1 and 20", code, got)
	}
	if !strings.HasSuffix(stdout, "  and 10 more; --json lists up to 10000\n") || strings.Contains(stdout, "hunter2") {
		t.Errorf("printed %q", stdout)
	}
	code, stdout, _ = desk.run(t, "email\n"+strings.Repeat("hunter2\n", 10_003), "--db", desk.db, "--project", "1", "--json", "-")
	if code != 1 || !strings.HasSuffix(stdout, `],"rejected_total":10003}`+"\n") || strings.Count(stdout, `"line"`) != 10_000 {
		t.Errorf("exit code %d, %d lines, ends in %q", code, strings.Count(stdout, `"line"`), stdout[max(0, len(stdout)-40):])
	}
}
