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
	"sync"
	"syscall"
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
)

// TestNoSecretIsEverPrinted (A39): everything a server does, done well and badly
// while it logs all there is, and the commands beside it; then the dump of all
// stacks. No secret and no address is in it, in any spelling.
func TestNoSecretIsEverPrinted(t *testing.T) {
	v := newVault(t)
	s := v.start(binary)
	v.overPages()
	v.overWebshop()
	v.overPayway()
	v.refused()
	v.relayInTrouble()
	v.commands()
	log := v.ended(s, syscall.SIGTERM)
	v.secrets.in(t, "the log", log)
	log = regexp.MustCompile(`(?m)^\{"base_url".*\n`).ReplaceAllString(log, "") // which is not of the log
	if lines := checkLines(t, log, true); lines < 30 {
		t.Errorf("%d lines: this is not all of the log: %s", lines, log)
	}
	v.secrets.in(t, "what commands print", v.printed.String())
	if bare := regexp.MustCompile(`"(duration|took|[a-z_]*(wait|behind|age))":`).FindString(log); bare != "" || !strings.Contains(log, `"duration_seconds":`) {
		t.Errorf("a duration without a unit: %q", bare)
	}
	if !strings.Contains(v.printed.String(), "shop") || !strings.Contains(log, "reset completed") || !strings.Contains(log, "relay") {
		t.Errorf("the story has not been told:\n%s\n%s", log, v.printed.String())
	}
}

// overPages resets a password on the pages, and disowns a request.
func (v *vault) overPages() {
	v.expect(http.StatusOK, "/forgot/1", form("email", owner(0)), "")
	v.expect(http.StatusOK, "/forgot/1", form("email", owner(1)), "")
	token := v.mailed(owner(0))
	v.expect(http.StatusOK, "/reset/check", form("token", token), "")
	v.post("/reset", form("token", token, "password", wrongCanary, "password_confirmation", newCanary), "")
	v.post("/reset?token="+token+"&password="+wrongCanary[:1], "token="+token, "")
	v.expect(http.StatusSeeOther, "/reset", form("token", token, "password", newCanary, "password_confirmation", newCanary), "")
	v.post("/reset", form("token", token, "password", newCanary, "password_confirmation", newCanary), "")
	v.post("/reset/again", form("token", token), "")
	v.expect(http.StatusOK, "/reset/not-me", form("token", v.mailed(owner(1)), "action", "disown"), "")
}

// overWebshop resets a password over the webshop API, and signs in.
func (v *vault) overWebshop() {
	v.expect(http.StatusOK, forgotPath, forgotBody(owner(2)), "")
	token := v.mailed(owner(2))
	reset := func(token string) string {
		return fmt.Sprintf(`{"project_id":1,"email":%q,"token":%q,"password":%q,"password_confirmation":%q}`, owner(2), token, newCanary, newCanary)
	}
	v.expect(http.StatusOK, resetPath, reset(token), "")
	v.post(resetPath, reset(token), "")
	for email, password := range map[string]string{owner(2): newCanary, owner(0): oldCanary, owner(7): wrongCanary, owner(8): wrongCanary} {
		v.post(loginPath, fmt.Sprintf(`{"project_id":1,"email":%q,"password":%q}`, email, password), "")
	}
}

