package cli_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

// TestEverythingWrongIsToldAtOnce: nobody has to start a server five times to
// learn five things.
func TestEverythingWrongIsToldAtOnce(t *testing.T) {
	t.Setenv("LATCHKEY_PPROF", "perhaps")
	t.Setenv("LATCHKEY_CLIENT_LIMIT", "many")
	file := writeFile(t, "settings.json", `{"page-limit": 0, "listem": "x", "keep_audit_days": 3, "log-level": "loud"}`, 0o644)
	result := runCommand(t, cli.Commands{}, "serve", "--config", file, "--listen", "nowhere", "--log-format", "xml", "--tls-cert", "x", "--dkim-domain", "x")
	if result.code != cli.ExitUsage {
		t.Errorf("exit code %d, want %d", result.code, cli.ExitUsage)
	}
	for _, want := range []string{
		`there is no setting "keep_audit_days"; it is spelt "keep-audit-days"`, `there is no setting "listem"`, "--db is missing", "--base-url: it is missing",
		"--listen: ", "--tls-cert and --tls-key: give both", "--smtp is missing", "--dkim-domain, --dkim-selector", "--client-limit: ", "--page-limit: ",
		"--pprof: ", "--log-format: ", "--log-level: ",
	} {
		if !strings.Contains(result.stderr, want) {
			t.Errorf("said %s without %s", result.stderr, want)
		}
	}
	if got := strings.Count(result.stderr, "; --") + 1; got != 13 {
		t.Errorf("%d problems, want 13: %s", got, result.stderr)
	}
}

type badSetting struct{ name, value, want string }

// badSettings is one setting each, and what is said of it.
func badSettings(t *testing.T) []badSetting {
	gone := t.TempDir() + "/gone"
	open := writeFile(t, "open", "secret", 0o644)
	group := writeFile(t, "group", "secret", 0o640)
	empty := writeFile(t, "empty", "", 0o600)
	lines := writeFile(t, "lines", "one\ntwo\n", 0o600)
	return []badSetting{
		{"--base-url", "shop.example", "--base-url: that is not an absolute web address; give an address like https://reset.shop.example"},
		{"--base-url", "http://shop.example", "--base-url: plain http is for this machine only"},
		{"--base-url", "http://127.0.0.1.example", "--base-url: plain http"},
		{"--base-url", "ftp://shop.example", "--base-url: "},
		{"--base-url", "https://shop.example/?a=b", "--base-url: a query or fragment"},
		{"--base-url", "https://shop.example/?", "--base-url: a query or fragment"},
		{"--base-url", "https://shop.example/#", "--base-url: a query or fragment"},
		{"--base-url", "https://shop.example/a//b", "--base-url: the path"},
		{"--base-url", "https://shop.example/a/../b", "--base-url: the path"},
		{"--base-url", "https://shop.example/%61", "--base-url: the path"},
		{"--base-url", "https://jane:geheim@shop.example", "--base-url: that is not"},
		{"--listen", "8080", "--listen: "},
		{"--listen", "127.0.0.1:65536", "--listen: "},
		{"--allowed-hosts", "*.shop.example", `--allowed-hosts: "*.shop.example"`},
		{"--allowed-hosts", "https://shop.example", "--allowed-hosts: "},
		{"--trusted-proxies", "proxy.example", "--trusted-proxies: "},
		{"--trusted-proxies", "10.0.0.0/33", "--trusted-proxies: "},
		{"--trusted-proxies", "0.0.0.0/0", "--trusted-proxies: 0.0.0.0/0 is everybody"},
		{"--trusted-proxies", "::ffff:10.0.0.1", "--trusted-proxies: "},
		{"--trusted-proxies", "fe80::1%eth0", "--trusted-proxies: "},
		{"--smtp", "smtp://jane:geheim@mail.example", "--smtp: a password has no place among arguments"},
		{"--smtp", "smtp://jane:geheim%zz@mail.example", "--smtp: a password has no place among arguments"},
		{"--smtp", "bad://mail.example", "--smtp: no such relay"},
		{"--smtp-password-file", gone, "--smtp-password-file: open "},
		{"--smtp-password-file", open, "--smtp-password-file: others can read " + open + " (mode 0644); run chmod 600 on it"},
		{"--smtp-password-file", group, "--smtp-password-file: others can read"},
		{"--smtp-password-file", empty, "--smtp-password-file: " + empty + " is empty"},
		{"--smtp-password-file", lines, "on one line and nothing else"},
		{"--smtp-password-file", t.TempDir(), "is a directory"},
		{"--smtp-helo", "two words", "--smtp-helo: no such name"},
		{"--smtp-ca-file", gone, "--smtp-ca-file: open "},
		{"--smtp-ca-file", empty, "--smtp-ca-file: "},
		{"--dkim-key-file", gone, "give all or none"},
		{"--tls-key", gone, "--tls-cert and --tls-key: give both or neither"},
		{"--mail-budget", "-1", "--mail-budget: \"-1\" makes no sense; give a number from 0 to 1000000000"},
		{"--webshop-limit", "0", "--webshop-limit: "},
		{"--client-limit", "1e3", "--client-limit: "},
		{"--page-limit", "99999999999999999999", "--page-limit: "},
		{"--keep-requests-days", "0", "--keep-requests-days: "},
		{"--keep-audit-days", "3651", "--keep-audit-days: "},
		{"--metrics-listen", "0.0.0.0:9090", "--metrics-listen: 0.0.0.0:9090 would be open to others"},
		{"--metrics-listen", "localhost", "--metrics-listen: "},
		{"--pprof", "true", "--pprof: profiles are only told where metrics are"},
		{"--docs", "nonsense", "--docs: \"nonsense\" is neither true nor false"},
		{"--log-format", "", "--log-format: "},
		{"--mail-templates", "letters", "--mail-templates: no such letters"},
		{"--config", gone, "--config: open "},
	}
}

