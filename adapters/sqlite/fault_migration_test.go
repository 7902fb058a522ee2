package sqlite_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
)

var errInjected = errors.New("the disk is full, says the test")

// snapshot copies a database as a power cut would leave it: without the memory
// that its connections share.
func snapshot(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "latchkey.db")
	for _, suffix := range []string{"", "-wal", beforeNow} {
		content, err := os.ReadFile(path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		must(t, err)
		must(t, os.WriteFile(to+suffix, content, 0o600))
	}
	return to
}

// TestAMigrationThatFailsLosesNothing (fault F23): whichever statement fails,
// and wherever a power cut comes, every row is there, the schema is that of
// some version as a whole, and the next start completes the upgrade.
func TestAMigrationThatFailsLosesNothing(t *testing.T) {
	t.Parallel()
	for _, version := range []int{0, 1} {
		t.Run(fmt.Sprint("from version ", version), func(t *testing.T) {
			t.Parallel()
			n, step := 1, 1
			if testing.Short() {
				step = 4
			}
			for failMigration(t, version, n) {
				n += step
			}
			if n < 15 {
				t.Errorf("only %d statements failed: that is no migration", n)
			}
			t.Logf("%d statements, every %d of which failed", n, step)
		})
	}
}

// failMigration lets the nth statement fail and reports whether there was one.
// Of a new file, it is only about the first migration.
func failMigration(t *testing.T, version, n int) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	if version > 0 {
		path = oldDatabase(t, version)
	}
	before, cut := map[string][]map[string]any{}, ""
	if version > 0 {
		before = tables(t, path)
	}
	passed, beyond := 0, false
	breakStatements(path, func(statement string) error {
		beyond = beyond || version == 0 && strings.Contains(statement, "project_return_origins")
		if passed++; passed != n || beyond {
			return nil
		}
		cut = snapshot(t, path)
		return errInjected
	})
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler), Driver: "faulty"})
	if err == nil {
		must(t, store.Close()) // the migrator tries its own table more than once
		return cut != ""
	}
	if !errors.Is(err, errInjected) || version > 0 && !strings.Contains(err.Error(), path+beforeNow) {
		t.Errorf("statement %d: Open = %v, want the fault, and where the copy is", n, err)
	}
	for _, left := range []string{path, cut} {
		upgradeAgain(t, left, before, n)
	}
	return true
}

// upgradeAgain opens what a failed upgrade has left.
func upgradeAgain(t *testing.T, path string, before map[string][]map[string]any, n int) {
	t.Helper()
	if len(before) > 0 {
		if findings, err := sqlite.Verify(t.Context(), path); len(findings) != 0 || !errors.Is(err, sqlite.ErrOlder) {
			t.Errorf("statement %d: Verify of what is left = %+v, %v, want the form of an older version", n, findings, err)
		}
		sameRows(t, before, tables(t, path))
	}
	if err := sqlite.Create(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Errorf("statement %d: the next Create: %v", n, err)
	}
	if err := tryOpen(t, path); err != nil {
		t.Errorf("statement %d: the next Open: %v", n, err)
		return
	}
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("statement %d: Verify after the next start: %+v", n, got)
	}
	if len(before) == 0 {
		return
	}
	sameRows(t, before, tables(t, path))
	if !reflect.DeepEqual(tables(t, path+beforeNow), before) {
		t.Errorf("statement %d: the copy is not what the database was", n)
	}
}

// TestTheCopyComesFirst: without room for the copy nothing is changed, and
// neither is one replaced that somebody can go back to.
func TestTheCopyComesFirst(t *testing.T) {
	t.Parallel()
	path := oldDatabase(t, 2)
	before := tables(t, path)
	must(t, os.Mkdir(path+beforeNow+".part", 0o700)) // where the copy would be written
	must(t, os.WriteFile(filepath.Join(path+beforeNow+".part", "x"), nil, 0o600))
	if err := tryOpen(t, path); err == nil || !strings.Contains(err.Error(), "copy the database") {
		t.Errorf("Open where no copy can be made: %v", err)
	}
	if !reflect.DeepEqual(tables(t, path), before) {
		t.Error("the database was changed without a copy")
	}
	must(t, os.RemoveAll(path+beforeNow+".part"))

	must(t, tryOpen(t, path))
	copied, err := os.ReadFile(path + beforeNow)
	must(t, err)
	must(t, os.Remove(path))
	again := oldDatabase(t, 2)
	must(t, os.Rename(again, path))
	must(t, tryOpen(t, path))
	if content, err := os.ReadFile(path + beforeNow); err != nil || !bytes.Equal(content, copied) {
		t.Errorf("the copy of an attempt that was cut off was replaced, %v", err)
	}
}

// TestAnOldCopyIsNotTakenForANewOne: whoever went back to the older latchkey
// after an upgrade gets a copy of what that has done since.
func TestAnOldCopyIsNotTakenForANewOne(t *testing.T) {
	t.Parallel()
	path := oldDatabase(t, 2)
	must(t, os.WriteFile(path+beforeNow, []byte("of the last try"), 0o600))
	must(t, tryOpen(t, path))
	if got := count(t, path+beforeNow, "SELECT count(*) FROM accounts"); got != 3 {
		t.Errorf("the copy has %d accounts, want 3", got)
	}
	aside, err := filepath.Glob(path + beforeNow + "-*")
	must(t, err)
	if len(aside) != 1 {
		t.Fatalf("%v is kept of the copy before, want one file", aside)
	}
	if content, err := os.ReadFile(aside[0]); err != nil || string(content) != "of the last try" {
		t.Errorf("%s is %q, %v", aside[0], content, err)
	}

	must(t, os.Remove(path))
	older := oldDatabase(t, 2)
	_ = shell(t, older, "UPDATE admission_progress SET moved_at = moved_at + 1000").Close()
	must(t, os.Rename(older, path))
	must(t, tryOpen(t, path))
	if got := count(t, path+beforeNow, "SELECT moved_at % 10000 / 1000 FROM admission_progress"); got != 7 {
		t.Errorf("the copy is of the database as it was %d", got)
	}
}

// TestARestoredCopyLeavesNoOther: an older backup is a copy itself.
func TestARestoredCopyLeavesNoOther(t *testing.T) {
	t.Parallel()
	path, backup := filepath.Join(t.TempDir(), "latchkey.db"), oldDatabase(t, 1)
	if _, err := sqlite.Restore(t.Context(), path, backup, atFixtureNow("")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if want := []string{path, path + ".lock"}; err != nil || !reflect.DeepEqual(files, want) {
		t.Errorf("files afterwards: %v, %v, want %v", files, err, want)
	}
}
