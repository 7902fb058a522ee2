package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

func openBeside(t *testing.T, path string) (*sqlite.Store, error) {
	t.Helper()
	store, err := sqlite.OpenBeside(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Cleanup(func() {
			if err := store.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	return store, err
}

// TestBesideABusyServer: an operator's commands and a server that writes as
// fast as it can never meet the database's lock.
func TestBesideABusyServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	server := openShop(t, path)
	office, err := openBeside(t, path)
	must(t, err)
	const callers = 8
	var (
		working sync.WaitGroup
		stop    = make(chan struct{})
		served  [callers]int
	)
	for c := range callers {
		working.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := add(server, 1); err != nil {
					t.Errorf("the server's Add: %v", err)
					return
				}
				served[c]++
			}
		})
	}
	const accounts = 20
	for n := range accounts {
		account := domain.Account{ID: domain.AccountID{byte(n), 1}, ProjectID: 1, Email: mustParse(fmt.Sprintf("c%d@example.com", n)), CreatedAt: time.Now()}
		must(t, office.Accounts().Add(t.Context(), account))
		must(t, office.Accounts().Change(t.Context(), account.ID, func(a *domain.Account) error { a.Disable(); return nil }))
	}
	if n, err := server.AccountLists().Count(t.Context(), 1); n != accounts || err != nil {
		t.Errorf("the server sees %d accounts, %v, want %d", n, err, accounts)
	}
	close(stop)
	working.Wait()
	all := 0
	for c, n := range served {
		if all += n; n == 0 {
			t.Errorf("caller %d was never served", c)
		}
	}
	if all < 2*accounts { // the operator's writes
		t.Errorf("the server wrote %d times beside %d writes of the operator's: it starves", all, 2*accounts)
	}
	t.Logf("the server wrote %d times meanwhile", all)
}

// TestAnOperatorSeesWhatTheServerWrote at once.
func TestAnOperatorSeesWhatTheServerWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	server := openShop(t, path)
	office, err := openBeside(t, path)
	must(t, err)
	must(t, add(server, 1))
	records, err := office.Timeline().Requests(t.Context(), ports.RequestQuery{Limit: 10})
	if len(records) != 1 || err != nil {
		t.Errorf("the operator sees %d requests, %v, want 1", len(records), err)
	}
}

func TestOpenBesideCreatesNothing(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.db")
	must(t, os.WriteFile(empty, nil, 0o600))
	for path, want := range map[string]error{
		filepath.Join(dir, "missing.db"):         sqlite.ErrMissing,
		filepath.Join(dir, "missing", "file.db"): sqlite.ErrMissing,
		empty:                                    sqlite.ErrForeign,
		dir:                                      sqlite.ErrUnusable,
	} {
		if _, err := openBeside(t, path); !errors.Is(err, want) {
			t.Errorf("OpenBeside(%s) = %v, want %v", path, err, want)
		}
		if _, err := sqlite.Verify(t.Context(), path); !errors.Is(err, want) {
			t.Errorf("Verify(%s) = %v, want %v", path, err, want)
		}
	}
	if files, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(files) != 1 {
		t.Errorf("files afterwards: %v, %v, want the empty one only", files, err)
	}
}

// TestOpenBesideKeepsVersionsApart: a newer file stays as it is, an older one is
// brought up to date unless a server is running.
func TestOpenBesideKeepsVersionsApart(t *testing.T) {
	dir := t.TempDir()
	newer, older := filepath.Join(dir, "newer.db"), filepath.Join(dir, "older.db")
	must(t, tryOpen(t, newer))
	_ = shell(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)").Close()
	if _, err := openBeside(t, newer); !errors.Is(err, sqlite.ErrNewer) {
		t.Errorf("OpenBeside of a newer file = %v, want ErrNewer", err)
	}
	must(t, sqlite.MigrateTo(context.Background(), older, 2))
	server, err := sqlite.LockFile(older)
	must(t, err)
	before := fileHash(t, older)
	if _, err := openBeside(t, older); !errors.Is(err, sqlite.ErrOlder) {
		t.Errorf("OpenBeside of an older file that is served = %v, want ErrOlder", err)
	}
	if fileHash(t, older) != before {
		t.Error("OpenBeside changed an older file that is served")
	}
	must(t, server.Unlock())
	office, err := openBeside(t, older)
	must(t, err)
	if _, err := office.AuditLog().Newest(t.Context(), ports.AuditQuery{Limit: 1}); err != nil {
		t.Errorf("after the upgrade: %v", err)
	}
	openStore(t, older) // nothing holds the lock any more
}

// TestAnOperatorBreathesForAServer: by this clock every transaction takes long,
// so an operator's command pauses after each while a server runs. Where none
// does, it does not even look how long it has kept the file.
func TestAnOperatorBreathesForAServer(t *testing.T) {
	const writes, breath = 10, 100 * time.Millisecond
	path := filepath.Join(t.TempDir(), "latchkey.db")
	server := openStore(t, path)
	write := func() (looks int, took time.Duration) {
		now := time.Now()
		slow := func() time.Time { looks++; now = now.Add(breath); return now }
		office, err := sqlite.OpenBeside(t.Context(), sqlite.Options{Path: path, Now: slow, Log: slog.New(slog.DiscardHandler)})
		must(t, err)
		defer office.Close()
		looks = 0
		began := time.Now()
		for id := range domain.ProjectID(writes) {
			must(t, office.Projects().Put(t.Context(), domain.Project{ID: id + 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
		}
		return looks, time.Since(began)
	}
	beside, took := write()
	if took < writes*breath {
		t.Errorf("%d writes beside a server took %v, want %v at least", writes, took, writes*breath)
	}
	must(t, server.Close())
	if alone, _ := write(); beside-alone < writes {
		t.Errorf("%d looks at the clock beside a server and %d with nobody beside, want %d fewer at least", beside, alone, writes)
	}
}

// TestASecondServerNamesTheFirst: fault F17.
func TestASecondServerNamesTheFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	openStore(t, path)
	fastest := time.Hour
	for range 3 { // who waits does so each time
		began := time.Now()
		err := tryOpen(t, path)
		fastest = min(fastest, time.Since(began))
		if !errors.Is(err, sqlite.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
			t.Errorf("second Open = %v, want ErrInUse and this process's id", err)
		}
	}
	if fastest > 2*time.Second {
		t.Errorf("it took %v to say so, want 2 s at the most", fastest)
	}
}

func TestALockThatIsFreeNamesNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	must(t, tryOpen(t, path))
	if content, err := os.ReadFile(path + ".lock"); err != nil || len(content) != 0 {
		t.Errorf("the lock's file after Close: %q, %v, want it empty", content, err)
	}
}

func TestDemosAreNotServed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	must(t, tryDemo(t, path))
	o := sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler), RefuseDemo: true}
	before := fileHash(t, path)
	if _, err := sqlite.Open(t.Context(), o); !errors.Is(err, sqlite.ErrDemo) {
		t.Errorf("Open = %v, want ErrDemo", err)
	}
	if _, err := sqlite.OpenBeside(t.Context(), o); !errors.Is(err, sqlite.ErrDemo) {
		t.Errorf("OpenBeside = %v, want ErrDemo", err)
	}
	if fileHash(t, path) != before {
		t.Error("the refusal changed the file")
	}
	o.Path = filepath.Join(t.TempDir(), "latchkey.db")
	store, err := sqlite.Open(t.Context(), o)
	must(t, err)
	must(t, store.Close())
}
