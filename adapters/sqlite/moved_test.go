package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

// TestAFileThatLosesItsName (invariant I1): whoever moves a backup over a
// database that is served, or removes that, must not have requests accepted into
// what is gone once the server ends. All is well if the file comes back.
func TestAFileThatLosesItsName(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	must(t, store.Accounts().Add(t.Context(), customer(1)))
	must(t, add(store, 1))
	aside := path + ".aside"
	must(t, os.Rename(path, aside))
	refused := func(what string) {
		t.Helper()
		rename := func(a *domain.Account) error { a.Disable(); return nil }
		for name, err := range map[string]error{
			"Add": add(store, 1), "Change": store.Accounts().Change(t.Context(), customerID(1), rename), "Check": store.Health().Check(t.Context()),
		} {
			if !errors.Is(err, domain.Unavailable) {
				t.Errorf("%s: %s = %v, want domain.Unavailable", what, name, err)
			}
		}
	}
	refused("removed")
	must(t, os.WriteFile(path, []byte("another one"), 0o600))
	refused("replaced")
	must(t, os.Rename(aside, path))
	must(t, store.Health().Check(t.Context()))
	must(t, add(store, 1))
	if got := count(t, path, "SELECT count(*) FROM reset_requests"); got != 2 {
		t.Errorf("%d requests, want those 2 that were accepted", got)
	}
}

// TestWhatComesInTheFilesPlaceStaysWhole: the log of a database keeps its name,
// whatever becomes of the database's, and must not be taken for the log of
// another one, neither by the server nor by the next.
func TestWhatComesInTheFilesPlaceStaysWhole(t *testing.T) {
	for name, use := range map[string]func(store *sqlite.Store) error{
		"nothing": func(*sqlite.Store) error { return nil },
		"a write": func(store *sqlite.Store) error { return add(store, 1) },
		"reads":   func(store *sqlite.Store) error { return store.ReadAtOnce(t.Context(), 4) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "latchkey.db")
			store := openShop(t, path)
			must(t, store.Accounts().Add(t.Context(), customer(1)))
			must(t, sqlite.Backup(t.Context(), path, path+".backup"))
			for n := range byte(200) {
				must(t, store.Accounts().Add(t.Context(), customer(n+2)))
			}
			must(t, os.Rename(path, path+".aside"))
			must(t, os.Rename(path+".backup", path))
			before := fileHash(t, path)
			if err := use(store); name != "nothing" && !errors.Is(err, domain.Unavailable) {
				t.Errorf("%v, want domain.Unavailable", err)
			}
			if info, err := os.Stat(path + "-wal"); name == "a write" && (err != nil || info.Size() != 0) {
				t.Errorf("the log has %v, %v before the server ends, want it empty", info, err)
			}
			must(t, store.Close())
			if fileHash(t, path) != before {
				t.Error("the file that came in its place has changed")
			}
			for file, want := range map[string]int{path: 1, path + ".aside": 201} {
				if got := verify(t, file); len(got) != 0 {
					t.Errorf("%s: %+v", file, got)
				}
				if got := count(t, file, howMany); got != want {
					t.Errorf("%s has %d accounts, want %d", file, got, want)
				}
			}
		})
	}
}
