package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// answered is what a caller sees, without what differs from call to call.
type answered struct {
	status           int
	retryAfter, body string
}

const paywayPath = "/external/api/v1/accounts/request_password_reset"

// asked requests a link in one of the three ways, token being a client's.
func (f *frailShop) asked(s *server, way, email, token string) (answered, error) {
	path, body := forgotPath, forgotBody(email)
	switch way {
	case "payway":
		path, body = paywayPath, `{"email":"`+email+`"}`
	case "page":
		path, body = "/forgot/1", "email="+strings.ReplaceAll(email, "@", "%40")
	}
	request, err := s.posting(path, body, token)
	if err != nil {
		return answered{}, err
	}
	response, err := frailClient.Do(request)
	if err != nil {
		return answered{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	text := strings.ReplaceAll(string(content), response.Header.Get("X-Request-Id"), "")
	return answered{response.StatusCode, response.Header.Get("Retry-After"), strings.ReplaceAll(text, email, "")}, err
}

// startWithLink starts a server and returns it with a live link of the first
// customer's.
func (f *frailShop) startWithLink() (s *server, link string) {
	f.t.Helper()
	s, err := f.start()
	if err == nil {
		link, err = f.newLink(s, customerOf(0))
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return s, link
}

// client makes an API client, with further flags, and returns its token.
func (f *frailShop) client(flags ...string) string {
	f.t.Helper()
	args := append([]string{"client", "add", "--db", f.db, "--project", "1", "--scope", "/external/account/w", "--json"}, flags...)
	out, err := exec.Command(binary, args...).Output()
	var made struct {
		APIToken string `json:"api_token"`
	}
	if err := errors.Join(err, json.Unmarshal(out, &made)); err != nil {
		f.t.Fatal(err)
	}
	return made.APIToken
}

// refusedAlike asks in every way for a customer and for a stranger: all are told
// to come back later, in the same words.
func (f *frailShop) refusedAlike(s *server, token string) {
	f.t.Helper()
	var asking sync.WaitGroup
	defer asking.Wait()
	for _, way := range []string{"webshop", "payway", "page"} {
		asking.Go(func() { f.refusedAlikeBy(s, way, token) })
	}
}

func (f *frailShop) refusedAlikeBy(s *server, way, token string) {
	known, err1 := f.asked(s, way, customerOf(0), token)
	unknown, err2 := f.asked(s, way, "strange@shop.example", token)
	if err := errors.Join(err1, err2); err != nil {
		f.t.Errorf("%s: %v", way, err)
		return
	}
	if known.status != http.StatusServiceUnavailable || known.retryAfter == "" || known.body == "" {
		f.t.Errorf("%s: answered with %+v, want 503, Retry-After and a body", way, known)
	}
	if known != unknown {
		f.t.Errorf("%s: a customer is answered with %+v, a stranger with %+v", way, known, unknown)
	}
}

// recovers waits until requests are accepted again, ten seconds at most (T24).
func (f *frailShop) recovers(s *server, email string) {
	f.t.Helper()
	began := time.Now()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range again.C {
		got, err := f.asked(s, "webshop", email, "")
		if err == nil && got.status == http.StatusOK {
			f.t.Logf("accepted again after %v", time.Since(began))
			return
		}
		if time.Since(began) > 10*time.Second {
			f.t.Fatalf("still not accepted: %+v, %v", got, err)
		}
	}
}

// moved puts the shop's database into another folder.
func (f *frailShop) moved(folder string) {
	f.t.Helper()
	to := filepath.Join(folder, "shop.db")
	if out, err := exec.Command(binary, "backup", "--db", f.db, "--to", to).CombinedOutput(); err != nil {
		f.t.Fatalf("backup: %v: %s", err, out)
	}
	f.db = to
}

// ended runs the shop's server with these arguments, which must end by itself,
// and returns its exit code and what it said.
func ended(within time.Duration, program string, args ...string) (int, string, error) {
	return finished(within, exec.Command(program, args...))
}

func finished(within time.Duration, cmd *exec.Cmd) (int, string, error) {
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return 0, "", err
	}
	late := time.AfterFunc(within, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	if !late.Stop() {
		return 0, said.String(), fmt.Errorf("it did not end within %v", within)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), said.String(), nil
	}
	return 0, said.String(), err
}

// serveArgs are what a server on a database of a test is started with.
func serveArgs(db string) []string {
	return []string{"serve", "--db", db, "--listen", "127.0.0.1:0", "--base-url", "https://reset.shop.example",
		"--smtp", "smtp://127.0.0.1:1", "--trusted-proxies", "127.0.0.1/32", "--no-docs"}
}

// fill writes a file until nothing more fits.
func fill(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	for size := 64 << 10; size > 0; {
		if _, err := file.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return file.Close()
}
