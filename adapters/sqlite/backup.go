package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"latchkey/domain"
)

// ErrCorrupt is matched by the error about a file that SQLite cannot read.
var ErrCorrupt = errors.New("the database file is corrupt")

// Backup writes a verified copy of the database at path to to, which must not
// exist yet. A server may run meanwhile: the copy is of one moment, and the
// server's writes do not wait for it.
func Backup(ctx context.Context, path, to string) error {
	if err := mustBeOurs(ctx, path); err != nil {
		return err
	}
	return peek(ctx, path, func(db *sql.DB) error {
		if err := copyOut(ctx, db, to); err != nil {
			return fmt.Errorf("back up: %w", err)
		}
		return nil
	})
}

// mustBeOurs refuses what is not there, not latchkey's, newer, or corrupt.
func mustBeOurs(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return fmt.Errorf("%w: %s", ErrMissing, path)
	}
	if err != nil {
		return err
	}
	return refuseForeign(ctx, path)
}

// Restore puts the backup from in the place of the database at path and returns
// under which name the old one, if there was one, is kept. It refuses with
// ErrInUse while a server runs. No reset link of the backup works afterwards,
// for it may have been used or have expired since, and no mail it holds a link
// for is sent: customers ask again.
func Restore(ctx context.Context, path, from string, o Options) (kept string, err error) {
	if err := mustBeOurs(ctx, from); err != nil {
		return "", err
	}
	if err := checkIntegrity(ctx, from); err != nil {
		return "", err
	}
	if err := createFile(path); err != nil { // its lock needs it
		return "", err
	}
	lock, err := lockFile(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unlockFile(lock)) }()
	fresh := path + ".restored"
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
	settleFile(ctx, path)
	if kept, err = setAside(path, o.Now()); err != nil {
		return "", err
	}
	return kept, errors.Join(os.Rename(fresh, path), os.Remove(fresh+".lock"), syncFolder(path))
}

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

// setAside renames a database, with what SQLite keeps beside it, so that
// nothing is ever overwritten. An empty file is none.
func setAside(path string, now time.Time) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Size() == 0 {
		return "", removeDatabase(path)
	}
	kept := path + ".before-restore-" + now.UTC().Format("20060102T150405Z")
	if _, err := os.Lstat(kept); !errors.Is(err, fs.ErrNotExist) {
		return "", errors.Join(fmt.Errorf("%w: %s", ErrExists, kept), err)
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		err := os.Rename(path+suffix, kept+suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}
