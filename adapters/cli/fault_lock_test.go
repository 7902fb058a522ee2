package cli_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestALockedDatabase (fault F15): another program holds the write lock. All
// are told the same, pages are shown, and all is well once it lets go.
func TestALockedDatabase(t *testing.T) {
	f := newFrailShop(t, binary, 2, nil)
	token := f.client()
	s, link := f.startWithLink()
	other := openSQL(t, f.db)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	f.refusedAlike(s, token)
	if status, answer, err := f.spend(s, link, 0); err != nil || status != http.StatusServiceUnavailable {
		t.Errorf("a reset beside a lock: %d %v %.300s", status, err, answer)
	}
	if took := time.Since(began); took > 20*time.Second { // three, one after the other
		t.Errorf("the refusals took %v", took)
	}
	if live, err := f.live(s, link); err != nil || !live {
		t.Errorf("the link is live: %v, %v, want it unspent", live, err)
	}
	for path, want := range map[string]int{"/forgot/1": 200, "/reset": 200, "/healthz": 200, "/readyz": 503} {
		if got := f.status(s, path); got != want {
			t.Errorf("%s beside a lock: %d, want %d", path, got, want)
		}
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	f.recovers(s, customerOf(1))
	if got := f.status(s, "/readyz"); got != http.StatusOK {
		t.Errorf("/readyz once the lock is gone: %d", got)
	}
	if status, answer, err := f.spend(s, link, 0); err != nil || status != http.StatusSeeOther {
		t.Errorf("the reset once the lock is gone: %d %v %.300s", status, err, answer)
	}
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if lines := strings.Count(s.stderr.String(), "\n"); lines > 60 {
		t.Errorf("%d lines tell of the lock, want a few: %.2000s", lines, s.stderr.String())
	}
}

// TestManyServersOneFile (fault F17): of servers that start at once on one file,
// one serves; the others exit with 3 and say which process does.
func TestManyServersOneFile(t *testing.T) {
	servers := 50
	if testing.Short() {
		servers = 12
	}
	f := newFrailShop(t, binary, 0, nil)
	type end struct {
		code int
		said string
		err  error
	}
	ends := make(chan end, servers)
	began := time.Now()
	cmds := make([]*exec.Cmd, servers)
	for n := range servers {
		cmds[n] = exec.Command(binary, serveArgs(f.db)...)
		go func() {
			var said strings.Builder
			cmds[n].Stderr = &said
			err := cmds[n].Run()
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				ends <- end{exit.ExitCode(), said.String(), nil}
				return
			}
			ends <- end{0, said.String(), err}
		}()
	}
	for n := range servers - 1 {
		select {
		case e := <-ends:
			if e.code != 3 || e.err != nil || strings.Count(e.said, "\n") != 1 || !strings.Contains(e.said, f.db) {
				t.Errorf("a server ended with %d, %v: %q, want 3 and the file", e.code, e.err, e.said)
			}
		case <-time.After(patience):
			t.Fatalf("only %d of %d have ended", n, servers-1)
		}
	}
	t.Logf("%d servers ended within %v", servers-1, time.Since(began))
	late := time.Now()
	code, said, err := ended(patience, binary, serveArgs(f.db)...)
	if err != nil || code != 3 || !strings.Contains(said, "is held by process ") {
		t.Errorf("a late server ended with %d, %v: %q, want 3 and who serves", code, err, said)
	}
	if took := time.Since(late); took > 2*time.Second+leeway {
		t.Errorf("it took %v to say so, want 2 s", took)
	}
	endByLock(f.db)
	if e := <-ends; e.code == 3 {
		t.Error("no server served")
	}
}

// TestASecondServerOnTheSameAddress (fault F17): whoever starts a server twice
// with the same settings learns which process serves the shop already, not only
// that its address is taken.
func TestASecondServerOnTheSameAddress(t *testing.T) {
	f := newFrailShop(t, binary, 0, nil)
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	pid := fmt.Sprintf("is held by process %d;", s.cmd.Process.Pid)
	again := serveArgs(f.db)
	again[slices.Index(again, "127.0.0.1:0")] = s.Listen
	code, said, err := ended(patience, binary, again...)
	if err != nil || code != 3 || !strings.Contains(said, pid) || !strings.Contains(said, s.Listen) {
		t.Errorf("a second server ended with %d, %v: %q, want 3, %q and the address", code, err, said, pid)
	}
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	stranger, err := net.Listen("tcp", s.Listen)
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	code, said, err = ended(patience, binary, again...)
	if err != nil || code != 1 || !strings.Contains(said, "choose another address with --listen") || strings.Contains(said, "process") {
		t.Errorf("beside a stranger: %d, %v: %q, want 1 and the address only", code, err, said)
	}
}

// TestFewFiles (fault F21): with 64 open files, callers beyond are kept waiting;
// nothing ends, and all is well once they are gone.
func TestFewFiles(t *testing.T) {
	f := newFrailShop(t, binary, 1, nil)
	s := f.command()
	s.cmd.Args = append([]string{"sh", "-c", `ulimit -n 64; exec "$0" "$@"`, binary}, s.cmd.Args[1:]...)
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	s.cmd.Path = shell
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	conns := make([]net.Conn, 0, 200)
	for range cap(conns) {
		conn, err := net.DialTimeout("tcp", s.Listen, patience)
		if err != nil {
			break // not even the queue has room
		}
		_, _ = fmt.Fprint(conn, "GET /healthz HTTP/1.1\r\n")
		conns = append(conns, conn)
	}
	if len(conns) < 64 {
		t.Errorf("only %d connections were made", len(conns))
	}
	for _, conn := range conns {
		_ = conn.Close()
	}
	f.recovers(s, customerOf(0))
	if _, err := f.settled(); err != nil {
		t.Error(err)
	}
	if got := len(f.links()[customerOf(0)]); got != 1 {
		t.Errorf("%d mails, want 1", got)
	}
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v: %s", err, s.stderr.String())
	}
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}
