package cli_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"latchkey/adapters/cli"
	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

type accountJSON struct {
	ID          string
	Email       string
	Disabled    bool
	External    bool
	HasPassword bool   `json:"has_password"`
	Language    string `json:"language"`
	MutedUntil  string `json:"muted_until"`
	CreatedAt   string `json:"created_at"`
	Latest      []struct {
		ID    int
		State string
	} `json:"latest_requests"`
}

func TestAccountAdd(t *testing.T) {
	d := newDesk(t)
	phrase := d.file("phrase", []byte(" a long phrase \r\n"))
	var a accountJSON
	d.read(&a, "account", "add", "--project", "1", "--email", "Jane@example.com", "--password-file", phrase, "--language", "sv")
	if len(a.ID) != 24 || a.Email != "Jane@example.com" || !a.HasPassword || a.Language != "sv" || a.CreatedAt != "2026-11-21T14:03:02.000Z" {
		t.Errorf("account = %+v", a)
	}
	if got, want := d.passwordHashOf("jane@example.com"), "hash of  a long phrase "; got != want {
		t.Errorf("stored %q, want %q: a password is everything on its line", got, want)
	}
	d.stdin = "from standard input"
	expect(t, d.ok("account", "add", "--project", "1", "--email", "li@example.com", "--password-file", "-"), "is added.")
	if got := d.passwordHashOf("li@example.com"); got != "hash of from standard input" {
		t.Errorf("stored %q", got)
	}
	d.read(&a, "account", "add", "--project", "1", "--email", "sso@example.com", "--external")
	if a.HasPassword || !a.External {
		t.Errorf("account = %+v, want one that signs in elsewhere", a)
	}
}

func TestAccountList(t *testing.T) {
	d := newDesk(t)
	if got := d.ok("account", "list", "--project", "1", "--json"); got != "[]\n" {
		t.Errorf("no accounts = %q", got)
	}
	for _, address := range []string{"c@example.com", "a@example.com", "b@example.com"} {
		d.ok("account", "add", "--project", "1", "--email", address, "--external")
	}
	for _, c := range []struct{ args, want string }{
		{"", "a b c"}, {"--after A@example.com", "b c"}, {"--limit 2", "a b"}, {"--after a@example.com --limit 1", "b"},
	} {
		args := append([]string{"account", "list", "--project", "1"}, strings.Fields(c.args)...)
		var list []accountJSON
		d.read(&list, args...)
		var names []string
		for _, account := range list {
			names = append(names, strings.TrimSuffix(account.Email, "@example.com"))
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("account list %s = %s, want %s", c.args, got, c.want)
		}
	}
	lines := strings.Split(strings.TrimSpace(d.ok("account", "list", "--project", "1")), "\n")
	if len(lines) != 3 || !strings.HasSuffix(lines[0], "  external         a@example.com") {
		t.Errorf("account list:\n%s", strings.Join(lines, "\n"))
	}
}

