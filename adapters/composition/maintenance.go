package composition

import (
	"context"
	"errors"
	"fmt"

	"latchkey/adapters/cli"
	"latchkey/adapters/sqlite"
)

// verify checks the database at path.
func verify(ctx context.Context, path string) ([]cli.Finding, error) {
	found, err := sqlite.Verify(ctx, path)
	var findings []cli.Finding
	for _, f := range found {
		findings = append(findings, cli.Finding{Invariant: f.Invariant, Text: f.Text})
		if f.Damaged {
			err = fmt.Errorf("%w: %s", sqlite.ErrCorrupt, path)
		}
	}
	if err != nil {
		err = cannotOpen(path, err)
	}
	return findings, err
}

// backup copies the database db to the file to.
func backup(ctx context.Context, db, to string) error {
	err := sqlite.Backup(ctx, db, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite.ErrExists):
		return fmt.Errorf("%w; name a file that is not there yet with --to", err)
	case errors.Is(err, sqlite.ErrCopy):
		return fmt.Errorf("%w; %s", err, access(err, "name another file with --to, on a disk with room for it"))
	}
	return cannotOpen(db, err)
}

// restore puts the backup from in the place of the options' database, and
// returns where the old database is kept.
func restore(ctx context.Context, o cli.OfficeOptions, from string) (kept string, err error) {
	env := environment(cli.ServeOptions{LogLevel: o.LogLevel, Log: o.Log})
	kept, err = sqlite.Restore(ctx, o.DB, from, sqlite.Options{Now: env.Now, Log: env.Log})
	switch {
	case err == nil:
		return kept, nil
	case errors.Is(err, sqlite.ErrBackup):
		return "", fmt.Errorf("%w; %s", err, access(err, "name another backup with --from; the database is as it was"))
	case errors.Is(err, sqlite.ErrInUse):
		return "", fmt.Errorf("%w; end that server first: systemctl stop latchkey", err)
	}
	if errors.Is(err, sqlite.ErrUnusable) {
		err = fmt.Errorf("%w; %s", err, access(err, "choose another file with --db"))
	}
	return kept, err
}
