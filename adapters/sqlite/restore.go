package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"latchkey/domain"
)

// Restore puts the backup from in the place of the database at path and returns
// under which name the old one, if there was one, is kept. It refuses with
// ErrInUse while a server runs. No reset link of the backup works afterwards,
// for it may have been used or have expired since, and no mail it holds a link
// for is sent: customers ask again.
func Restore(ctx context.Context, path, from string, o Options) (kept string, err error) {
	if err := mustBeOurs(ctx, from); err != nil {
		return "", fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err := checkIntegrity(ctx, from); err != nil {
		return "", fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if err := createFile(path); err != nil { // its lock needs it
		return "", err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil { // a link to the database stays one
		return "", fmt.Errorf("open database: %w", err)
	}
	lock, err := lockFile(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unlockFile(lock)) }()
	if err := makePrivate(path); err != nil { // it is kept
		return "", err
	}
	fresh := path + freshSuffix
	if err := removeDatabase(fresh); err != nil {
		return "", err
	}
	if err := Backup(ctx, from, fresh); err != nil {
		return "", err
	}
	o.Path, o.uncopied = fresh, true
	if err := disarm(ctx, o); err != nil {
		return "", errors.Join(err, removeDatabase(fresh))
	}
	handOver(fresh, path)
	settleFile(ctx, path)
	if kept, err = setAside(path, o.Now()); err != nil {
		return "", err
	}
	killPoint("in restore")
	return kept, errors.Join(os.Rename(fresh, path), os.Remove(fresh+".lock"), syncFolder(path))
}

// freshSuffix ends the name that a database being restored has until it takes
// its place.
const freshSuffix = ".restored"

// disarm brings a restored database up to date and ends what must not live
// twice.
func disarm(ctx context.Context, o Options) error {
	store, err := Open(ctx, o)
	if err != nil {
		return err
	}
	err = store.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		now := o.Now().UnixMilli()
		for _, statement := range []struct {
			query string
			args  []any
		}{
			// No account ever has this generation: the links are revoked, not unknown.
			{`UPDATE reset_tokens SET generation = -1 WHERE spent_at IS NULL`, nil},
			{`UPDATE deliveries SET state = ?, settled_at = ?, claimed_at = NULL WHERE state = 'waiting' AND kind = ?`,
				[]any{string(domain.DeliveryDropped), now, string(domain.ResetLinkMail)}},
			{`INSERT INTO audit_events (at, kind, subject, address) VALUES (?, ?, '', '')`, []any{now, string(domain.AuditBackupRestored)}},
			{`DELETE FROM access_tokens`, nil},
		} {
			if _, err := tx.ExecContext(ctx, statement.query, statement.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = store.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return errors.Join(err, store.Close())
}

// settleFile moves what is still in the write-ahead log into the database, so
// that it is one file. A corrupt one stays as it is.
func settleFile(ctx context.Context, path string) {
	uri, err := fileURI(path)
	if info, statErr := os.Stat(path); err != nil || statErr != nil || info.Size() == 0 {
		return
	}
	if db, err := sql.Open("sqlite", uri+forWriting); err == nil {
		_, _ = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		_ = db.Close()
	}
}

// setAside gives a database a second name, which it keeps when another takes the
// first, so that nothing is ever overwritten and there is a database at any
// moment. What is still in its log or journal then has that name only. An empty
// file is no database.
func setAside(path string, now time.Time) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Size() == 0 {
		return "", removeBeside(path)
	}
	kept := path + ".before-restore-" + now.UTC().Format("20060102T150405.000Z")
	if _, err := os.Lstat(kept); !errors.Is(err, fs.ErrNotExist) {
		return "", errors.Join(fmt.Errorf("%w: %s", ErrExists, kept), err)
	}
	for _, suffix := range []string{"-journal", "-wal", ""} {
		if err := alsoName(path+suffix, kept+suffix); err != nil {
			return "", err
		}
	}
	return kept, errors.Join(syncFolder(path), removeBeside(path))
}

// alsoName links a file that may not be there. Where the file system has no
// links it renames: a restore that is cut off then leaves no database, which
// [missing] tells of.
func alsoName(path, name string) error {
	err := os.Link(path, name)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return os.Rename(path, name)
}

// removeBeside removes what SQLite keeps beside a database: a log or journal of
// another one would be taken for that of the one which comes in its place.
func removeBeside(path string) error {
	for _, suffix := range []string{"-journal", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// ErrCutOff is matched by the error for a database that is not there because a
// restore was cut off when it had only put the old one aside.
var ErrCutOff = errors.New("a restore was cut off")

// missing is the error for a database that is not there.
func missing(path string) error {
	if _, err := os.Stat(path + freshSuffix); err == nil {
		return fmt.Errorf("%w: %s: %w", ErrMissing, path, ErrCutOff)
	}
	return fmt.Errorf("%w: %s", ErrMissing, path)
}
