package cli_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

func TestAuditSelects(t *testing.T) {
	d := newDesk(t)
	d.now = d.now.Add(time.Hour)
	d.ok("project", "add", "--name", "Tea", "--shop-url", "https://tea.example", "--from", "no-reply@tea.example")
	d.now = d.now.Add(time.Hour)
	d.ok("account", "add", "--project", "2", "--email", "jane@example.com")
	for _, c := range []struct{ args, want string }{
		{"", "account_added project_added project_added"},
		{"--project 1", "project_added"},
		{"--project 2", "account_added project_added"},
		{"--project 3", ""},
		{"--kind project_added", "project_added project_added"},
		{"--kind project_added --project 2", "project_added"},
		{"--since 90m", "account_added project_added"},
		{"--since 0s", "account_added"},
		{"--since 2026-11-21", "account_added project_added project_added"},
		{"--since 2026-11-21T15:03:03Z", "account_added"},
		{"--since 2026-11-22", ""},
		{"--limit 1", "account_added"},
		{"--kind client_added", ""},
	} {
		var events []struct{ Kind, At string }
		d.read(&events, append([]string{"audit"}, strings.Fields(c.args)...)...)
		var kinds []string
		for _, event := range events {
			kinds = append(kinds, event.Kind)
		}
		if got := strings.Join(kinds, " "); got != c.want {
			t.Errorf("audit %s: %s, want %s", c.args, got, c.want)
		}
		words := d.ok(append([]string{"audit"}, strings.Fields(c.args)...)...)
		if c.want == "" && words != "No event matches.\n" {
			t.Errorf("audit %s says %q", c.args, words)
		}
	}
	for args, want := range map[string]string{
		"--kind reset":      "--kind: must be one of reset_completed, ",
		"--since yesterday": "--since: must be how long ago, such as 2h, or a time such as ",
		"--since=-2h":       "--since: must be ",
		"--limit 0":         "--limit: must be 1 or more",
		"--project shop":    "--project",
	} {
		got := d.run(append([]string{"audit"}, strings.Fields(args)...)...)
		if got.code != cli.ExitUsage || !strings.Contains(got.err, want) || strings.Count(got.err, "\n") != 1 || got.out != "" {
			t.Errorf("audit %s: %+v, want one line with %q", args, got, want)
		}
	}
}

// TestAuditOfNoProject: a shop of id 0 does not exist, and nothing says it does.
func TestAuditOfNoProject(t *testing.T) {
	d := newDesk(t)
	d.work(func(store *sqlite.Store) {
		if err := store.AuditLog().Append(t.Context(), domain.AuditEvent{At: d.now, Kind: domain.AuditBackupRestored}); err != nil {
			t.Fatal(err)
		}
	})
	want := "AT (UTC)             WHAT             PROJECT  WHO  ADDRESS\n2026-11-21 14:03:02  backup_restored\n"
	if got := d.ok("audit", "--limit", "1"); got != want {
		t.Errorf("audit says\n%s, want\n%s", got, want)
	}
}
