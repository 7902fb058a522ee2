package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
)

// office runs an operator's commands in a folder.
type office struct {
	t      *testing.T
	folder string
}

// must runs a command that must work, and returns what it printed.
func (o office) must(stdin string, args ...string) string {
	o.t.Helper()
	out, _ := o.heard(stdin, args...)
	return out
}

// heard is must, and returns what the command said on standard error, too.
func (o office) heard(stdin string, args ...string) (out, said string) {
	o.t.Helper()
	command := o.command(args...)
	command.Stdin = strings.NewReader(stdin)
	var stderr strings.Builder
	command.Stderr = &stderr
	printed, err := command.Output()
	if err != nil {
		o.t.Fatalf("latchkey %s: %v\n%s%s", strings.Join(args, " "), err, printed, stderr.String())
	}
	return string(printed), stderr.String()
}

// answered calls the shop's server over HTTP and fails unless the status is
// want.
func (o office) answered(want int, url, body, token string) {
	o.t.Helper()
	args := []string{http.MethodPost, "", body}
	if token != "" {
		args = append(args, token)
	}
	answer, err := exchange(url, args)
	if err != nil || !strings.HasPrefix(string(answer), fmt.Sprint(want, "\n")) {
		o.t.Fatalf("POST %s: %v\n%s\nwant %d", url, err, answer, want)
	}
}

// serve starts a server on the folder's database with more arguments.
func (o office) serve(address string, args ...string) *server {
	o.t.Helper()
	s := &server{exited: make(chan error, 1), cmd: exec.Command(binary,
		withDefaults([]string{"serve", "--json", "--listen", address}, args, "--base-url=http://"+address, "--log-level=info")...)}
	s.cmd.Dir, s.cmd.Env, s.cmd.Stderr = o.folder, append(os.Environ(), "LATCHKEY_DB=shop.db"), &s.stderr
	if err := s.start(); err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	return s
}

// arrived waits for the nth mail behind the relay and returns the newest to
// address.
func arrived(t *testing.T, next *relaytest.Relay, n int, address string) string {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		mails := next.Mails()
		for i := len(mails) - 1; i >= 0 && len(mails) >= n; i-- {
			if mails[i].To == address {
				return mails[i].Raw
			}
		}
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("%d mails behind the relay, want %d and one to %s", len(mails), n, address)
		}
	}
}

