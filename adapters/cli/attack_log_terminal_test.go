package cli_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
)

// shown runs a command of the operator and fails if what it prints, on either
// of its two ways, holds more than lines of visible text.
func shown(t *testing.T, asJSON bool, args ...string) string {
	t.Helper()
	cmd := exec.Command(binary, args...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run() // whether it works is not asked here
	if name := strings.Join(args[:2], " "); asJSON && !json.Valid([]byte(out.String())) {
		t.Errorf("%s --json prints no JSON: %.500q %.500q", name, out.String(), errs.String())
	}
	for line := range strings.Lines(out.String() + errs.String()) {
		if !obeysNobody(strings.TrimSuffix(line, "\n")) || strings.HasPrefix(line, `{"level":"fatal"`) {
			t.Errorf("latchkey %.200q prints %.600q", args, line)
		}
	}
	return out.String()
}

// TestNobodyReachesTheOperatorsTerminal (A38): what callers, relays and files
// say is shown as text, and no byte of it is a command to a terminal.
func TestNobodyReachesTheOperatorsTerminal(t *testing.T) {
	phases := []string{"RCPT", relaytest.Greeting, relaytest.FinalDot}
	if testing.Short() {
		phases = phases[:1]
	}
	for _, phase := range phases {
		t.Run(phase, func(t *testing.T) {
			db, token := shopOf(t, "jane@example.com")
			relay := hostileRelay(t, phase)
			s := serveShop(t, db, "smtp://"+relay.Addr(), "--webshop-limit", "1000000", "--page-limit", "1000000")
			for _, r := range hostileRequests(token) {
				if r.method == "POST" && strings.HasPrefix(r.target, "/external") {
					r.send(t, s.Listen, frailHost)
				}
			}
			waitForState(t, db, "waiting", "--email", "jane@example.com")
			shown(t, false, "mail", "test", "--db", db, "--base-url", frailBase, "--smtp", "smtp://"+relay.Addr(), "--to", "operator@example.com")
			shown(t, true, "mail", "test", "--json", "--db", db, "--base-url", frailBase, "--smtp", "smtp://"+relay.Addr(), "--to", "operator@example.com")
			if text := showAll(t, db); !strings.Contains(text, evil) {
				t.Error("nothing of what was said is shown: this proves nothing")
			}
			_ = s.stop(syscall.SIGKILL, patience)
		})
	}
}

// showAll runs all commands that show what others have said.
func showAll(t *testing.T, db string) string {
	t.Helper()
	var all strings.Builder
	for _, args := range [][]string{
		{"request", "list"}, {"request", "list", "--email", "jane@example.com"}, {"outbox", "list"}, {"audit"},
		{"account", "list", "--project", "1"}, {"account", "show", "--project", "1", "--email", "jane@example.com"},
		{"account", "export", "--project", "1", "--email", "jane@example.com"}, {"project", "list"}, {"client", "list", "--project", "1"},
	} {
		args = append(args, "--db", db)
		all.WriteString(shown(t, false, args...))
		all.WriteString(shown(t, true, append(args, "--json")...))
	}
	var requests []struct{ ID json.Number }
	decode(t, shown(t, true, "request", "list", "--limit", "1000", "--json", "--db", db), &requests)
	for _, request := range requests {
		all.WriteString(shown(t, false, "request", "show", request.ID.String(), "--db", db))
		all.WriteString(shown(t, true, "request", "show", request.ID.String(), "--json", "--db", db))
	}
	return all.String()
}

// TestNoFileOrArgumentReachesTheTerminal (A38): rows of a file of accounts, and
// arguments that are no good.
func TestNoFileOrArgumentReachesTheTerminal(t *testing.T) {
	db, _ := shopOf(t, "jane@example.com")
	csv, lines := "email,password_hash\n", ""
	for _, text := range hostile {
		csv += `"` + strings.ReplaceAll(text, `"`, `""`) + `",` + evil + "\n" + `good@example.com,"` + strings.ReplaceAll(text, `"`, `""`) + "\"\n" + text + "\n"
		quoted, _ := json.Marshal(text)
		lines += `{"email":` + string(quoted) + `}` + "\n" + `{` + string(quoted) + `:1}` + "\n" + text + "\n" + `{"email":"good@example.com","password_hash":` + string(quoted) + "}\n"
	}
	for name, content := range map[string]string{"a.csv": csv, "a.jsonl": lines, "head.csv": hostile[2] + ",email\n", "two.csv": "email," + hostile[3] + "\nx,y\n"} {
		file := writeFile(t, name, content, 0o600)
		shown(t, false, "account", "import", "--project", "1", "--db", db, file)
	}
	arguments := hostile
	if testing.Short() {
		arguments = hostile[3:5]
	}
	for _, text := range arguments {
		if strings.Contains(text, "\x00") {
			continue // no argument can hold it
		}
		for _, args := range [][]string{
			{"project", "add", "--db", db, "--name", text, "--shop-url", "https://x.example", "--from", "a@x.example"},
			{"project", "add", "--db", db, "--name", "x", "--shop-url", "https://x.example/" + text, "--from", text},
			{"account", "add", "--project", "1", "--db", db, "--email", text}, {"account", "show", "--project", text, "--db", db},
			{"request", "show", text, "--db", db}, {"request", "list", "--since", text, "--db", db}, {"outbox", "retry", text, "--db", db},
			{"outbox", "list", "--db", text}, {"verify", "--db", "/none/" + text}, {text, "x"}, {"outbox", "--" + text}, {"serve", "--log-level", text},
			{"serve", "--db", text, "--base-url", text, "--smtp", text, "--listen", text, "--trusted-proxies", text, "--allowed-hosts", text, "--log-format", text},
			{"serve", "--config", "/none/" + text}, {"client", "add", "--project", "1", "--scope", text, "--db", db},
			{"config", "--db", text, "--base-url", "https://x.example", "--smtp", "smtp://x.example"}, {"doctor", "--db", text, "--base-url", frailBase, "--smtp", "smtp://127.0.0.1:1"},
			{"backup", "--db", db, "--to", "/none/" + text}, {"restore", "--db", db, "--from", "/none/" + text}, {"account", "import", "--project", "1", "--db", db, "/none/" + text},
		} {
			shown(t, false, args...)
		}
	}
	showAll(t, db)
}
