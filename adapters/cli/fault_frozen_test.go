package cli_test

import (
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// frozen makes files unwritable for everybody, those included who have them
// open, as a file system does that has become read-only. thaw ends it.
func frozen(t *testing.T, paths ...string) (thaw func()) {
	t.Helper()
	change := func(mode string) error {
		for _, path := range paths {
			if out, err := exec.Command("chattr", mode, path).CombinedOutput(); err != nil {
				t.Logf("chattr %s: %v: %s", mode, err, out)
				return err
			}
		}
		return nil
	}
	t.Cleanup(func() { _ = change("-i") })
	if err := change("+i"); err != nil {
		t.Skip("no file can be made unwritable here: this takes root, chattr and a file system that knows of it")
	}
	file, err := os.OpenFile(paths[0], os.O_RDWR, 0)
	if err == nil {
		_ = file.Close()
		t.Skip("an unwritable file can be written here")
	}
	return func() {
		if err := change("-i"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadOnlyWhileServing (fault F07): the file cannot be written any more. It
// is as with a full disk: nobody is told yes, everybody the same, no link is
// spent, pages are shown, and all is well soon after.
func TestReadOnlyWhileServing(t *testing.T) {
	f := newFrailShop(t, binary, 2, nil)
	token := f.client()
	s, link := f.startWithLink()
	thaw := frozen(t, f.db, f.db+"-wal")
	f.refusedAlike(s, token)
	if status, answer, err := f.spend(s, link, 0); err != nil || status != http.StatusServiceUnavailable {
		t.Errorf("a reset while nothing can be written: %d %v %.300s", status, err, answer)
	}
	if live, err := f.live(s, link); err != nil || !live {
		t.Errorf("the link is live: %v, %v, want it unspent", live, err)
	}
	for path, want := range map[string]int{"/forgot/1": 200, "/reset": 200, "/healthz": 200, "/readyz": 503} {
		if got := f.status(s, path); got != want {
			t.Errorf("%s while nothing can be written: %d, want %d", path, got, want)
		}
	}
	thaw()
	f.recovers(s, customerOf(1))
	if got := f.status(s, "/readyz"); got != http.StatusOK {
		t.Errorf("/readyz once the file can be written: %d", got)
	}
	if status, answer, err := f.spend(s, link, 0); err != nil || status != http.StatusSeeOther {
		t.Errorf("the reset once the file can be written: %d %v %.300s", status, err, answer)
	}
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if lines := strings.Count(s.stderr.String(), "\n"); lines == 0 || lines > 60 {
		t.Errorf("%d lines tell of it, want a few: %.2000s", lines, s.stderr.String())
	}
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}

// TestStoppedUnderLoad (fault F32): the process is stopped again and again while
// customers ask and mails are under way, as a container is that is paused.
// Whoever comes meanwhile is answered later, nothing is lost, and no mail is
// sent twice.
func TestStoppedUnderLoad(t *testing.T) {
	const customers = 400
	stops := 4
	if testing.Short() {
		stops = 2
	}
	f := newFrailShop(t, binary, customers, slowly(20*time.Millisecond))
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan map[string]bool, 1)
	go func() { accepted <- f.rush(s, 0, customers) }()
	for stop := range stops {
		mails := f.relay.Count("DATA")
		waitUntil(t, "mailing", func() bool { // one is under way
			if mails == customers || ready(s) != http.StatusOK {
				t.Fatalf("%d mails are sent, or the server is not ready while it works", mails)
			}
			return f.relay.Count("DATA") > mails
		})
		signal(t, s, syscall.SIGSTOP)
		stopped(t, s)
		late := make(chan error, 1)
		go func() {
			_, err := f.ask(s, "late"+strconv.Itoa(stop)+"@shop.example")
			late <- err
		}()
		select {
		case err := <-late:
			t.Fatalf("a stopped server answers: %v", err)
		case <-time.After(200 * time.Millisecond): // nothing can show that it would have waited for ever
		}
		signal(t, s, syscall.SIGCONT)
		if err := <-late; err != nil {
			t.Errorf("whoever came while the server was stopped: %v", err)
		}
	}
	asked := f.endsUnderLoad(s, accepted, customers)
	t.Logf("%d requests accepted, %d mails", len(asked), len(f.relay.Mails()))
}

func signal(t *testing.T, s *server, what syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(what); err != nil {
		t.Fatal(err)
	}
}

// stopped waits until the system calls the process stopped.
func stopped(t *testing.T, s *server) {
	t.Helper()
	for began := time.Now(); time.Since(began) < patience; {
		content, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/stat")
		if err != nil {
			t.Skip("nothing here tells whether a process is stopped")
		}
		if _, rest, _ := strings.Cut(string(content), ") "); strings.HasPrefix(rest, "T") {
			return
		}
	}
	t.Fatal("the process is not stopped")
}
