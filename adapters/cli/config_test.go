package cli_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

type configLine struct{ Name, Value, Origin string }

// configured runs config --json and returns its lines by name.
func configured(t *testing.T, wantCode int, args ...string) map[string]configLine {
	t.Helper()
	result := runCommand(t, cli.Commands{}, append([]string{"config", "--json"}, args...)...)
	if result.code != wantCode {
		t.Fatalf("config %v ended %+v, want exit code %d", args, result, wantCode)
	}
	var printed struct{ Settings []configLine }
	if err := json.Unmarshal([]byte(result.stdout), &printed); err != nil {
		t.Fatalf("config printed %q: %v", result.stdout, err)
	}
	lines := map[string]configLine{}
	for _, line := range printed.Settings {
		lines[line.Name] = line
	}
	return lines
}

func TestConfigTellsEveryServeFlag(t *testing.T) {
	help := runCommand(t, cli.Commands{}, "serve", "--help").stdout
	lines := configured(t, cli.ExitUsage)
	found := 0
	for _, match := range regexp.MustCompile(`(?m)^ +--(?:\[no-\])?([a-z-]+)`).FindAllStringSubmatch(help, -1) {
		name := match[1]
		if slices.Contains([]string{"help", "json", "version"}, name) {
			continue
		}
		found++
		if _, ok := lines[name]; !ok {
			t.Errorf("config does not tell --%s", name)
		}
		if variable := "LATCHKEY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")); !strings.Contains(help, "$"+variable) {
			t.Errorf("--%s has no variable %s", name, variable)
		}
	}
	if found < 27 || len(lines) < 28 {
		t.Errorf("%d flags and %d settings, want 27 and 28 at least", found, len(lines))
	}
}

