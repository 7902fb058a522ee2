package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"latchkey/adapters/sqlite"
)

// halfMade leaves a file as a process does that is killed in its first
// transaction, before there is a write-ahead log: the journal that undoes it
// lies beside it. do is what it had done before.
func halfMade(t *testing.T, do string) string {
	t.Helper()
	folder := t.TempDir()
	path, cut := filepath.Join(folder, "alive.db"), filepath.Join(folder, "cut.db")
	db, err := sql.Open("sqlite", path+"?_pragma=cache_size(1)")
	must(t, err)
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(t.Context(), do)
	must(t, err)
	tx, err := db.BeginTx(t.Context(), nil)
	must(t, err)
	_, err = tx.ExecContext(t.Context(), `PRAGMA application_id = 7; CREATE TABLE t (x); INSERT INTO t
		WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 8) SELECT randomblob(3000) FROM n`)
	must(t, err)
	for _, suffix := range []string{"", "-journal"} {
		content, err := os.ReadFile(path + suffix)
		must(t, err)
		must(t, os.WriteFile(cut+suffix, content, 0o600))
	}
	must(t, errors.Join(tx.Rollback(), db.Close()))
	if info, err := os.Stat(cut + "-journal"); err != nil || info.Size() == 0 {
		t.Fatal("there is no journal: the transaction fits into the cache")
	}
	return cut
}

// TestFirstStartCutOff: whoever starts next goes on where nothing has been made
// yet, and leaves another program's file alone.
func TestFirstStartCutOff(t *testing.T) {
	path := halfMade(t, "")
	o := quiet()
	o.Path = path
	if _, err := sqlite.Verify(t.Context(), path); !errors.Is(err, sqlite.ErrForeign) {
		t.Errorf("Verify: %v, want ErrForeign", err)
	}
	must(t, sqlite.Create(t.Context(), o))
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("what was made in its place: %+v", got)
	}

	path = halfMade(t, "CREATE TABLE theirs (x)")
	before, journal := fileHash(t, path), fileHash(t, path+"-journal")
	o.Path = path
	if err := sqlite.Create(t.Context(), o); !errors.Is(err, sqlite.ErrForeign) {
		t.Errorf("Create over another program's file: %v, want ErrForeign", err)
	}
	if fileHash(t, path) != before || fileHash(t, path+"-journal") != journal {
		t.Error("another program's file has changed")
	}
}

// TestFirstStartCutOffInAContainer: there may be no folder for temporary files,
// and nothing is left in the database's.
func TestFirstStartCutOffInAContainer(t *testing.T) {
	path := halfMade(t, "")
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	o := quiet()
	o.Path = path
	must(t, sqlite.Create(t.Context(), o))
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("what was made in its place: %+v", got)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "latchkey-look-*")); err != nil || len(left) != 0 {
		t.Errorf("%v are left, %v", left, err)
	}
}
