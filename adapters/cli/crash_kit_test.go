package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// frailShop is a shop whose server dies again and again: a real database, and a
// relay that counts the copies of each mail. Its methods return errors, so that
// several shops can be at it in goroutines of their own.
type frailShop struct {
	t       *testing.T
	program string
	db      string
	relay   *relaytest.Relay
	ended   int // connections of the relay that are known to be over
}

// frailBase is what its links begin with. Where it listens differs from start
// to start, so that no port has to be free twice.
const (
	frailBase = "http://" + frailHost
	frailHost = "localhost:1"
)

// newFrailShop makes a shop with the accounts c0@shop.example to those of
// accounts-1, who have no password yet.
func newFrailShop(t *testing.T, program string, accounts int, script relaytest.Script) *frailShop {
	t.Helper()
	inAnotherProcess(t)
	f := &frailShop{
		t: t, program: program, db: filepath.Join(t.TempDir(), "shop.db"), relay: relaytest.Start(t, relaytest.Options{Script: script}),
	}
	customers := []string{"email,password_hash"}
	for n := range accounts {
		customers = append(customers, customerOf(n)+",")
	}
	file := writeFile(t, "customers.csv", strings.Join(customers, "\n")+"\n", 0o600)
	for _, args := range [][]string{
		{"project", "add", "--db", f.db, "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example", "--json"},
		{"account", "import", "--db", f.db, "--project", "1", file, "--json"},
	} {
		if out, err := exec.Command(binary, args...).CombinedOutput(); err != nil {
			t.Fatalf("latchkey %s: %v: %s", strings.Join(args[:2], " "), err, out)
		}
	}
	return f
}

func customerOf(n int) string { return fmt.Sprintf("c%d@shop.example", n) }

// command returns the shop's server with more in its environment, to be
// started. It ends with the test at the latest.
func (f *frailShop) command(env ...string) *server {
	s := &server{exited: make(chan error, 1), cmd: exec.Command(f.program, "serve", "--json", "--db", f.db, "--listen", "127.0.0.1:0",
		"--base-url", frailBase, "--smtp", "smtp://"+f.relay.Addr(), "--webshop-limit", "1000000", "--page-limit", "1000000", "--no-docs")}
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stderr = &s.stderr
	f.t.Cleanup(func() {
		if s.cmd.Process != nil {
			_ = s.cmd.Process.Kill()
		}
	})
	return s
}

// start starts the shop's server and waits until it is ready.
func (f *frailShop) start(env ...string) (*server, error) {
	s := f.command(env...)
	return s, s.start()
}

// launch starts the server and does not wait.
func (s *server) launch() error {
	err := s.cmd.Start()
	if err == nil {
		go func() { s.exited <- s.cmd.Wait() }()
	}
	return err
}

var frailClient = &http.Client{
	Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: noFollow.CheckRedirect, Timeout: patience,
}

