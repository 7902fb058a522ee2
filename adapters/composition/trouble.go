package composition

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"latchkey/adapters/sqlite"
)

// cannotOpen says what to do about a database that a command cannot open.
func cannotOpen(db string, err error) error {
	return fmt.Errorf("%w; %s", err, remedy(db, err))
}

// explained says what to do about a file that is not there or cannot be used,
// and leaves all else to the command.
func explained(db string, err error) error {
	if errors.Is(err, sqlite.ErrMissing) || errors.Is(err, sqlite.ErrUnusable) {
		return cannotOpen(db, err)
	}
	return err
}

// remedy is what to do about it.
func remedy(db string, err error) string {
	for _, known := range []struct {
		err    error
		advice string
	}{
		{sqlite.ErrCutOff, "run latchkey restore again, or give " + db + ".before-restore-TIME its old name back and remove " + db + ".restored"},
		{sqlite.ErrOlder, "end its server and start this version"},
		{sqlite.ErrCorrupt, "nothing was written; put a backup in its place with latchkey restore --db " + db + " --from BACKUP"},
		{sqlite.ErrMissing, "create it with latchkey project add --db " + db + ", or choose another file with --db"},
		{sqlite.ErrInUse, "end that one first, or choose another file with --db"},
		{sqlite.ErrNewer, "use the newer latchkey, or put the copy made before its upgrade in its place with latchkey restore"},
	} {
		if errors.Is(err, known.err) {
			return known.advice
		}
	}
	return access(err, "choose another file with --db")
}

// access is what to do about a file that this user cannot use; otherwise says
// which one to choose instead.
func access(err error, otherwise string) string {
	switch {
	case !errors.Is(err, sqlite.ErrUnusable):
		return otherwise
	case errors.Is(err, fs.ErrPermission):
		return "run this as the user who may read and write the file and its folder, or " + otherwise
	case errors.Is(err, syscall.EROFS):
		return "its file system is read-only: mount it for writing, or " + otherwise
	case errors.Is(err, fs.ErrNotExist):
		return "make its folder first, or " + otherwise
	case errors.Is(err, syscall.EISDIR), errors.Is(err, syscall.ENOTDIR):
		return otherwise
	}
	return "let this user write to the file and its folder, or " + otherwise
}
