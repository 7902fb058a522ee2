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
	// On a full disk the lock holds, though nobody learns by whom.
	_ = os.WriteFile(lock.Path(), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return lock, nil
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