// posting returns a POST of a JSON object, or else of a form, to a server that
// has frailBase, with a client's token if there is one.
func (s *server) posting(path, body, token string) (*http.Request, error) {
	request, err := http.NewRequest(http.MethodPost, "http://"+s.Listen+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Host = frailHost
	request.Header.Set("Content-Type", formBody)
	if strings.HasPrefix(body, "{") {
		request.Header.Set("Content-Type", jsonBody)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return request, nil
}

// call posts a JSON object or a form. An error means that there was no answer,
// or half of one.
func (f *frailShop) call(s *server, path, body string) (status int, answer string, err error) {
	request, err := s.posting(path, body, "")
	if err != nil {
		return 0, "", err
	}
	response, err := frailClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response.StatusCode, string(content), err
}

// ask requests a link and reports whether that was accepted. A server may die
// over it; what it must not do is to refuse.
func (f *frailShop) ask(s *server, email string) (accepted bool, err error) {
	began := time.Now()
	status, answer, err := f.call(s, forgotPath, forgotBody(email))
	if err == nil && status == http.StatusServiceUnavailable && time.Since(began) > 2*time.Second { // the machine gave nobody a turn for as long
		status, answer, err = f.call(s, forgotPath, forgotBody(email))
	}
	if err == nil && status != http.StatusOK {
		return false, fmt.Errorf("a request was answered with %d %s", status, answer)
	}
	return err == nil, nil
}

// died waits until the server is gone, which must be by SIGKILL, and until the
// relay has read all that it had said.
func (f *frailShop) died(s *server) error {
	select {
	case err := <-s.exited:
		if !killed(err) {
			return fmt.Errorf("the server ended with %v, want death by SIGKILL: %s", err, s.stderr.String())
		}
	case <-time.After(patience):
		return errors.New("the server lives on")
	}
	return f.silent()
}

func killed(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
}

// kill ends the server as a power cut would.
func (f *frailShop) kill(s *server) error {
	if err := s.cmd.Process.Kill(); err != nil {
		return err
	}
	return f.died(s)
}

// silent waits until all connections to the relay are over.
func (f *frailShop) silent() error {
	for f.ended < f.relay.Connections() {
		select {
		case <-f.relay.Ended():
			f.ended++
		case <-time.After(patience):
			return errors.New("a connection to the relay lives on")
		}
	}
	return nil
}

// usedUp is the state of a mail that is given up because as many servers as may
// try have died with it in hand, whatever each of them died of.
const usedUp = "used up"

// look returns what became of each address's request, in the words of the
// database at path, and how much of that is not final.
func (f *frailShop) look(path string) (states map[string]string, open int, err error) {
	ctx := context.Background()
	store, err := sqlite.OpenBeside(ctx, sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, 0, err
	}
	defer store.Close()
	_, open, err = store.Timeline().Waiting(ctx, 1)
	if err != nil {
		return nil, 0, err
	}
	records, err := store.Timeline().Requests(ctx, ports.RequestQuery{Limit: 100_000})
	states = map[string]string{}
	for _, record := range records {
		state := string(record.State)
		if record.Delivery != nil {
			state = string(record.Delivery.State)
			if d := record.Delivery.Delivery; record.Delivery.State == domain.DeliveryGivenUp && d.Attempts >= domain.MaxAttempts(d.Kind) {
				state = usedUp
			}
		}
		states[record.Request.Email.Address()] = state
		if state == "accepted" || state == "waiting" { // the latter since the mails were counted
			open++
		}
	}
	return states, open, err
}

// settled waits until all requests have reached a final state, which it
// returns, and no mail waits.
func (f *frailShop) settled() (map[string]string, error) {
	late := time.NewTimer(patience)
	again := time.NewTicker(20 * time.Millisecond) // a database cannot be waited on
	defer again.Stop()
	for least := math.MaxInt; ; {
		states, open, err := f.look(f.db)
		if err != nil {
			return nil, err
		}
		if open == 0 {
			return states, nil
		}
		if open < least {
			least = open
			late.Reset(patience) // a slow disk is no standstill
		}
		select {
		case <-again.C:
		case <-late.C:
			return nil, fmt.Errorf("%d requests and mails are still not settled", open)
		}
	}
}

// verified runs latchkey verify, which must find nothing.
func (f *frailShop) verified(path string) error {
	if out, err := exec.Command(binary, "verify", "--db", path).CombinedOutput(); err != nil {
		return fmt.Errorf("verify: %w: %s", err, out)
	}
	return nil
}

// links returns the tokens of the copies that the relay has for each address.
func (f *frailShop) links() map[string][]string {
	tokens := map[string][]string{}
	for _, mail := range f.relay.Mails() {
		if code := codeAlone.FindStringSubmatch(mail.Raw); code != nil {
			tokens[mail.To] = append(tokens[mail.To], code[1])
		}
	}
	return tokens
}

// live reports whether the link with this token works.
func (f *frailShop) live(s *server, token string) (bool, error) {
	_, answer, err := f.call(s, "/reset/check", "token="+token)
	if err != nil {
		return false, err
	}
	var link struct{ State string }
	err = json.Unmarshal([]byte(answer), &link)
	return link.State == "live", err
}