// TestOrigins: a flag is stronger than the environment, that than the file, and
// that than the default; each setting says which it was.
func TestOrigins(t *testing.T) {
	file := writeFile(t, "settings.json", `{
		"client-limit": 11, "webshop-limit": 12, "page-limit": "13", "docs": false, "trusted-proxies": ["10.0.0.0/8", "192.0.2.1"],
		"allowed-hosts": "a.example,b.example", "log-level": "error", "db": "file.db"}`, 0o644)
	t.Setenv("LATCHKEY_CONFIG", file)
	t.Setenv("LATCHKEY_CLIENT_LIMIT", "21")
	t.Setenv("LATCHKEY_WEBSHOP_LIMIT", "22")
	t.Setenv("LATCHKEY_MAIL_BUDGET", "23")
	t.Setenv("LATCHKEY_ALLOWED_HOSTS", "c.example")
	args := []string{"--client-limit", "31", "--base-url", "https://x.example", "--smtp", "smtp://mail.example"}
	lines := configured(t, 0, args...)
	for _, want := range []configLine{
		{"client-limit", "31", "flag"}, {"webshop-limit", "22", "environment"}, {"page-limit", "13", "file"}, {"keep-audit-days", "180", "default"},
		{"mail-budget", "23", "environment"}, {"docs", "false", "file"}, {"trusted-proxies", "10.0.0.0/8,192.0.2.1", "file"},
		{"allowed-hosts", "c.example", "environment"}, {"log-level", "error", "file"}, {"db", "file.db", "file"}, {"config", file, "environment"},
		{"base-url", "https://x.example", "flag"}, {"tls-cert", "", "default"}, {"smtp-password", "", "default"},
	} {
		if got := lines[want.Name]; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	var served cli.ServeOptions
	if result := runCommand(t, keepOptions(&served), append([]string{"serve"}, args...)...); result.code != 0 {
		t.Fatal(result.stderr)
	}
	if served.ClientLimit != 31 || served.WebshopLimit != 22 || served.PageLimit != 13 || served.Docs || served.DB != "file.db" ||
		len(served.TrustedProxies) != 2 || served.LogLevel.String() != "ERROR" || !slices.Contains(served.Hosts, "c.example") {
		t.Errorf("serves by %+v", served)
	}
}

func TestConfigMasksSecrets(t *testing.T) {
	password := writeFile(t, "password", "geheim", 0o600)
	for _, c := range []struct {
		args []string
		env  string
		code int
		want configLine
	}{
		{[]string{"--smtp", "smtp://jane:geheim@mail.example"}, "", cli.ExitUsage, configLine{"smtp", "smtp://jane:***@mail.example", "flag"}},
		{[]string{"--smtp", "jane:gehe@im:geheim@mail.example"}, "", cli.ExitUsage, configLine{"smtp", "jane:***@mail.example", "flag"}},
		{[]string{"--base-url", "https://jane:geheim@shop.example"}, "", cli.ExitUsage, configLine{"base-url", "https://jane:***@shop.example", "flag"}},
		{[]string{"--smtp-password-file", password}, "", 0, configLine{"smtp-password", "***", "file"}},
		{nil, "geheim", 0, configLine{"smtp-password", "***", "environment"}},
	} {
		if c.env != "" {
			t.Setenv("LATCHKEY_SMTP_PASSWORD", c.env)
		}
		args := withDefaults(nil, c.args, "--db=x", "--base-url=https://x.example", "--smtp=smtp://mail.example")
		if got := configured(t, c.code, args...)[c.want.Name]; got != c.want {
			t.Errorf("%v: got %+v, want %+v", c.args, got, c.want)
		}
		words := runCommand(t, cli.Commands{}, append([]string{"config"}, args...)...)
		if all := words.stdout + words.stderr; strings.Contains(all, "geheim") || strings.Contains(all, "gehe@im") {
			t.Errorf("%v: told a secret: %s", c.args, all)
		}
	}
}

func TestSettingsFiles(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{}`, ""},
		{`{"docs": true, "pprof": false}`, ""},
		{``, "is empty"},
		{`null`, `settings.json is not one JSON object of settings, such as {"db": "latchkey.db"}` + "\n"},
		{`[]`, `settings.json is not one JSON object of settings, such as {"db": "latchkey.db"}` + "\n"},
		{`"latchkey.db"`, `settings.json is not one JSON object of settings, such as {"db": "latchkey.db"}` + "\n"},
		{`{"db": "x"} {}`, "is not one JSON object"},
		{`{"page-limit": 1, "page-limit": 2}`, "duplicate"},
		{`{"Page-Limit": 1}`, `there is no setting "Page-Limit"`},
		{`{"help": true}`, `there is no setting "help"`},
		{`{"json": true}`, `there is no setting "json"`},
		{`{"config": "other.json"}`, `there is no setting "config"`},
		{`{"smtp-password": "geheim"}`, "put the password into a file of its own"},
		{`{"page-limit": null}`, "--config: page-limit: give a text"},
		{`{"page-limit": [1]}`, "--config: page-limit: give a text"},
		{`{"page-limit": ["1"]}`, "--config: page-limit: give a text"},
		{`{"trusted-proxies": [1]}`, "--config: trusted-proxies: give a text"},
		{`{"trusted-proxies": {}}`, "--config: trusted-proxies: give a text"},
		{`{"page-limit": 1.5}`, `--page-limit: "1.5"`},
		{"{\"db\": \"\xff\"}", "is not one JSON object"},
		{`{"db": "` + strings.Repeat("x", 1<<20) + `"}`, "is longer than 1 MiB"},
	} {
		file := writeFile(t, "settings.json", c.text, 0o644)
		result := runCommand(t, keepOptions(new(cli.ServeOptions)), complete("--config", file)...)
		if c.want == "" && result.code != 0 || c.want != "" && (result.code != cli.ExitUsage || !strings.Contains(result.stderr, c.want)) {
			t.Errorf("%.40s: ended %d with %q, want %q", c.text, result.code, result.stderr, c.want)
		}
		if strings.Contains(result.stderr, "geheim") {
			t.Errorf("told a secret: %s", result.stderr)
		}
	}
}
