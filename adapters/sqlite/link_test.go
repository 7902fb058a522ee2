package sqlite_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

// linkTo makes a link to path in another folder, where nothing lies beside it.
func linkTo(t *testing.T, path string) string {
	t.Helper()
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here")
	}
	return link
}

// TestFirstStartByALinkCutOff: the journal lies beside the file, and not beside
// the link to it.
func TestFirstStartByALinkCutOff(t *testing.T) {
	path := halfMade(t, "")
	must(t, tryOpen(t, linkTo(t, path)))
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("what was made in its place: %+v", got)
	}
}

// TestALogOfALinkedFileStays: a database that has become empty while its log
// holds the rest is not taken for a new one.
func TestALogOfALinkedFileStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, os.WriteFile(path+"-wal", []byte("what is left"), 0o600))
	if err := tryOpen(t, linkTo(t, path)); !errors.Is(err, sqlite.ErrCorrupt) {
		t.Errorf("Open = %v, want ErrCorrupt", err)
	}
	if left, err := os.ReadFile(path + "-wal"); err != nil || string(left) != "what is left" {
		t.Errorf("the log holds %q, %v", left, err)
	}
}

// TestALongLogIsToldOf: whatever the database is called.
func TestALongLogIsToldOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	must(t, tryOpen(t, path))
	for _, name := range []string{path, linkTo(t, path)} {
		var told strings.Builder
		store, err := sqlite.Open(t.Context(), sqlite.Options{Path: name, Now: time.Now, Log: slog.New(slog.NewTextHandler(&told, nil))})
		must(t, err)
		must(t, os.Truncate(path+"-wal", 300<<20)) // which takes no room
		_, err = store.Housekeeping().Purge(t.Context(), domain.DefaultRetention(), erasedAt, 1)
		must(t, errors.Join(err, store.Close()))
		if !strings.Contains(told.String(), "the database's log is long") {
			t.Errorf("%s: %q is told", filepath.Base(name), told.String())
		}
	}
}