// TestProduction is the way of a shop from an empty folder to customers who are
// let back in, with a real MTA as its relay, and on to the day its disk dies.
func TestProduction(t *testing.T) {
	t.Parallel()
	next := relaytest.Start(t, relaytest.Options{})
	relay := startMTA(t, next.Addr())
	o := office{t, t.TempDir()}
	address := free(t)
	mailed := []string{"--smtp", "smtp+starttls://" + relay.addr, "--smtp-ca-file", relay.ca}

	o.must("", "project", "add", "--name", "Tea Shop", "--shop-url", "https://tea.example", "--from", "no-reply@tea.example", "--language", "en")
	o.must("the old password\n", "account", "add", "--project", "1", "--email", "jane@tea.example", "--password-file", "-")
	o.must("email,password_hash\nmia@tea.example,$2a$04$abcdefghijklmnopqrstuuKg4Zb7zPjQbYIGPYfz1YTyUuCmmQ8kC\n", "account", "import", "--project", "1", "-")
	var client struct {
		APIToken string `json:"api_token"`
	}
	decode(t, o.must("", "client", "add", "--project", "1", "--scope", "/external/account/w", "--json"), &client)
	s := o.serve(address, mailed...)
	o.testMail(next, mailed)

	// Jane forgets, over the webshop API, and comes back.
	o.answered(http.StatusOK, s.BaseURL+forgotPath, forgotBody("jane@tea.example"), "")
	mail := arrived(t, next, 2, "jane@tea.example")
	token := codeAlone.FindStringSubmatch(mail)
	reference := regexp.MustCompile(`(?m)^Subject: .*ref_([0-9A-Z]{4})\?=$`).FindStringSubmatch(mail)
	if token == nil || reference == nil || !strings.Contains(mail, "http://"+address+"/reset#") {
		t.Fatalf("a mail without code, reference or link:\n%s", mail)
	}
	o.answered(http.StatusSeeOther, s.BaseURL+"/reset", "token="+token[1]+"&password=a+brand+new+one&password_confirmation=a+brand+new+one", "")
	login := `{"project_id":1,"email":"jane@tea.example","password":"a brand new one"}`
	o.answered(http.StatusOK, s.BaseURL+loginPath, login, "")
	o.answered(http.StatusBadRequest, s.BaseURL+resetPath,
		`{"project_id":1,"email":"jane@tea.example","token":"`+token[1]+`","password":"one more of them","password_confirmation":"one more of them"}`, "")
	if notice := arrived(t, next, 3, "jane@tea.example"); !strings.Contains(notice, "changed") {
		t.Errorf("no notice of the change, but\n%s", notice)
	}

	// Mia forgets, over the payway API; a stranger is nobody.
	o.answered(http.StatusNoContent, s.BaseURL+"/external/api/v1/accounts/request_password_reset", `{"email":"mia@tea.example"}`, client.APIToken)
	arrived(t, next, 4, "mia@tea.example")
	o.answered(http.StatusOK, s.BaseURL+forgotPath, forgotBody("stranger@example.org"), "")
	o.tellsTheTruth(reference[1])
	o.diesAndComesBack(s, func() *server { return o.serve(address, mailed...) }, login)
	if n := len(next.Mails()); n != 4 {
		t.Errorf("%d mails in all, want the test mail, two links and a notice", n)
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

// testMail sends the first mail, which goes the way of all others.
func (o office) testMail(next *relaytest.Relay, mailed []string) {
	o.t.Helper()
	said := o.must("", append([]string{"mail", "test", "--to", "operator@tea.example", "--base-url", "http://localhost:1"}, mailed...)...)
	for _, want := range []string{`(?m)^  TLS       .*TLS`, `(?m)^  content   250 .*queued as`, `The relay has taken it`} {
		if !regexp.MustCompile(want).MatchString(said) {
			o.t.Errorf("mail test said\n%swithout %s", said, want)
		}
	}
	arrived(o.t, next, 1, "operator@tea.example")
}

// tellsTheTruth asks about requests by list and by reference.
func (o office) tellsTheTruth(reference string) {
	o.t.Helper()
	var requests []struct{ Email, State string }
	for began := time.Now(); ; {
		decode(o.t, o.must("", "request", "list", "--json"), &requests)
		open := 0
		for _, r := range requests {
			if r.State == "accepted" || r.State == "waiting" {
				open++
			}
		}
		if len(requests) == 3 && open == 0 || time.Since(began) > patience {
			break
		}
	}
	if got := fmt.Sprint(requests); got != "[{stranger@example.org no such account} {mia@tea.example handed to the relay} {jane@tea.example handed to the relay}]" &&
		got != "[{stranger@example… no such account} {mia@tea.example handed to the relay} {jane@tea.example handed to the relay}]" {
		o.t.Errorf("request list: %s", got)
	}
	shown := o.must("", "request", "show", reference)
	for _, want := range []string{"jane@tea.example", "handed to the relay", `"250 2.0.0 Ok: queued as`, "asked over webshop"} {
		if !strings.Contains(shown, want) {
			o.t.Errorf("request show %s:\n%swithout %s", reference, shown, want)
		}
	}
	if waiting := o.must("", "outbox", "list"); waiting != "No mail waits.\n" {
		o.t.Errorf("outbox list: %s", waiting)
	}
}

// diesAndComesBack makes a copy beside the server, spoils the database, and
// puts the copy in its place.
func (o office) diesAndComesBack(s *server, again func() *server, login string) {
	o.t.Helper()
	o.must("", "backup", "--to", "copy.db")
	o.must("", "verify", "--db", "copy.db")
	o.must("", "account", "add", "--project", "1", "--email", "late@tea.example")
	if took := exitedWell(o.t, s, signalled(o.t, s)); took > longBefore {
		o.t.Errorf("the server took %v to end", took)
	}
	if strings.Contains(s.stderr.String(), "level=ERROR") || strings.Contains(s.stderr.String(), "jane@") {
		o.t.Errorf("the log complains or names somebody:\n%s", s.stderr.String())
	}
	o.must("", "verify")
	if err := os.WriteFile(filepath.Join(o.folder, "shop.db"), []byte("nothing that anybody could read"), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.must("", "restore", "--from", "copy.db")
	o.must("", "verify")
	s = again()
	o.answered(http.StatusOK, s.BaseURL+loginPath, login, "")
	if accounts := o.must("", "account", "list", "--project", "1"); strings.Contains(accounts, "late@") || !strings.Contains(accounts, "mia@") {
		o.t.Errorf("account list after restore:\n%s", accounts)
	}
	exitedWell(o.t, s, signalled(o.t, s))
}