// overPayway gets an access token and uses all that it is good for.
func (v *vault) overPayway() {
	granted := struct {
		Token string `json:"access_token"`
	}{}
	decode(v.t, v.expect(http.StatusOK, "/api/authorization/access_token", form("grant_type", "none", "client_id", v.clientID, "client_secret", v.clientSecret), ""), &granted)
	v.secrets["access token"] = granted.Token
	v.post("/api/authorization/access_token", form("grant_type", "none", "client_id", v.clientID, "client_secret", v.clientSecret+"x"), "")
	const accounts = "/external/api/v1/accounts/"
	v.expect(http.StatusNoContent, accounts+"request_password_reset", fmt.Sprintf(`{"email":%q,"device_info":{"user_agent":"x"}}`, owner(3)), granted.Token)
	v.mailed(owner(3))
	v.expect(http.StatusOK, accounts+"custom_request_password_reset",
		fmt.Sprintf(`{"email":%q,"reset_password_url":"https://shop.example/new","return_url":"https://shop.example/"}`, owner(5)), v.apiToken)
	var minted struct {
		Item struct {
			ID   string `json:"account_id"`
			Code string `json:"confirmation_code"`
		}
	}
	decode(v.t, v.expect(http.StatusOK, accounts+"create_password_reset", fmt.Sprintf(`{"email":%q}`, owner(6)), granted.Token), &minted)
	v.secrets.token(v.t, "minted code", minted.Item.Code, minted.Item.Code)
	complete := fmt.Sprintf(`{"id":%q,"confirmation_code":%q,"new_password":%q}`, minted.Item.ID, minted.Item.Code, newCanary)
	v.expect(http.StatusOK, accounts+"complete_password_reset", complete, granted.Token)
	v.expect(http.StatusBadRequest, accounts+"complete_password_reset", complete, granted.Token)
	v.expect(http.StatusUnauthorized, accounts+"complete_password_reset", complete, granted.Token+"x")
	v.post(accounts+"request_password_reset", `{"email":"nobody.canary@secret-shop.example"}`, v.apiToken)
	v.secrets["e-mail of nobody"] = "nobody.canary@secret-shop.example"
}

// refused makes calls that make no sense, with secrets wherever there is room.
func (v *vault) refused() {
	secret := form("x", newCanary, "email", owner(0))
	for _, path := range []string{forgotPath, resetPath, loginPath, paywayPath, "/reset", "/forgot/1", "/none"} {
		for _, body := range []string{newCanary, `{"email":"` + owner(0), `{"` + owner(0) + `":1}`, `{"email":"` + owner(0) + `","email":"` + newCanary + `"}`, secret} {
			v.post(path+"?"+secret, body, v.clientSecret)
			v.post(path+"/"+owner(0), body, v.apiToken)
		}
	}
}

// relayInTrouble has the relay refuse, each time with words that it should not
// have. Each mail is for somebody who has had none.
func (v *vault) relayInTrouble() {
	for n, phase := range []string{"RCPT", relaytest.FinalDot, "AUTH", "MAIL"} {
		before := v.relay.Count(phase)
		v.mood.Store(phase)
		v.expect(http.StatusOK, forgotPath, forgotBody(owner([]int{4, 7, 9, 10}[n])), "")
		waitUntil(v.t, "refused at "+phase, func() bool { return v.relay.Count(phase) > before })
	}
	v.mood.Store("")
}

// commands are those whose output is not what was asked for, all of it or what
// they say beside it.
func (v *vault) commands() {
	v.must("", "account", "export", "--project", "1", "--email", owner(0))
	v.must("", "request", "list")
	v.must("", "outbox", "retry", "--all")
	settings := []string{"--base-url", "http://" + v.address}
	for i, arg := range v.args {
		if strings.HasPrefix(arg, "--smtp") || strings.HasPrefix(arg, "--dkim") {
			settings = append(settings, arg, v.args[i+1])
		}
	}
	v.printed.WriteString(v.must("", append([]string{"config"}, settings...)...))
	v.printed.WriteString(v.must("", append([]string{"mail", "test", "--to", "operator@example.com"}, settings...)...))
	v.printed.WriteString(v.must("", "audit"))
	v.printed.WriteString(v.must("", "audit", "--json"))
	v.printed.WriteString(v.must("", "account", "erase", "--project", "1", "--email", owner(7), "--yes"))
	v.printed.WriteString(v.must("", "verify"))
}

