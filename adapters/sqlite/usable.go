package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// ErrUnusable is matched by the error for a file that cannot be used until
// somebody changes something about it: a folder stands in its place, its own
// folder is not there, or this user, or everybody, may not read or write it.
var ErrUnusable = errors.New("the file cannot be used")

// codeShutFolder is what SQLite says to a reader who may write neither the file
// nor its folder.
const codeShutFolder = codeReadOnly | 6<<8

// sayUnusable makes such an error match ErrUnusable.
func sayUnusable(path string, err error) error {
	code := resultCode(err)
	for _, lasting := range []bool{
		errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.EISDIR), errors.Is(err, syscall.ENOTDIR),
		errors.Is(err, syscall.EROFS), code&0xff == codeCantOpen, code == codeReadOnly, code == codeShutFolder,
	} {
		if lasting && !errors.Is(err, ErrMissing) && !errors.Is(err, ErrUnusable) {
			return fmt.Errorf("%w: %s: %w", ErrUnusable, path, err)
		}
	}
	return err
}

// mustOpen refuses what is not there, is no file, or cannot be opened in that
// mode, and changes nothing. SQLite would say of all that only that it failed.
func mustOpen(path string, mode int) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return missing(path)
	} else if err != nil {
		return sayUnusable(path, err)
	}
	if err := mustBeFile(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, mode, 0)
	if err != nil {
		return sayUnusable(path, err)
	}
	return file.Close()
}

// mustBeFile refuses a folder, a device and the like, and leaves what is not
// there to others.
func mustBeFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil || info.Mode().IsRegular():
		return nil
	case info.IsDir():
		return fmt.Errorf("%w: %s: %w", ErrUnusable, path, syscall.EISDIR)
	}
	return fmt.Errorf("%w: %s is no regular file", ErrUnusable, path)
}
