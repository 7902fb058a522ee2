//go:build unix

package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"latchkey/adapters/sqlite"
)

// TestWhatRootMakesIsTheServers: root makes a database and restores it in the
// folder of the server's user, who must be able to open all of it.
func TestWhatRootMakesIsTheServers(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make files for others")
	}
	const server = 65534
	folder := t.TempDir()
	must(t, os.Chown(folder, server, server))
	path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(t.TempDir(), "backup.db")
	store, _ := shopWith(t, path)
	must(t, sqlite.Backup(t.Context(), path, copied))
	must(t, store.Close())
	owned := func(when string, want uint32, files ...string) {
		t.Helper()
		for _, file := range files {
			info, err := os.Stat(file)
			must(t, err)
			if got := info.Sys().(*syscall.Stat_t); got.Uid != want || got.Gid != want {
				t.Errorf("%s: %s belongs to %d:%d, want %d", when, filepath.Base(file), got.Uid, got.Gid, want)
			}
		}
	}
	owned("made", server, path, path+".lock")
	owned("copied", 0, copied)
	kept, err := sqlite.Restore(t.Context(), path, copied, quiet())
	must(t, err)
	owned("restored", server, path, path+".lock", kept)
	must(t, os.Remove(path))
	must(t, os.Remove(path+".lock"))
	_, err = sqlite.Restore(t.Context(), path, copied, quiet())
	must(t, err)
	owned("restored where nothing was", server, path, path+".lock")
}

// TestACopyIsMadePrivate: whoever copies a database with what lies beside it
// seldom thinks of who can read the copies, and may go by a link to them.
func TestACopyIsMadePrivate(t *testing.T) {
	for _, opened := range []string{"copy.db", "link.db"} {
		t.Run(opened, func(t *testing.T) {
			folder := t.TempDir()
			path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "copy.db")
			shopWith(t, path) // open, so that there is a log to copy
			for _, suffix := range []string{"", "-wal", "-shm"} {
				content, err := os.ReadFile(path + suffix)
				must(t, err)
				must(t, os.WriteFile(copied+suffix, content, 0o600))
				must(t, os.Chmod(copied+suffix, 0o644))
			}
			must(t, os.Symlink(copied, filepath.Join(folder, "link.db")))
			openStore(t, filepath.Join(folder, opened))
			for _, suffix := range []string{"", "-wal", "-shm"} {
				info, err := os.Stat(copied + suffix)
				must(t, err)
				if got := info.Mode().Perm(); got != 0o600 {
					t.Errorf("%s has mode %o, want 600", filepath.Base(copied+suffix), got)
				}
			}
		})
	}
}

// TestADeviceStaysAsItIs: root could make it unusable for everybody.
func TestADeviceStaysAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(path, 0o600))
	must(t, os.Chmod(path, 0o666))
	backup := filepath.Join(t.TempDir(), "backup.db")
	must(t, tryOpen(t, backup))
	_, restoring := sqlite.Restore(t.Context(), path, backup, quiet())
	for what, err := range map[string]error{"Open": tryOpen(t, path), "Restore": restoring} {
		if !errors.Is(err, sqlite.ErrUnusable) {
			t.Errorf("%s = %v, want ErrUnusable", what, err)
		}
	}
	if info, err := os.Lstat(path); err != nil || info.Mode() != os.ModeNamedPipe|0o666 {
		t.Errorf("%v, %v, want a pipe for everybody", info.Mode(), err)
	}
}
