package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// victim is a program under attack, by one of its addresses.
type victim struct {
	name, address, host string // host is what requests name
	prefix              string // of every path
	token               string // of an API client
	pid                 int
}

// The limits of a server that attacks are measured by.
const (
	maxResident   = 256 << 10 // KiB
	maxGoroutines = 2_000
	maxFiles      = 1_500
	maxHeld       = 1_024 // connections at once
	maxSwallowed  = 16 << 20
)

// stranger returns a loopback address of its own for each n, so that no budget
// and no limit per network protects a route.
func stranger(n int) string { return fmt.Sprintf("127.%d.%d.%d", 1+n/62_500, n/250%250, 1+n%250) }

// dial connects from an address of this machine.
func (v victim) dial(from string) (net.Conn, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	conn, err := dialer.Dial("tcp", v.address)
	if err != nil {
		return nil, err
	}
	return conn, conn.SetDeadline(time.Now().Add(patience))
}

// needAddress skips a test on systems where this machine is 127.0.0.1 only. On
// Linux it is all of 127.0.0.0/8.
func needAddress(t testing.TB, address string) {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		t.Skipf("callers at different addresses cannot be played here, as they can on Linux: %v", err)
	}
	_ = listener.Close()
}

// attacker returns the address that the nth attack comes from. The metrics have
// no budgets, and know this machine only.
func (v victim) attacker(n int) string {
	if v.name == "the metrics" {
		return "127.0.0.1"
	}
	return stranger(n)
}

// head is the beginning of a request, up to and with its Host.
func (v victim) head(method, path string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, v.host)
}

// serves reports how an honest client from somewhere else fares, over a
// connection of its own.
func (v victim) serves(path string) error {
	conn, err := v.dial("127.0.0.2")
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, v.head(http.MethodGet, v.prefix+path)+"Connection: close\r\n\r\n"); err != nil {
		return err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", path, response.Status)
	}
	return nil
}

// memory returns what a process holds and the most it ever held, in KiB.
func memory(t testing.TB, pid int) (now, most int) {
	t.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("only Linux tells how much memory a process holds")
	}
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[0] != "VmRSS:" && fields[0] != "VmHWM:" {
			continue
		}
		n, err := strconv.Atoi(fields[1])
		if err != nil {
			t.Fatal(err)
		}
		if fields[0] == "VmRSS:" {
			now = n
		} else {
			most = n
		}
	}
	if now == 0 || most == 0 {
		t.Fatalf("no memory in %s", content)
	}
	return now, most
}

// staysSmall fails if the process ever held more than it may.
func (v victim) staysSmall(t testing.TB) {
	t.Helper()
	now, most := memory(t, v.pid)
	t.Logf("%s holds %d MiB, %d MiB at most", v.name, now>>10, most>>10)
	if most > maxResident {
		t.Errorf("%s held %d MiB, want %d at most", v.name, most>>10, maxResident>>10)
	}
}

// files counts what a process has open.
func files(t testing.TB, pid int) int {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Skip("only Linux tells what a process has open")
	}
	return len(entries)
}

// goroutines asks a server's profile how many there are.
func goroutines(t testing.TB, metrics string) int {
	t.Helper()
	profile := fetch(t, "http://"+metrics+"/debug/pprof/goroutine?debug=1")
	total, found := strings.CutPrefix(profile, "goroutine profile: total ")
	total, _, _ = strings.Cut(total, "\n")
	n, err := strconv.Atoi(total)
	if !found || err != nil {
		t.Fatalf("the profile tells no goroutines: %.100s", profile)
	}
	return n
}

// fallsTo waits until count is back at what it was before, within patience.
func fallsTo(t testing.TB, what string, before int, count func() int) {
	t.Helper()
	again := time.NewTicker(50 * time.Millisecond) // a process tells no one when it lets go
	defer again.Stop()
	for began := time.Now(); ; <-again.C {
		now := count()
		if now <= before {
			return
		}
		if time.Since(began) > patience {
			t.Errorf("%d %s are left, want the %d from before", now, what, before)
			return
		}
	}
}

// siteUnderAttack starts a server below a path prefix, behind no proxy, with a
// client's token, and returns it and its metrics' address as victims.
func siteUnderAttack(t testing.TB, flags ...string) (*server, victim, victim) {
	t.Helper()
	inAnotherProcess(t)
	needAddress(t, stranger(0))
	db, token := shopOf(t, "jane@example.com")
	s := &server{exited: make(chan error, 1), cmd: exec.Command(binary, append([]string{
		"serve", "--json", "--db", db, "--listen", "127.0.0.1:0", "--base-url", frailBase + "/lost", "--smtp", "smtp://127.0.0.1:1",
		"--metrics-listen", "127.0.0.1:0", "--pprof", "--client-limit", "1000000",
	}, flags...)...)}
	s.cmd.Stderr = &s.stderr
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(syscall.SIGTERM, patience); err != nil {
			t.Errorf("the server ended with %v: %.2000s", err, s.stderr.String())
		}
	})
	pid := s.cmd.Process.Pid
	return s, victim{"the server", s.Listen, frailHost, "/lost", token, pid}, victim{"the metrics", s.Metrics, s.Metrics, "", "", pid}
}

// demoUnderAttack starts a demo.
func demoUnderAttack(t testing.TB) victim {
	t.Helper()
	d := newDemo(t, "--client-limit", "1000000")
	address := strings.TrimPrefix(d.BaseURL, "http://")
	return victim{"the demo", address, address, "", d.APIToken, d.cmd.Process.Pid}
}

// answerTo returns the body of an answer that must be 200.
func answerTo(t testing.TB, request *http.Request) string {
	t.Helper()
	response, err := noFollow.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", request.URL, response.Status, err)
	}
	return string(body)
}
