package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
)

// shopOf makes a database with one shop, one customer and one API client, and
// returns its path and the client's token.
func shopOf(t testing.TB, customer string) (db, token string) {
	t.Helper()
	inAnotherProcess(t)
	db = filepath.Join(t.TempDir(), "shop.db")
	admin := func(args ...string) []byte {
		out, err := exec.Command(binary, append(args, "--db", db, "--json")...).Output()
		if err != nil {
			t.Fatalf("latchkey %v: %v", args[:2], err)
		}
		return out
	}
	admin("project", "add", "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example")
	admin("account", "add", "--project", "1", "--email", customer)
	var client struct {
		Token string `json:"api_token"`
	}
	if err := json.Unmarshal(admin("client", "add", "--project", "1", "--scope", "/external/account/w"), &client); err != nil {
		t.Fatal(err)
	}
	return db, client.Token
}

// serveShop starts a server over db whose mails go to relay. It ends with the
// test at the latest.
func serveShop(t *testing.T, db, relay string, flags ...string) *server {
	t.Helper()
	s := shopServer(t, db, relay, flags...)
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// shopServer returns such a server before it is started.
func shopServer(t *testing.T, db, relay string, flags ...string) *server {
	args := withDefaults([]string{"serve", "--json", "--db", db, "--listen", "127.0.0.1:0", "--smtp", relay, "--no-docs"}, flags,
		"--base-url="+frailBase, "--trusted-proxies=127.0.0.1", "--client-limit=1000000")
	s := &server{exited: make(chan error, 1), cmd: exec.Command(binary, args...)}
	s.cmd.Stderr = &s.stderr
	t.Cleanup(func() {
		if s.cmd.Process != nil {
			_ = s.cmd.Process.Kill()
		}
	})
	return s
}

// wish is one request for a link over one surface.
type wish struct {
	path, body, token, from string
}

func wishes(email, token string) []wish {
	return []wish{
		{path: forgotPath, body: forgotBody(email)},
		{path: "/external/api/v1/accounts/request_password_reset", body: `{"email":"` + email + `"}`, token: token},
		{path: "/forgot/1", body: "email=" + url.QueryEscape(email)},
	}
}

// put makes the call and returns the whole answer, but for what is different in
// each.
func (w wish) put(client *http.Client, s *server) (int, string, error) {
	request, err := s.posting(w.path, w.body, w.token)
	if err != nil {
		return 0, "", err
	}
	if w.from != "" {
		request.Header.Set("X-Forwarded-For", w.from)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	for _, name := range []string{"Date", "X-Request-Id", "X-Ratelimit-Remaining"} {
		response.Header.Del(name)
	}
	return response.StatusCode, fmt.Sprintf("%d %v\n%s", response.StatusCode, response.Header, body), err
}

// TestFloodOfRequests (A20): ten thousand requests for one customer, from a
// thousand addresses, over all surfaces and over a restart, are all accepted
// and lead to three mails in an hour at the most.
func TestFloodOfRequests(t *testing.T) {
	const jane = "jane@example.com"
	requests := 10_000
	if testing.Short() {
		requests = 1_000
	}
	db, token := shopOf(t, jane)
	relay := relaytest.Start(t, relaytest.Options{})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, CheckRedirect: noFollow.CheckRedirect, Timeout: patience}
	for range 2 {
		s := serveShop(t, db, "smtp://"+relay.Addr())
		flood(t, client, s, token, requests/2)
		// The last one is decided on after all others: its mail, if any, is there
		// when the server has ended.
		waitUntilDecided(t, db, requests/2)
		if err := s.stop(syscall.SIGTERM, 30*time.Second); err != nil {
			t.Fatalf("the server exited with %v: %s", err, s.stderr.String())
		}
		client.CloseIdleConnections()
	}
	if got := len(relay.Mails()); got < 1 || got > 3 {
		t.Errorf("%d mails within an hour, want 1 to 3", got)
	}
}

func flood(t *testing.T, client *http.Client, s *server, token string, requests int) {
	t.Helper()
	spellings := []string{"jane@example.com", "Jane@Example.com", "JANE@EXAMPLE.COM"}
	var callers sync.WaitGroup
	for caller := range 16 {
		callers.Go(func() {
			for n := caller; n < requests; n += 16 {
				w := wishes(spellings[n%3], token)[n/3%3]
				w.from = fmt.Sprintf("198.51.%d.%d", n%1000/250, n%250)
				status, answer, err := w.put(client, s)
				if err != nil || status/100 != 2 {
					t.Errorf("request %d: %s %v", n, answer, err)
					return
				}
			}
		})
	}
	callers.Wait()
}

// waitUntilDecided returns when no request waits to be looked at.
func waitUntilDecided(t *testing.T, db string, atLeast int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		out, err := exec.Command(binary, "request", "list", "--db", db, "--limit", "1", "--json").Output()
		if err != nil {
			t.Fatal(err)
		}
		var newest []struct{ State string }
		if err := json.Unmarshal(out, &newest); err != nil {
			t.Fatal(err)
		}
		if len(newest) == 1 && newest[0].State != "accepted" && newest[0].State != "waiting" {
			return
		}
	}
	t.Fatalf("after %v there are requests that nobody has looked at", patience)
}