// TestNoSecretIsDumped (A39): a server that is told to show all its stacks while
// a mail is on its way and a password is being stored.
func TestNoSecretIsDumped(t *testing.T) {
	tracebacks := []string{"", "none", "system"}
	if testing.Short() {
		tracebacks = tracebacks[2:]
	}
	for _, traceback := range tracebacks {
		t.Run("GOTRACEBACK="+traceback, func(t *testing.T) {
			v := newVault(t)
			s := v.start(binary, "GOTRACEBACK="+traceback)
			v.expect(http.StatusOK, forgotPath, forgotBody(owner(0)), "")
			token := v.mailed(owner(0))
			v.mood.Store("stall")
			v.expect(http.StatusOK, forgotPath, forgotBody(owner(1)), "")
			<-v.stalled // the mail is in the relay's hands, and in the server's
			v.mailed(owner(1))
			var calls sync.WaitGroup
			const callers = 40 // fewer than may wait for their turn
			over := make(chan struct{}, callers)
			for range callers {
				calls.Go(func() {
					v.post("/reset", form("token", token, "password", newCanary, "password_confirmation", newCanary), "")
					over <- struct{}{}
				})
			}
			<-over // while the others hash their password, or wait for it
			dump := v.ended(s, syscall.SIGQUIT)
			calls.Wait()
			shown := strings.Contains(dump, "smtprelay.(*") && strings.Contains(dump, "app.(*Resets).Complete(")
			if !strings.Contains(dump, "SIGQUIT") || traceback != "none" && !shown {
				t.Errorf("no dump: %.2000s", dump)
			}
			v.secrets.in(t, "the dump", dump)
		})
	}
}

// TestNoSecretIsInAPanic (A39): wherever the program breaks, and whatever it
// breaks with.
func TestNoSecretIsInAPanic(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := panicking(t)
	for _, point := range []string{"in redeem", "mid DATA", "after lease", "before settle", "before commit"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			v := newVault(t)
			if point != "before commit" { // there it ends the program, and Go has the last word
				v.secrets["value of the panic"] = panicValue
			}
			healthy := v.start(binary)
			v.expect(http.StatusOK, forgotPath, forgotBody(owner(0)), "")
			token := v.mailed(owner(0))
			first := v.ended(healthy, syscall.SIGTERM)
			s := v.start(program, "LATCHKEY_PANIC_AT="+point)
			v.post("/reset", form("token", token, "password", newCanary, "password_confirmation", newCanary), "")
			v.post(resetPath, fmt.Sprintf(`{"project_id":1,"email":%q,"token":%q,"password":%q,"password_confirmation":%q}`, owner(0), token, newCanary, newCanary), "")
			v.post(forgotPath, forgotBody(owner(1)), "")
			waitUntil(t, "broken", func() bool { return strings.Contains(v.output.String(), "panic") })
			log := v.ended(s, syscall.SIGTERM)
			if !strings.Contains(log, "panic") {
				t.Errorf("it did not break: %.1000s", log)
			}
			v.secrets.in(t, "the log", first+log)
		})
	}
}

const panicValue = "canary in the value of a panic"

// panicking returns a program that breaks where LATCHKEY_PANIC_AT says so: the
// points are those at which others can be told to die.
func panicking(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for _, room := range []string{"sqlite", "smtprelay"} {
		off, err := filepath.Abs("../" + room + "/killpoint_off.go")
		if err != nil {
			t.Fatal(err)
		}
		code := "package " + room + "\n\nimport \"os\"\n\nconst killPoints = true\n\nfunc killPoint(name string) {\n" +
			"\tif os.Getenv(\"LATCHKEY_PANIC_AT\") == name {\n\t\tpanic(\"" + panicValue + "\")\n\t}\n}\n"
		overlay.Replace[off] = filepath.Join(folder, room+".go")
		if err := os.WriteFile(overlay.Replace[off], []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file, program := writeFile(t, "overlay.json", string(list), 0o600), filepath.Join(folder, "latchkey-panicking")
	if out, err := exec.Command("go", "build", "-overlay", file, "-o", program, "latchkey").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return program
}
