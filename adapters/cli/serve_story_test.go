package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// server is a latchkey serve in a process of its own.
type server struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	exited chan error

	BaseURL string `json:"base_url"`
	Listen  string `json:"listen"`
	Metrics string `json:"metrics_listen"`
}

type serversKey struct{}

// servers is a story's server, if one is running.
type servers struct{ current *server }

// freeAddress returns an address on this machine that nobody uses now. A base
// URL has to be known before the server is. Its port is below those that the
// system gives to whoever asks for any, or it might be gone before it is used.
func freeAddress() (string, error) {
	for range 1000 {
		port := 20_000 + (os.Getpid()*100+int(portsChosen.Add(1)))%10_000
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return listener.Addr().String(), listener.Close()
		}
	}
	return "", errors.New("no port is free")
}

var portsChosen atomic.Int32

func free(t *testing.T) string {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// cmdServe starts a server: serve [FLAG...]. It sets SERVER to its base URL,
// METRICS to where its metrics are, and BASE to SERVER, so that call calls it.
func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	state := ts.Value(serversKey{}).(*servers)
	if neg || state.current != nil {
		ts.Fatalf("usage: serve [flag...], once at a time")
	}
	address, err := freeAddress()
	ts.Check(err)
	defaults := []string{"serve", "--json", "--listen", address}
	if slices.Contains(args, "--base-url") {
		defaults = append(defaults, "--allowed-hosts", address)
	} else {
		defaults = append(defaults, "--base-url", "http://"+address)
	}
	s := &server{cmd: exec.Command(binary, append(defaults, args...)...), exited: make(chan error, 1)}
	s.cmd.Dir = ts.Getenv("WORK")
	s.cmd.Env = append(os.Environ(), "TMPDIR="+ts.Getenv("TMPDIR"))
	s.cmd.Stderr = &s.stderr
	ts.Check(s.start())
	ts.Setenv("SERVER", "http://"+s.Listen)
	ts.Setenv("BASE", "http://"+s.Listen)
	ts.Setenv("METRICS", s.Metrics)
	ts.Setenv("SERVER_PID", fmt.Sprint(s.cmd.Process.Pid))
	state.current = s
	ts.Defer(func() {
		if state.current == s {
			_ = s.stop(syscall.SIGKILL, patience)
		}
	})
}

// start starts the server and waits until it is ready.
func (s *server) start() error {
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	line := make(chan []byte, 1)
	go func() {
		first, _ := bufio.NewReader(stdout).ReadBytes('\n')
		line <- first
		s.exited <- s.cmd.Wait()
	}()
	select {
	case first := <-line:
		if err := json.Unmarshal(first, s); err != nil {
			<-s.exited
			return errors.New("the server is not ready: " + s.stderr.String())
		}
		return nil
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		return errors.New("the server did not get ready")
	}
}

// stop sends a signal and returns how the server exited.
func (s *server) stop(signal os.Signal, within time.Duration) error {
	if err := s.cmd.Process.Signal(signal); err != nil {
		return err
	}
	select {
	case err := <-s.exited:
		return err
	case <-time.After(within):
		_ = s.cmd.Process.Kill()
		return fmt.Errorf("the server did not stop within %v", within)
	}
}

// cmdStop ends the server as an operator does, with SIGTERM, or with the signal
// that is named: stop [INT]. It must exit with 0 within 25 seconds; what it
// logged becomes standard output.
func cmdStop(ts *testscript.TestScript, neg bool, args []string) {
	state := ts.Value(serversKey{}).(*servers)
	if neg || len(args) > 1 || state.current == nil {
		ts.Fatalf("usage: stop [INT], while a server runs")
	}
	signal := syscall.SIGTERM
	if len(args) == 1 && args[0] == "INT" {
		signal = syscall.SIGINT
	}
	s := state.current
	state.current = nil
	ts.Check(s.stop(signal, 25*time.Second))
	_, err := ts.Stdout().Write(s.stderr.Bytes())
	ts.Check(err)
}

// cmdCode runs a program that must exit with that code: code N PROGRAM [ARG...].
func cmdCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N PROGRAM [ARG...]")
	}
	got, exit := 0, (*exec.ExitError)(nil)
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	default:
		ts.Check(err)
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// cmdOn points call at another base URL: on URL.
func cmdOn(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: on URL")
	}
	ts.Setenv("BASE", args[0])
}
