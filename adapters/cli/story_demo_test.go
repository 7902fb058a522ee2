package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long anything may take before a story fails.
const patience = 30 * time.Second

// running is a demo in a process of its own.
type running struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	exited chan error

	BaseURL   string `json:"base_url"`
	InboxURL  string `json:"inbox_url"`
	SMTPAddr  string `json:"smtp_addr"`
	ProjectID int    `json:"project_id"`
	Accounts  []struct{ Email, Password string }
	DocsURL   string `json:"docs_url"`

	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	APIToken     string `json:"api_token"`
}

// startDemo starts the binary on free ports and waits until it is ready.
func startDemo(env []string, args ...string) (*running, error) {
	args = withDefaults([]string{"demo"}, args, "--listen=127.0.0.1:0", "--smtp-listen=127.0.0.1:0", "--json")
	d := &running{cmd: exec.Command(binary, args...), exited: make(chan error, 1)}
	d.cmd.Env = append(os.Environ(), env...)
	d.cmd.Stderr = &d.stderr
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	line := make(chan []byte, 1)
	go func() {
		first, _ := bufio.NewReader(stdout).ReadBytes('\n')
		line <- first
		d.exited <- d.cmd.Wait()
	}()
	select {
	case first := <-line:
		if err := json.Unmarshal(first, d); err != nil {
			<-d.exited
			return nil, errors.New("the demo is not ready: " + d.stderr.String())
		}
		return d, nil
	case <-time.After(patience):
		_ = d.cmd.Process.Kill()
		return nil, errors.New("the demo did not get ready")
	}
}

// end asks the demo to stop, as Ctrl-C does, and returns how it exited.
func (d *running) end() error {
	if err := d.cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	select {
	case err := <-d.exited:
		return err
	case <-time.After(patience):
		_ = d.cmd.Process.Kill()
		return errors.New("the demo did not stop")
	}
}

// newDemo starts a demo that ends with the test.
func newDemo(tb testing.TB, args ...string) *running {
	tb.Helper()
	inAnotherProcess(tb)
	d, err := startDemo(nil, args...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.end(); err != nil {
			tb.Errorf("the demo ended with %v: %s", err, d.stderr.String())
		}
	})
	return d
}

type demosKey struct{}

// demos is a story's demo, if one is running.
type demos struct{ current *running }

// cmdDemo starts a demo: demo [FLAG...]. It sets BASE, HOST,
// SMTP, INBOX, CLIENT_ID, CLIENT_SECRET and API_TOKEN.
func cmdDemo(ts *testscript.TestScript, neg bool, args []string) {
	state := ts.Value(demosKey{}).(*demos)
	if neg || state.current != nil {
		ts.Fatalf("usage: demo [flag...], once at a time")
	}
	for i, arg := range args {
		if arg == "--db" && i+1 < len(args) {
			args[i+1] = ts.MkAbs(args[i+1])
		}
	}
	d, err := startDemo([]string{"TMPDIR=" + ts.Getenv("TMPDIR")}, args...)
	ts.Check(err)
	state.current = d
	ts.Setenv("BASE", d.BaseURL)
	ts.Setenv("HOST", strings.TrimPrefix(d.BaseURL, "http://"))
	ts.Setenv("SMTP", d.SMTPAddr)
	ts.Setenv("INBOX", d.InboxURL)
	ts.Setenv("CLIENT_ID", d.ClientID)
	ts.Setenv("CLIENT_SECRET", d.ClientSecret)
	ts.Setenv("API_TOKEN", d.APIToken)
	ts.Defer(func() {
		if state.current == d {
			_ = d.end()
		}
	})
}

// cmdEnd ends the demo, which must exit with 0 and have nothing to complain of.
func cmdEnd(ts *testscript.TestScript, neg bool, args []string) {
	state := ts.Value(demosKey{}).(*demos)
	if neg || len(args) != 0 || state.current == nil {
		ts.Fatalf("usage: end, while a demo runs")
	}
	d := state.current
	state.current = nil
	ts.Check(d.end())
	if d.stderr.Len() != 0 {
		ts.Fatalf("the demo complained: %s", d.stderr.String())
	}
}
