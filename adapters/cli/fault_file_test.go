package cli_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWhatCannotBeServed (faults F08, F24): a file that is damaged, newer or
// another program's ends the server with a code of its own and one line that
// says what to do, and stays byte for byte as it is.
func TestWhatCannotBeServed(t *testing.T) {
	f := newFrailShop(t, binary, 1, nil)
	sound, err := os.ReadFile(f.db)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content []byte
		shell   string // what another program does to it
		code    int
		says    []string
	}{
		{"damaged header", append(make([]byte, 16), sound[16:]...), "", 5, []string{"corrupt", "latchkey restore --db "}},
		{"cut in half", sound[:len(sound)/2], "", 5, []string{"corrupt", "latchkey restore --db "}},
		{"empty", nil, "", 5, []string{"corrupt", "latchkey restore --db "}},
		{"a text", []byte("Dear diary, today I was locked out."), "", 4, []string{"not a latchkey database"}},
		{"newer", sound, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)", 4, []string{"version 99", "version 5"}},
		{"another application's", sound, "PRAGMA application_id = 7", 4, []string{"not a latchkey database"}},
		{"nobody's mark", sound, "PRAGMA application_id = 0", 4, []string{"not a latchkey database"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "shop.db")
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			if c.shell != "" {
				runSQL(t, path, c.shell)
			}
			before := contentOf(t, path)
			code, said, err := ended(patience, binary, serveArgs(path)...)
			if err != nil || code != c.code || strings.Count(said, "\n") != 1 {
				t.Errorf("exit code %d, %v, %q, want %d and one line", code, err, said, c.code)
			}
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("%q does not say %q", said, want)
				}
			}
			if contentOf(t, path) != before {
				t.Error("the file has changed")
			}
		})
	}
	code, said, err := ended(patience, binary, serveArgs(filepath.Join(t.TempDir(), "none.db"))...)
	if err != nil || code != 6 || !strings.Contains(said, "latchkey project add") {
		t.Errorf("no file: exit code %d, %v, %q, want how to make one", code, err, said)
	}
}

// TestCommandsOnADamagedFile (fault F08): whoever copies, checks or restores from
// a damaged file each night learns from the exit code that it is damaged.
func TestCommandsOnADamagedFile(t *testing.T) {
	f := newFrailShop(t, binary, 50, nil)
	sound, page := filepath.Join(t.TempDir(), "sound.db"), 0
	if code, said, err := ended(patience, binary, "backup", "--db", f.db, "--to", sound); err != nil || code != 0 {
		t.Fatalf("backup: %d, %v, %s", code, err, said)
	}
	readSQL(t, f.db, "SELECT rootpage FROM sqlite_schema WHERE name = 'accounts'", &page)
	content, err := os.ReadFile(f.db)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[(page-1)*4096:page*4096], strings.Repeat("x", 4096))
	if err := os.WriteFile(f.db, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"verify", "--db", f.db}, "latchkey restore --db " + f.db},
		{[]string{"verify", "--db", f.db, "--json"}, `{"ok":false,"findings":[{"invariant":"I7"`},
		{[]string{"backup", "--db", f.db, "--to", sound + ".2"}, "latchkey restore --db " + f.db},
		{[]string{"restore", "--db", sound, "--from", f.db}, "name another backup with --from"},
	} {
		code, said, err := ended(patience, binary, c.args...)
		if err != nil || code != 5 || !strings.Contains(said, c.want) {
			t.Errorf("%s of a damaged file: exit code %d, %v, %q, want 5 and %q", c.args[0], code, err, said, c.want)
		}
	}
}

// TestDamageWhileServing (fault F08): a page in the middle is damaged. The
// server finds out by itself, is not ready any more, and takes nothing.
func TestDamageWhileServing(t *testing.T) {
	f := newFrailShop(t, binary, 50, nil)
	token, page := f.client(), 0
	readSQL(t, f.db, "SELECT rootpage FROM sqlite_schema WHERE name = 'accounts'", &page)
	runSQL(t, f.db, "PRAGMA wal_checkpoint(TRUNCATE)")
	file, err := os.OpenFile(f.db, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte(strings.Repeat("garbage!", 512)), int64(page-1)*4096); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	again, deadline := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer again.Stop()
	for ready := true; ready; {
		select {
		case <-again.C:
			ready = f.status(s, "/readyz") != http.StatusServiceUnavailable
		case <-deadline:
			t.Fatal("the server calls itself ready")
		}
	}
	if got := f.status(s, "/healthz"); got != http.StatusOK {
		t.Errorf("/healthz: %d: a restart would mend nothing", got)
	}
	before := 0
	readSQL(t, f.db, "SELECT count(*) FROM reset_requests", &before)
	f.refusedAlike(s, token)
	after := 0
	readSQL(t, f.db, "SELECT count(*) FROM reset_requests", &after)
	if after != before {
		t.Errorf("%d requests were written to a damaged file", after-before)
	}
	if err := f.kill(s); err != nil {
		t.Error(err)
	}
}

// TestNobodyReadsTheLog (fault F06): standard output and error are full, closed,
// or a pipe whose reader has gone. Customers are served.
func TestNobodyReadsTheLog(t *testing.T) {
	for name, where := range map[string]string{"full": ">/dev/full 2>/dev/full", "closed": ">&- 2>&-", "gone": "2>&1 | true"} {
		t.Run(name, func(t *testing.T) {
			f := newFrailShop(t, binary, 1, nil)
			address := free(t)
			line := fmt.Sprintf("exec %s serve --log-level debug --db %s --listen %s --base-url %s --smtp smtp://%s", binary, f.db, address, frailBase, f.relay.Addr())
			cmd := exec.Command("sh", "-c", "("+line+") "+where)
			if err := cmd.Start(); err != nil {
				t.Skipf("no shell: %v", err)
			}
			s := &server{cmd: cmd, Listen: address}
			t.Cleanup(func() {
				endByLock(f.db)
				_ = cmd.Wait()
			})
			waitUntil(t, "ready", func() bool { return ready(s) == http.StatusOK })
			if _, err := f.newLink(s, customerOf(0)); err != nil { // writes lines that nobody takes
				t.Fatal(err)
			}
			if got := f.status(s, "/readyz"); got != http.StatusOK {
				t.Errorf("/readyz: %d", got)
			}
		})
	}
}
