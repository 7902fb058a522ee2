package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// codeHotJournal is what SQLite says to a reader of a file in which a
// transaction of before its write-ahead log was cut off.
const codeHotJournal = codeReadOnly | 3<<8

// mostHalfBorn bounds a file in which a first start was cut off: it has one page
// before it has a log.
const mostHalfBorn = 64 << 10

// peekHalfBorn is peek for a file that a first start may have left half made.
// Nothing but writing to such a file makes it readable, and whose it is is not
// known yet, so look gets to see a copy as it will be once that is done. A file
// that is too large for that is a backup that somebody has put in place, whose
// first start was cut off: it has latchkey's mark and is mended itself.
func peekHalfBorn(ctx context.Context, path string, look func(*sql.DB) error) error {
	err := peek(ctx, path, look)
	info, statErr := os.Stat(path)
	if resultCode(err) != codeHotJournal || statErr != nil {
		return err
	}
	if info.Size() > mostHalfBorn {
		if !wasOurs(path) {
			return err
		}
		if err := undoHalf(ctx, path); err != nil {
			return err
		}
		return peek(ctx, path, look)
	}
	folder, err := os.MkdirTemp("", "latchkey-look-")
	if err != nil { // a container may have no folder but the database's own
		folder, err = os.MkdirTemp(filepath.Dir(path), "latchkey-look-")
	}
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	copied, real := filepath.Join(folder, "half.db"), resolved(path)
	if err := errors.Join(copyFile(real, copied), copyFile(real+"-journal", copied+"-journal")); err != nil {
		return err
	}
	uri, err := fileURI(copied)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", uri+"?mode=rw")
	if err != nil {
		return err
	}
	return errors.Join(look(db), db.Close())
}

// undoHalf has SQLite undo the transaction that was cut off, as the first who
// writes to the file would. It does nothing while somebody is writing.
func undoHalf(ctx context.Context, path string) error {
	uri, err := fileURI(path)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", uri+"?mode=rw&_busy_timeout=2000")
	if err != nil {
		return err
	}
	var tables int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	return errors.Join(sayUnusable(path, err), db.Close())
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