// TestTroubleWithTheRelayChangesNoAnswer (A18): whatever the relay does, known
// and unknown addresses get the answers they always get.
func TestTroubleWithTheRelayChangesNoAnswer(t *testing.T) {
	relay := func(options relaytest.Options) string { return relaytest.Start(t, options).Addr() }
	always := func(phase string, step relaytest.Step) relaytest.Options {
		return relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
			if m.Phase == phase {
				return step
			}
			return relaytest.Step{}
		}}
	}
	modes := []struct{ name, relay, becomes string }{
		{"well", "smtp://" + relay(relaytest.Options{}), "handed to the relay"},
		{"down", "smtp://127.0.0.1:1", "waiting"},
		{"no service", "smtp://" + relay(always(relaytest.Greeting, relaytest.Step{Reply: "554 no\r\n"})), "waiting"},
		{"silent", "smtp://" + relay(always(relaytest.Greeting, relaytest.Step{Stall: true})), "waiting"},
		{"unknown recipient", "smtp://" + relay(always("RCPT", relaytest.Step{Reply: "550 5.1.1 who?\r\n"})), "refused by the relay"},
		{"greylisting", "smtp://" + relay(always("RCPT", relaytest.Step{Reply: "450 4.2.0 later\r\n"})), "waiting"},
		{"broken TLS", "smtp+starttls://" + relay(relaytest.Options{TLS: relaytest.SelfSigned}), "waiting"},
	}
	usual := map[string]string{} // answers by path, from the first mode
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) { askInTrouble(t, mode.relay, mode.becomes, usual) })
	}
}

func askInTrouble(t *testing.T, relay, becomes string, usual map[string]string) {
	const jane, nobody = "jane@example.com", "nobody@example.com"
	db, token := shopOf(t, jane)
	s := serveShop(t, db, relay)
	client := &http.Client{CheckRedirect: noFollow.CheckRedirect, Timeout: patience}
	for range 2 { // the second time, the first has run into the trouble
		for _, email := range []string{jane, nobody} {
			for _, w := range wishes(email, token) {
				status, answer, err := w.put(client, s)
				if err != nil || status/100 != 2 {
					t.Errorf("%s: %s %v", w.path, answer, err)
				}
				if usual[w.path] == "" {
					usual[w.path] = answer
				}
				if answer != usual[w.path] {
					t.Errorf("%s answers\n%s\nand otherwise\n%s", w.path, answer, usual[w.path])
				}
			}
		}
		waitForState(t, db, becomes, "--email", jane)
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.exited
}

// waitForState returns once the first request of those that the flags choose is
// in the state.
func waitForState(t *testing.T, db, want string, flags ...string) {
	t.Helper()
	state := ""
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		out, err := exec.Command(binary, append([]string{"request", "list", "--db", db, "--json"}, flags...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		var newest []struct{ State string }
		if err := json.Unmarshal(out, &newest); err != nil || len(newest) == 0 {
			t.Fatalf("%v: %s", err, out)
		}
		if state = newest[len(newest)-1].State; state == want {
			return
		}
	}
	t.Fatalf("the request is %q, want %q", state, want)
}
