package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// keepBefore writes a verified copy of a file of an older schema beside it
// before that is changed, and returns its name; "" if there is nothing to
// change. The copy that an attempt which was cut off has made is kept, unless
// an older latchkey has used the file since: then that copy gets a name with
// the time, and this one its place.
func keepBefore(ctx context.Context, o Options, version schema) (string, error) {
	if o.uncopied || version.found == 0 || version.found >= version.known {
		return "", nil
	}
	path := fmt.Sprintf("%s.before-%d", o.Path, version.known)
	stale, err := isStale(ctx, o.Path, path)
	if err == nil && stale {
		err = setCopyAside(path, o)
	}
	if err != nil {
		return "", fmt.Errorf("look at the copy made before: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return path, nil
	}
	err = peek(ctx, o.Path, func(db *sql.DB) error { return copyOut(ctx, db, path) })
	if err != nil {
		return "", fmt.Errorf("copy the database before it is brought up to date: %w", err)
	}
	handOver(path, o.Path) // whoever goes back to it puts it in the database's place
	o.Log.WarnContext(ctx, "the database is brought up to date; what it was is kept in a copy, to be removed when all is well",
		"from", version.found, "to", version.known, "copy", path)
	return path, nil
}

// isStale reports whether there is a copy that is not of what the database is
// now.
func isStale(ctx context.Context, path, copied string) (bool, error) {
	if _, err := os.Lstat(copied); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	then, err := usageOf(ctx, copied)
	if err != nil { // whatever it is, nobody can go back to it
		return true, nil
	}
	now, err := usageOf(ctx, path)
	return then != now, err
}

// usage changes whenever a server has done anything with a database; a
// migration leaves it alone.
type usage struct{ position, movedAt, lastRequest, accounts, tokens int64 }

func usageOf(ctx context.Context, path string) (u usage, err error) {
	err = peek(ctx, path, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT position, moved_at, (SELECT coalesce(max(id), 0) FROM reset_requests),
			(SELECT count(*) FROM accounts), (SELECT count(*) FROM reset_tokens) FROM admission_progress`).
			Scan(&u.position, &u.movedAt, &u.lastRequest, &u.accounts, &u.tokens)
	})
	return u, err
}

func setCopyAside(path string, o Options) error {
	aside := path + "-" + o.Now().UTC().Format("20060102T150405.000Z")
	if _, err := os.Lstat(aside); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%w: %s", ErrExists, aside), err)
	}
	return os.Rename(path, aside)
}
