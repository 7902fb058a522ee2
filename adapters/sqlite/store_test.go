package sqlite_test

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

func tryOpen(t *testing.T, path string) error {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		err = store.Close()
	}
	return err
}

// shell runs SQL on a file as another program would.
func shell(t testing.TB, path, statements string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	return db
}

func fileHash(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(content))
}

// fileState is what a file holds and who may read it.
func fileState(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return fmt.Sprintf("%v %s", info.Mode(), fileHash(t, path))
}

// TestFilesAreTheirOwnersOnly (A45).
func TestFilesAreTheirOwnersOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such modes on Windows")
	}
	path := filepath.Join(t.TempDir(), "odd name?&#%.db")
	openStore(t, path)
	for _, file := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
		info, err := os.Stat(file)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %o, want 600", file, got)
		}
	}
}

func TestOneServerPerFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	openStore(t, path)
	if err := tryOpen(t, path); !errors.Is(err, sqlite.ErrInUse) {
		t.Errorf("second Open = %v, want ErrInUse", err)
	}
}

func TestWhatIsNotOursStaysAsItIs(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, path string)
		want error
	}{
		{"another program's database", func(t *testing.T, path string) {
			_ = shell(t, path, "CREATE TABLE accounts (id); PRAGMA application_id = 7").Close()
		}, sqlite.ErrForeign},
		{"no database at all", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("dear diary, today I was locked out of a shop"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, sqlite.ErrForeign},
		{"a newer schema", func(t *testing.T, path string) {
			if err := tryOpen(t, path); err != nil {
				t.Fatal(err)
			}
			_ = shell(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)").Close()
		}, sqlite.ErrNewer},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "latchkey.db")
			c.make(t, path)
			must(t, os.Chmod(path, 0o664)) // others use it
			before := fileState(t, path)
			if err := tryOpen(t, path); !errors.Is(err, c.want) {
				t.Errorf("Open = %v, want %v", err, c.want)
			}
			if got := fileState(t, path); got != before {
				t.Errorf("Open changed the file from %s to %s", before, got)
			}
			if err := tryDemo(t, path); !errors.Is(err, sqlite.ErrNotDemo) {
				t.Errorf("OpenDemo = %v, want ErrNotDemo", err)
			}
			if got := fileState(t, path); got != before {
				t.Errorf("OpenDemo changed the file from %s to %s", before, got)
			}
		})
	}
}

func TestUnusablePaths(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "missing", "latchkey.db")} {
		if err := tryOpen(t, path); err == nil {
			t.Errorf("Open(%s) succeeded", path)
		}
	}
}

func tryDemo(t *testing.T, path string) error {
	t.Helper()
	store, err := sqlite.OpenDemo(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		err = store.Close()
	}
	return err
}

func TestOnlyDemosOpenDemoFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	for _, attempt := range []string{"new", "its own"} {
		if err := tryDemo(t, path); err != nil {
			t.Errorf("OpenDemo of a file that is %s: %v", attempt, err)
		}
	}
	unmarked := filepath.Join(t.TempDir(), "latchkey.db")
	if err := tryOpen(t, unmarked); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{unmarked, empty, t.TempDir()} {
		if err := tryDemo(t, path); !errors.Is(err, sqlite.ErrNotDemo) {
			t.Errorf("OpenDemo of a file no demo made = %v, want ErrNotDemo", err)
		}
	}
}

func TestTemporaryDemoLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	store, err := sqlite.OpenDemo(t.Context(), sqlite.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) != 1 {
		t.Errorf("temporary files while open: %v, want one folder", left)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) != 0 {
		t.Errorf("temporary files left: %v", left)
	}
}

func TestDurabilitySettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openStore(t, path)
	got, err := store.Pragmas(t.Context(), "journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "2000", "application_id": "1280001369"}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("PRAGMA %s = %s, want %s", name, got[name], value)
		}
	}
}

// TestLockedDatabase is fault F15: somebody else holds the write lock.
func TestLockedDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openStore(t, path)
	shop := domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}
	if err := store.Projects().Put(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	holder := shell(t, path, "BEGIN IMMEDIATE")
	request := domain.ResetRequest{ProjectID: 1, Channel: domain.ViaPage, RequestedAt: time.Now()}
	if err := store.ResetRequests().Add(t.Context(), request); !errors.Is(err, domain.Unavailable) {
		t.Errorf("Add while locked = %v, want domain.Unavailable", err)
	}
	if _, err := store.Projects().ByID(t.Context(), 1); err != nil {
		t.Errorf("reading while locked: %v", err)
	}
	if _, err := holder.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := store.ResetRequests().Add(t.Context(), request); err != nil {
		t.Errorf("Add once it is free again: %v", err)
	}
}

// TestCorruptionEndsWriting: at the first corrupt page nothing is written any
// more, although SQLite would take it.
func TestCorruptionEndsWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openStore(t, path)
	shop := domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}
	if err := store.Projects().Put(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	root := 0
	db := shell(t, path, "")
	if err := db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = 'accounts'").Scan(&root); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	overwritePage(t, path, root)

	store = openStore(t, path)
	account := domain.Account{ID: domain.AccountID{1}, ProjectID: 1, Email: mustParse("jane@example.com"), CreatedAt: time.Now()}
	if err := store.Accounts().Add(t.Context(), account); !errors.Is(err, domain.Unavailable) {
		t.Errorf("Add account = %v, want domain.Unavailable", err)
	}
	request := domain.ResetRequest{ProjectID: 1, Channel: domain.ViaPage, RequestedAt: time.Now()}
	if err := store.ResetRequests().Add(t.Context(), request); !errors.Is(err, domain.Unavailable) {
		t.Errorf("Add request after corruption was seen = %v, want domain.Unavailable", err)
	}
}

func overwritePage(t *testing.T, path string, page int) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	garbage := make([]byte, 4096)
	for i := range garbage {
		garbage[i] = 0xa5
	}
	if _, err := file.WriteAt(garbage, int64(page-1)*4096); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestClosedStoreRefuses(t *testing.T) {
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "x.db"), Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	request := domain.ResetRequest{ProjectID: 1, Channel: domain.ViaPage, RequestedAt: time.Now()}
	if err := store.ResetRequests().Add(t.Context(), request); !errors.Is(err, domain.Unavailable) {
		t.Errorf("Add = %v, want domain.Unavailable", err)
	}
	if err := store.Accounts().Remove(t.Context(), domain.AccountID{}); !errors.Is(err, domain.Unavailable) {
		t.Errorf("Remove = %v, want domain.Unavailable", err)
	}
}

func mustParse(text string) domain.Email {
	email, err := domain.ParseEmail(text)
	if err != nil {
		panic(err)
	}
	return email
}
