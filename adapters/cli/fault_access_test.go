//go:build linux

package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is who runs a command where root would be allowed everything.
const nobody = 65534

// unprivileged returns a folder and what runs the program there: as the tests'
// own user or, if that is root, as nobody, whose folder it is then.
func unprivileged(t *testing.T) (folder string, run func(args ...string) (int, string, error)) {
	t.Helper()
	if os.Geteuid() != 0 {
		return t.TempDir(), func(args ...string) (int, string, error) { return ended(patience, binary, args...) }
	}
	folder, err := os.MkdirTemp("", "latchkey-nobody-") // not below t.TempDir(), where nobody cannot go
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	program := filepath.Join(folder, "latchkey")
	if err := os.Link(binary, program); err != nil {
		t.Skipf("the program cannot be put where nobody may run it: %v", err)
	}
	if err := os.Chown(folder, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	return folder, func(args ...string) (int, string, error) {
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.SysProcAttr = folder, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return finished(patience, cmd)
	}
}

func ownerOf(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}

// TestWhatMayNotBeUsed (fault F07): where this user may not read or write, every
// command says so in one line, and what to do, under a code of its own, by which
// a supervisor knows that another start is no use.
func TestWhatMayNotBeUsed(t *testing.T) {
	f := newFrailShop(t, binary, 1, nil)
	folder, run := unprivileged(t)
	copied, secret, fixed, closed := filepath.Join(folder, "copy.db"), filepath.Join(folder, "secret.db"), filepath.Join(folder, "fixed.db"), filepath.Join(folder, "closed")
	if code, said, err := ended(patience, binary, "backup", "--db", f.db, "--to", copied); err != nil || code != 0 {
		t.Fatalf("backup: %d, %v, %s", code, err, said)
	}
	content, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{secret, fixed} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	served, err := os.ReadFile(f.db) // with its journal mode, which a copy does not have
	if err != nil {
		t.Fatal(err)
	}
	shut := filepath.Join(closed, "shut.db") // SQLite has a code of its own for it
	if err := os.WriteFile(shut, served, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(closed, 0o700) }) // or it could not be removed
	for path, mode := range map[string]os.FileMode{copied: 0o600, secret: 0, fixed: 0o400, shut: 0o400, closed: 0o500} {
		if err := errors.Join(os.Chmod(path, mode), os.Chown(path, ownerOf(t, folder), -1)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"verify", "--db", secret}, "run this as the user who may read and write the file and its folder, or choose another file with --db"},
		{[]string{"backup", "--db", secret, "--to", filepath.Join(folder, "x.db")}, "run this as the user"},
		{[]string{"backup", "--db", copied, "--to", filepath.Join(closed, "x.db")}, "or name another file with --to"},
		{[]string{"restore", "--db", copied, "--from", secret}, "or name another backup with --from"},
		{[]string{"restore", "--db", fixed, "--from", copied}, "or choose another file with --db"},
		{[]string{"restore", "--db", filepath.Join(closed, "x.db"), "--from", copied}, "or choose another file with --db"},
		{[]string{"account", "list", "--db", fixed, "--project", "1"}, "or choose another file with --db"},
		{[]string{"verify", "--db", shut}, "let this user write to the file and its folder"},
		{[]string{"project", "list", "--db", shut}, "let this user write to the file and its folder"},
		{[]string{"backup", "--db", shut, "--to", filepath.Join(folder, "y.db")}, "let this user write to the file and its folder"},
		{serveArgs(fixed), "run this as the user"},
		{serveArgs(secret), "run this as the user"},
		{serveArgs(filepath.Join(folder, "none.db")), "latchkey project add"},
	} {
		code, said, err := run(c.args...)
		if err != nil || code != 6 || strings.Count(said, "\n") != 1 || !strings.Contains(said, c.want) {
			t.Errorf("%v: exit code %d, %v, %q, want 6 and one line with %q", c.args, code, err, said, c.want)
		}
	}
}
