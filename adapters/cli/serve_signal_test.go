package cli_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// startServer starts a server on a database of its own.
func startServer(t *testing.T) *server {
	t.Helper()
	db := filepath.Join(t.TempDir(), "shop.db")
	add := exec.Command(binary, "project", "add", "--db", db, "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example", "--json")
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("project add: %v: %s", err, out)
	}
	address := free(t)
	s := &server{cmd: exec.Command(binary, "serve", "--json", "--db", db, "--listen", address, "--base-url", "http://"+address, "--smtp", "smtp://127.0.0.1:1"), exited: make(chan error, 1)}
	s.cmd.Stderr = &s.stderr
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() }) // it has ended unless the test failed
	return s
}

// halfARequest begins a request and returns once the server reads its body.
func halfARequest(t *testing.T, s *server) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", s.Listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /reset/check HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n", s.Listen)
	answers := bufio.NewReader(conn)
	if line, err := answers.ReadString('\n'); err != nil || line != "HTTP/1.1 100 Continue\r\n" {
		t.Fatalf("got %q, %v, want to be asked for the body", line, err)
	}
	if _, err := answers.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return conn, answers
}

// nobodyComesIn returns once connections are refused. It asks at a pace: the
// server has to get its turns, and a queue of its that is full costs seconds.
func nobodyComesIn(t *testing.T, s *server) {
	t.Helper()
	waitUntil(t, "refused", func() bool {
		late, err := net.DialTimeout("tcp", s.Listen, patience)
		if err == nil {
			_ = late.Close()
		}
		return errors.Is(err, syscall.ECONNREFUSED)
	})
}

// TestTheEndIsPolite: at SIGTERM nobody new comes in, and whoever is being
// served gets an answer before the program exits with 0.
func TestTheEndIsPolite(t *testing.T) {
	s := startServer(t)
	conn, answers := halfARequest(t, s)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	nobodyComesIn(t, s) // long before the request under way would be given up
	fmt.Fprint(conn, "token=x")
	response, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatalf("the request under way got no answer: %v", err)
	}
	_ = response.Body.Close()
	select {
	case err := <-s.exited:
		if err != nil {
			t.Errorf("exited with %v: %s", err, s.stderr.String())
		}
	case <-time.After(endsWithin - time.Since(began)):
		t.Errorf("did not exit within %v", endsWithin)
	}
}

// TestASecondSignalEndsAtOnce: nobody has to wait for a request under way. On a
// busy machine it may take long once.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	took := endByTwoSignals(t)
	for try := 1; try < 3 && took > atOnce; try++ {
		took = min(took, endByTwoSignals(t))
	}
	if took > atOnce {
		t.Errorf("took %v", took)
	}
}

// endByTwoSignals returns how long it took from the second on.
func endByTwoSignals(t *testing.T) time.Duration {
	t.Helper()
	s := startServer(t)
	halfARequest(t, s)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	nobodyComesIn(t, s) // so the first signal has arrived
	// The program may be between the two: no person is as quick as this test.
	impatient, late := time.NewTicker(50*time.Millisecond), time.After(patience)
	defer impatient.Stop()
	for began := time.Now(); ; {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-s.exited:
			took := time.Since(began)
			if err == nil && took < atOnce { // later, it is that the request was given up
				t.Error("exited with 0, want the signal")
			}
			return took
		case <-impatient.C:
		case <-late:
			t.Fatalf("still there after %v", patience)
		}
	}
}

// TestOtherSignalsDoNotEndIt: a closed terminal or pipe is no reason to stop.
func TestOtherSignalsDoNotEndIt(t *testing.T) {
	s := startServer(t)
	for _, signal := range []os.Signal{syscall.SIGHUP, syscall.SIGPIPE} {
		if err := s.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		conn, answers := halfARequest(t, s) // signals arrive before what is sent later is read
		fmt.Fprint(conn, "token=x")
		if response, err := http.ReadResponse(answers, nil); err != nil {
			t.Fatalf("no answer after %v: %v", signal, err)
		} else {
			_ = response.Body.Close()
		}
	}
	if err := s.stop(syscall.SIGINT, patience); err != nil {
		t.Errorf("exited with %v, want 0: %s", err, s.stderr.String())
	}
}
