package sqlite_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
)

// shopAndBackup returns a database with one account, and a
// backup of it from when it had two.
func shopAndBackup(t *testing.T) (path, copied string) {
	t.Helper()
	folder := t.TempDir()
	path, copied = filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "backup.db")
	store, jane := shopWith(t, path)
	must(t, sqlite.Backup(t.Context(), path, copied))
	must(t, store.Accounts().Remove(t.Context(), jane.ID))
	must(t, store.Close())
	return path, copied
}

const howMany = "SELECT count(*) FROM accounts"

// TestRestoreThroughALink: a link to the database, such as to another disk,
// stays one, and what it leads to is what is replaced.
func TestRestoreThroughALink(t *testing.T) {
	path, copied := shopAndBackup(t)
	name := filepath.Join(t.TempDir(), "shop.db")
	must(t, os.Symlink(path, name))
	kept, err := sqlite.Restore(t.Context(), name, copied, quiet())
	must(t, err)
	if info, err := os.Lstat(name); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	for file, want := range map[string]int{name: 2, path: 2, kept: 1} {
		if got := count(t, file, howMany); got != want {
			t.Errorf("%s has %d accounts, want %d", filepath.Base(file), got, want)
		}
	}
	if got, want := filepath.Dir(kept), filepath.Dir(path); got != want {
		t.Errorf("the old one is kept in %s, want %s", got, want)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v beside the link, want nothing", entries, err)
	}
}

// TestKilledRestore is what a killed process does. It runs by itself only as the
// child of TestKilledRestores.
func TestKilledRestore(t *testing.T) {
	path := os.Getenv("LATCHKEY_TEST_RESTORE")
	if path == "" {
		t.Skip("runs as the child of TestKilledRestores")
	}
	_, err := sqlite.Restore(t.Context(), path, filepath.Join(filepath.Dir(path), "backup.db"), quiet())
	must(t, err)
}

// TestKilledRestores: one that dies when the old database has been put aside and
// the new one is not in its place leaves a database there, and can be run again.
func TestKilledRestores(t *testing.T) {
	path, copied := shopAndBackup(t)
	child := exec.Command(os.Args[0], "-test.run", "^TestKilledRestore$")
	child.Env = append(os.Environ(), "LATCHKEY_TEST_RESTORE="+path, "LATCHKEY_KILL_AT=in restore")
	output, err := child.CombinedOutput()
	if killed := child.ProcessState.ExitCode() == -1; killed != killable {
		t.Fatalf("the process was killed: %v, %v, want %v\n%s", killed, err, killable, output)
	}
	if got, want := count(t, path, howMany), map[bool]int{true: 1, false: 2}[killable]; got != want {
		t.Errorf("%d accounts, want %d", got, want)
	}
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("left behind: %+v", got)
	}
	later := quiet()
	now := later.Now()
	later.Now = func() time.Time { return now.Add(time.Minute) }
	_, err = sqlite.Restore(t.Context(), path, copied, later)
	must(t, err)
	if got := count(t, path, howMany); got != 2 {
		t.Errorf("%d accounts after the second restore, want 2", got)
	}
}

// TestRestoreCutOffWithoutLinks: on a file system that has no links, one that
// dies between its two renames leaves no database. Nothing makes a new one in
// its place, and a second restore mends it.
func TestRestoreCutOffWithoutLinks(t *testing.T) {
	path, copied := shopAndBackup(t)
	must(t, os.Rename(path, path+".before-restore-20260101T000000Z"))
	must(t, os.WriteFile(path+".restored", []byte("half of it"), 0o600))
	o := quiet()
	o.Path, o.RefuseNew = path, true
	_, serving := sqlite.Open(t.Context(), o)
	_, beside := sqlite.OpenBeside(t.Context(), o)
	_, looking := sqlite.Verify(t.Context(), path)
	for name, err := range map[string]error{"Open": serving, "OpenBeside": beside, "Create": sqlite.Create(t.Context(), o), "Verify": looking} {
		if !errors.Is(err, sqlite.ErrCutOff) || !errors.Is(err, sqlite.ErrMissing) {
			t.Errorf("%s: %v, want ErrCutOff", name, err)
		}
	}
	_, err := sqlite.Restore(t.Context(), path, copied, quiet())
	must(t, err)
	if got := count(t, path, howMany); got != 2 {
		t.Errorf("%d accounts, want 2", got)
	}
	if got := count(t, path+".before-restore-20260101T000000Z", howMany); got != 1 {
		t.Errorf("the database that was put aside has %d accounts, want 1", got)
	}
}
