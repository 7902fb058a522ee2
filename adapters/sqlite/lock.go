package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// lockFile keeps a second server away from the file, and two first starts from
// migrating it at the same time. The lock's file tells who holds it.
func lockFile(path string) (*flock.Flock, error) {
	path, err := filepath.EvalSymlinks(path) // the file is locked, whatever it is called
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s%s", ErrInUse, path, holder(lock))
	}
	handOver(lock.Path(), path)
	// On a full disk the lock holds, though nobody learns by whom.
	_ = os.WriteFile(lock.Path(), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return lock, nil
}

// Holder returns nil if nothing holds the lock of the file at path, or if that
// cannot be told, else an error that matches ErrInUse and names the process. It
// makes no file.
func Holder(path string) error {
	path = resolved(path)
	lock := flock.New(path+".lock", flock.SetFlag(os.O_RDONLY))
	if ok, err := lock.TryRLock(); ok || err != nil {
		_ = lock.Close() // it has told all there is
		return nil
	}
	return fmt.Errorf("%w: %s%s", ErrInUse, path, holder(lock))
}

// seemsServed tells whether the lock's file names a process. It does not try
// the lock, which could keep a server from it that starts at that moment; one
// that was killed still has its name there.
func seemsServed(path string) bool {
	path = resolved(path)
	info, err := os.Stat(path + ".lock")
	return err == nil && info.Size() > 0
}

// resolved returns the file that path leads to. SQLite keeps all the rest of a
// database beside that, and not beside a link to it.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// unlockFile lets go of the lock. The file stays: to remove it would let two
// processes hold locks on two files of one name.
func unlockFile(lock *flock.Flock) error {
	return errors.Join(os.Truncate(lock.Path(), 0), lock.Unlock())
}

// holder names the process that holds the lock, if its file tells.
func holder(lock *flock.Flock) string {
	content, err := os.ReadFile(lock.Path())
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || pid <= 0 {
		return ""
	}
	return fmt.Sprintf(" is held by process %d", pid)
}
