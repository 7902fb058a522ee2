package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"latchkey/adapters/sqlite"
)

// cutOff leaves a database that has no write-ahead log, such as a copy, as a
// process does that is killed while it writes all of it anew: with the journal
// that undoes it.
func cutOff(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=cache_size(1)")
	must(t, err)
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(t.Context(), nil)
	must(t, err)
	_, err = tx.ExecContext(t.Context(), `CREATE TABLE half (x); INSERT INTO half
		WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100) SELECT randomblob(3000) FROM n; DELETE FROM accounts`)
	must(t, err)
	left := map[string][]byte{path: nil, path + "-journal": nil}
	for file := range left {
		left[file], err = os.ReadFile(file)
		must(t, err)
	}
	must(t, errors.Join(tx.Rollback(), db.Close()))
	for file, content := range left {
		must(t, os.WriteFile(file, content, 0o600))
	}
}

// TestACopyWhoseFirstStartWasCutOff: whoever puts a backup in place by hand, and
// loses power while the server makes its log, starts it again.
func TestACopyWhoseFirstStartWasCutOff(t *testing.T) {
	for name, use := range map[string]func(path string) error{
		"Open":   func(path string) error { return tryOpen(t, path) },
		"Verify": func(path string) error { _, err := sqlite.Verify(t.Context(), path); return err },
		"OpenBeside": func(path string) error {
			o := quiet()
			o.Path = path
			store, err := sqlite.OpenBeside(t.Context(), o)
			if err == nil {
				err = store.Close()
			}
			return err
		},
	} {
		_, path := shopAndBackup(t)
		cutOff(t, path)
		if err := use(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := count(t, path, howMany); got != 2 {
			t.Errorf("%s: %d accounts, want 2", name, got)
		}
		if got := verify(t, path); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestAnothersJournalStays: what another program has to undo is its own affair.
func TestAnothersJournalStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "theirs.db")
	_ = shell(t, path, `CREATE TABLE accounts (x); INSERT INTO accounts
		WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100) SELECT randomblob(3000) FROM n`).Close()
	cutOff(t, path)
	before, journal := fileHash(t, path), fileHash(t, path+"-journal")
	if err := tryOpen(t, path); err == nil {
		t.Error("another program's file was opened")
	}
	if fileHash(t, path) != before || fileHash(t, path+"-journal") != journal {
		t.Error("another program's file has changed")
	}
}

// TestARestoreIsNotUndone: a journal that a killed process has left, where the
// restored database is prepared or where it goes, is not that database's.
func TestARestoreIsNotUndone(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, path string){
		"of a restore that was cut off": func(t *testing.T, path string) {
			_, other := shopAndBackup(t)
			cutOff(t, other)
			must(t, os.Rename(other, path+".restored"))
			must(t, os.Rename(other+"-journal", path+".restored-journal"))
		},
		"of a first start that was cut off": func(t *testing.T, path string) {
			half := halfMade(t, "")
			must(t, os.Truncate(path, 0))
			must(t, os.Rename(half+"-journal", path+"-journal"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, copied := shopAndBackup(t)
			leave(t, path)
			if _, err := sqlite.Restore(t.Context(), path, copied, quiet()); err != nil {
				t.Fatal(err)
			}
			must(t, tryOpen(t, path))
			if got := count(t, path, howMany); got != 2 {
				t.Errorf("%d accounts, want 2", got)
			}
			if got := verify(t, path); len(got) != 0 {
				t.Errorf("Verify: %+v", got)
			}
			if files, err := filepath.Glob(path + "*-journal"); err != nil || len(files) != 0 {
				t.Errorf("%v are left, %v", files, err)
			}
		})
	}
}