func TestBadSettingsAreRefused(t *testing.T) {
	for _, c := range badSettings(t) {
		t.Run(c.name+" "+c.value, func(t *testing.T) {
			var got cli.ServeOptions
			commands := keepOptions(&got)
			commands.Checks.ParseRelay = func(url, _ string) error {
				if strings.HasPrefix(url, "bad:") {
					return errors.New("no such relay")
				}
				return nil
			}
			commands.Checks.HELO = func(string) error { return errors.New("no such name") }
			commands.Checks.MailTemplates = func(folder string) error { return errors.New("no such " + folder) }
			result := runCommand(t, commands, complete(c.name+"="+c.value)...)
			if result.code != cli.ExitUsage || !strings.Contains(result.stderr, c.want) || strings.Contains(result.stderr, "; --") {
				t.Errorf("ended %+v, want one problem with %q", result, c.want)
			}
			if got.DB != "" {
				t.Error("serves all the same")
			}
			if strings.Contains(result.stderr, "geheim") || strings.Contains(result.stderr, "secret") {
				t.Errorf("tells a secret: %s", result.stderr)
			}
		})
	}
}

func TestSettingsThatContradict(t *testing.T) {
	key := writeFile(t, "key", "secret", 0o644)
	result := runCommand(t, cli.Commands{}, complete("--dkim-domain", "x", "--dkim-selector", "s", "--dkim-key-file", key, "--base-url", "http://localhost:1", "--tls-cert", "c", "--tls-key", "k")...)
	for _, want := range []string{"--dkim-key-file: others can read", "--base-url is http, but --tls-cert answers https"} {
		if result.code != cli.ExitUsage || !strings.Contains(result.stderr, want) {
			t.Errorf("ended %+v, want %q", result, want)
		}
	}
	t.Setenv("LATCHKEY_SMTP_PASSWORD", "geheim")
	if err := os.Chmod(key, 0o600); err != nil {
		t.Fatal(err)
	}
	result = runCommand(t, cli.Commands{}, complete("--smtp-password-file", key)...)
	if want := "--smtp: there are two passwords"; result.code != cli.ExitUsage || !strings.Contains(result.stderr, want) {
		t.Errorf("ended %+v, want %q", result, want)
	}
}

// TestAPasswordInTheRelaysURL (A45) is taken where nobody else can read it.
func TestAPasswordInTheRelaysURL(t *testing.T) {
	const relay = "smtps://shop%40x:geh%2Fim@mail.example:465"
	private := writeFile(t, "settings.json", `{"smtp": "`+relay+`"}`, 0o600)
	open := writeFile(t, "settings.json", `{"smtp": "`+relay+`"}`, 0o644)
	for _, c := range []struct{ name, variable, file, password, want string }{
		{"in the environment", relay, "", "", ""},
		{"in a private file", "", private, "", ""},
		{"in an open file", "", open, "", "which others can read; run chmod 600 on it"},
		{"twice", relay, "", "another", "--smtp: there are two passwords"},
		{"unreadable", "smtps://shop:geh/im@mail.example:port", "", "", "--smtp: unreadable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, value := range map[string]string{"LATCHKEY_SMTP": c.variable, "LATCHKEY_CONFIG": c.file, "LATCHKEY_SMTP_PASSWORD": c.password} {
				if value != "" {
					t.Setenv(name, value)
				}
			}
			var got cli.ServeOptions
			commands := keepOptions(&got)
			commands.Checks.ParseRelay = func(url, password string) error {
				if url != "smtps://shop%40x@mail.example:465" || password != "geh/im" {
					return errors.New("smtprelay: unreadable")
				}
				return nil
			}
			result := runCommand(t, commands, "serve", "--db", "x.db", "--base-url", "https://reset.shop.example")
			if c.want == "" && (result.code != 0 || got.Relay.Password.Reveal() != "geh/im" || got.Relay.URL != "smtps://shop%40x@mail.example:465") {
				t.Errorf("ended %+v with %q and %q", result, got.Relay.URL, got.Relay.Password.Reveal())
			}
			if c.want != "" && (result.code != cli.ExitUsage || !strings.Contains(result.stderr, c.want) || strings.Contains(result.stderr, "geh")) {
				t.Errorf("ended %+v, want %q", result, c.want)
			}
		})
	}
}