func TestAccountSet(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com", "--language", "de")
	set := func(args ...string) (a accountJSON) {
		t.Helper()
		d.read(&a, append([]string{"account", "set", "--project", "1", "--email", "jane@example.com"}, args...)...)
		return a
	}
	if a := set("--disable"); !a.Disabled {
		t.Errorf("after --disable: %+v", a)
	}
	if a := set("--enable", "--language", ""); a.Disabled || a.Language != "" {
		t.Errorf("after --enable and no language: %+v", a)
	}
	set("--password-file", d.file("phrase", []byte("another phrase\n")))
	if got := d.passwordHashOf("jane@example.com"); got != "hash of another phrase" {
		t.Errorf("stored %q", got)
	}
	d.work(func(store *sqlite.Store) {
		email, _ := domain.ParseEmail("jane@example.com")
		account, err := store.Accounts().ByEmail(t.Context(), 1, email)
		if err == nil {
			err = store.Accounts().Change(t.Context(), account.ID, func(a *domain.Account) error { a.Disown(d.now); return nil })
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	expect(t, d.ok("account", "show", "--project", "1", "--email", "jane@example.com"), "Muted until  2026-11-22 14:03:02")
	if a := set("--lift-mute"); a.MutedUntil != "" {
		t.Errorf("after --lift-mute: %+v", a)
	}
	if a := set("--new-email", "jane.doe@example.com"); a.Email != "jane.doe@example.com" {
		t.Errorf("after --new-email: %+v", a)
	}
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	if s := d.run("account", "set", "--project", "1", "--email", "jane@example.com", "--new-email", "Jane.Doe@example.com"); s.code != 1 || !strings.Contains(s.err, "is taken") {
		t.Errorf("a taken new e-mail: %+v", s)
	}
}

func TestAccountShow(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	d.asks("jane@example.com", relay{})
	d.asks("jane@example.com", relay{})
	var a accountJSON
	d.read(&a, "account", "show", "--project", "1", "--email", "JANE@example.com")
	if len(a.Latest) != 2 || a.Latest[0].ID != 2 || a.Latest[0].State != "folded into an earlier mail" || a.Latest[1].State != "handed to the relay" {
		t.Errorf("account = %+v, want its two requests, the newest first", a)
	}
	expect(t, d.ok("account", "show", "--project", "1", "--email", "jane@example.com"),
		"State     no password yet\n", "\n\nASKED (UTC)", "2026-11-21 14:03:02  2 ", "handed to the relay\n                     \"250 2.0.0 Ok: queued as 4F2\"\n")
}

func TestAccountExport(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	d.asks("jane@example.com", relay{})
	d.asks("stranger@example.com", relay{})
	type step struct{ At, Text, Words string }
	var all struct {
		Email    string
		Account  *accountJSON
		Requests []struct {
			ID     int
			State  string
			Device struct {
				IPAddress string `json:"ip_address"`
			}
			Steps []step
		}
		Mails []struct {
			To    string
			Steps []step
		}
		Events []struct{ Kind string } `json:"audit_events"`
	}
	d.ok("account", "set", "--project", "1", "--email", "jane@example.com", "--disable")
	d.read(&all, "account", "export", "--project", "1", "--email", "jane@example.com")
	if all.Account == nil || len(all.Requests) != 1 || all.Requests[0].Device.IPAddress != "192.0.2.7" || len(all.Requests[0].Steps) != 3 ||
		len(all.Mails) != 1 || all.Mails[0].To != "jane@example.com" || len(all.Events) != 2 || all.Events[0].Kind != "account_added" || all.Events[1].Kind != "account_disabled" {
		t.Errorf("export = %+v", all)
	}
	expect(t, d.ok("account", "export", "--project", "1", "--email", "stranger@example.com"), `"account":null`, `"state":"no such account"`, `"mails":[]`)
	if s := d.run("account", "export", "--project", "1", "--email", "nobody@example.com"); s.code != cli.ExitFailure || s.out != "" {
		t.Errorf("export of nothing: %+v", s)
	}
}

func TestAccountErase(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	d.asks("jane@example.com", relay{})
	erase := []string{"account", "erase", "--project", "1", "--email", "jane@example.com"}
	for _, answer := range []string{"no\n", "", "y\n", "yes please\n"} {
		d.stdin = answer
		s := d.run(erase...)
		if s.code != cli.ExitFailure || s.out != "" {
			t.Errorf("answer %q: %+v, want nothing done", answer, s)
		}
		expect(t, s.err, "Type yes to go on", "it was not confirmed")
	}
	d.stdin = "yes\n"
	s := d.run(erase...)
	if s.code != 0 || s.out != "Erased: 1 account, 1 request, 1 mail.\n" {
		t.Errorf("confirmed: %+v", s)
	}
	d.asks("stranger@example.com", relay{})
	got := d.ok("account", "erase", "--project", "1", "--email", "stranger@example.com", "--yes", "--json")
	if want := fmt.Sprintln(`{"accounts":0,"mails":0,"requests":1}`); got != want {
		t.Errorf("erase --json = %q, want %q", got, want)
	}
}

// TestEraseAsksNobodyWhereNobodyIs: a file, as of a script, is no terminal, and
// neither is what is always empty.
func TestEraseAsksNobodyWhereNobodyIs(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	for _, path := range []string{d.file("input", []byte("yes\n")), os.DevNull} {
		input, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer input.Close()
		var out, errs strings.Builder
		terminal := cli.Terminal{
			Args:  []string{"account", "erase", "--db", d.db, "--project", "1", "--email", "jane@example.com"},
			Stdin: input, Stdout: &out, Stderr: &errs,
		}
		code := cli.Run(t.Context(), terminal, cli.Commands{AdminFuncs: cli.AdminFuncs{OpenOffice: d.openOffice}})
		if code != cli.ExitUsage || out.String() != "" || !strings.Contains(errs.String(), "give --yes") {
			t.Errorf("%s: exit code %d, %q, %q", path, code, out.String(), errs.String())
		}
	}
	d.ok("account", "show", "--project", "1", "--email", "jane@example.com")
}
