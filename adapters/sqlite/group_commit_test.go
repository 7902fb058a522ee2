package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/adapters/sqlite/sqlitetest"
	"latchkey/domain"
	"latchkey/ports"
)

func openShop(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	sqlitetest.Create(t, path)
	store := openStore(t, path)
	must(t, store.Projects().Put(t.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
	return store
}

func add(store *sqlite.Store, project domain.ProjectID) error {
	return store.ResetRequests().Add(context.Background(), domain.ResetRequest{ProjectID: project, Channel: domain.ViaPage, RequestedAt: time.Now()})
}

// TestGroupsAreBounded: however many wait, no more than 256 share a transaction,
// so that the first of them need not wait for the last.
func TestGroupsAreBounded(t *testing.T) {
	const rest = 600
	store := openShop(t, filepath.Join(t.TempDir(), "latchkey.db"))
	var (
		writing sync.WaitGroup
		sizes   = map[*sql.Tx]int{} // touched by the goroutine of the group only
	)
	count := func(_ context.Context, tx *sql.Tx) error {
		sizes[tx]++
		return nil
	}
	write := func(run func(context.Context, *sql.Tx) error) {
		writing.Go(func() {
			if err := store.WriteInGroup(context.Background(), run); err != nil {
				t.Error(err)
			}
		})
	}
	entered := make(chan struct{})
	write(func(ctx context.Context, tx *sql.Tx) error {
		close(entered)
		for store.Queued() < rest {
			runtime.Gosched()
		}
		return count(ctx, tx)
	})
	<-entered
	for range rest {
		write(count)
	}
	writing.Wait()
	largest, all := 0, 0
	for _, size := range sizes {
		largest, all = max(largest, size), all+size
	}
	if largest != 256 || all != rest+1 {
		t.Errorf("%d writes in groups of up to %d, want %d in groups of up to 256", all, largest, rest+1)
	}
}

// TestOneBadWriteFailsAlone: those who share its transaction are not told that
// they failed, and have not.
func TestOneBadWriteFailsAlone(t *testing.T) {
	store := openShop(t, filepath.Join(t.TempDir(), "latchkey.db"))
	var (
		writing sync.WaitGroup
		begin   = make(chan struct{})
	)
	for n := range 200 {
		writing.Go(func() {
			<-begin
			project := domain.ProjectID(1)
			if n%10 == 0 {
				project = 99
			}
			if err := add(store, project); errors.Is(err, domain.NotFound) != (project == 99) || err != nil && project == 1 {
				t.Errorf("Add for project %d = %v", project, err)
			}
		})
	}
	close(begin)
	writing.Wait()
	if n, err := store.ResetRequests().Admit(t.Context(), time.Now(), 1000, nil); n != 180 || err != nil {
		t.Errorf("%d requests are stored, %v, want the 180 good ones", n, err)
	}
}

// TestAPanicIsItsOwnFailure: what a use case does inside of a transaction must
// not end the writer, and with it the program.
func TestAPanicIsItsOwnFailure(t *testing.T) {
	store := openShop(t, filepath.Join(t.TempDir(), "latchkey.db"))
	account := domain.Account{ID: domain.AccountID{1}, ProjectID: 1, Email: mustParse("jane@example.com"), CreatedAt: time.Now()}
	must(t, store.Accounts().Add(t.Context(), account))
	must(t, store.ResetRequests().Add(t.Context(), domain.ResetRequest{ProjectID: 1, Email: account.Email, Channel: domain.ViaPage, RequestedAt: time.Now()}))
	_, err := store.ResetRequests().Admit(t.Context(), time.Now(), 10, func(ports.Applicant) (ports.Admission, error) { panic("poison") })
	if err == nil {
		t.Error("Admit with a panicking decide succeeded")
	}
	if err := add(store, 1); err != nil {
		t.Errorf("Add after a panic: %v", err)
	}
	folded := func(ports.Applicant) (ports.Admission, error) {
		return ports.Admission{State: domain.RequestFolded}, nil
	}
	if n, err := store.ResetRequests().Admit(t.Context(), time.Now(), 10, folded); n != 2 || err != nil {
		t.Errorf("Admit after a panic = %d, %v, want both requests", n, err)
	}
}

// TestAllWhoWaitLearnOfALock: while another process holds the write lock
// (fault F15) nobody waits for the refusals of those before.
func TestAllWhoWaitLearnOfALock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	shell(t, path, "BEGIN IMMEDIATE")
	const waiting = 40
	results := make(chan error, waiting)
	for range waiting {
		go func() { results <- add(store, 1) }()
	}
	limit := time.After(time.Minute) // one time-out of SQLite's is two seconds: one after the other they would need more
	for n := range waiting {
		select {
		case err := <-results:
			if !errors.Is(err, domain.Unavailable) {
				t.Errorf("Add while locked = %v, want domain.Unavailable", err)
			}
		case <-limit:
			t.Fatalf("only %d of %d were told", n, waiting)
		}
	}
}

// TestAllWhoQueuedShareARefusal (fault F15): there are more of them than a group
// holds, and the last need not wait for another transaction.
func TestAllWhoQueuedShareARefusal(t *testing.T) {
	store := openShop(t, filepath.Join(t.TempDir(), "latchkey.db"))
	writer, err := store.KeepWriter(t.Context())
	must(t, err)
	const waiting = 600
	results := make(chan error, waiting)
	ask := func() { results <- add(store, 1) }
	go ask()
	eventually(t, "one is a group of its own", func() bool { return writer.Awaited() == 1 })
	for range waiting - 1 {
		go ask()
	}
	eventually(t, "all others queue", func() bool { return store.Queued() == waiting-1 })
	must(t, writer.MeetLock())
	for range waiting {
		if err := <-results; !errors.Is(err, domain.Unavailable) {
			t.Fatalf("Add = %v, want domain.Unavailable", err)
		}
	}
}

// eventually looks again and again until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	again, late := time.NewTicker(time.Millisecond), time.After(time.Minute)
	defer again.Stop()
	for !is() {
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("after a minute: not %s", what)
		}
	}
}

// TestTransactionsAreImmediate: from its first statement on, nobody else can
// write between what a transaction reads and what it writes.
func TestTransactionsAreImmediate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	account := domain.Account{ID: domain.AccountID{1}, ProjectID: 1, Email: mustParse("jane@example.com"), CreatedAt: time.Now()}
	must(t, store.Accounts().Add(t.Context(), account))
	other := shell(t, path, "PRAGMA busy_timeout = 0")
	must(t, store.Accounts().Change(t.Context(), account.ID, func(*domain.Account) error {
		if _, err := other.Exec("BEGIN IMMEDIATE"); err == nil {
			t.Error("another process could begin to write in the middle of a change")
		}
		return nil
	}))
}

// TestOneUnreadableDeliveryDelaysNobody: a row that some accident has spoilt is
// given up, and those behind it are claimed.
func TestOneUnreadableDeliveryDelaysNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	now := time.Now()
	for n := range 3 {
		account := domain.Account{ID: domain.AccountID{byte(n + 1)}, ProjectID: 1, Email: mustParse(string(rune('a'+n)) + "@example.com"), CreatedAt: now}
		must(t, store.Accounts().Add(t.Context(), account))
		must(t, store.ResetRequests().Add(t.Context(), domain.ResetRequest{ProjectID: 1, Email: account.Email, Channel: domain.ViaPage, RequestedAt: now}))
	}
	_, err := store.ResetRequests().Admit(t.Context(), now, 10, func(a ports.Applicant) (ports.Admission, error) {
		d := domain.Delivery{ID: domain.DeliveryID(a.Account.ID), Kind: domain.ResetLinkMail, AccountID: a.Account.ID, RequestID: a.Request.ID, MadeAt: now, DueAt: now}
		return ports.Admission{State: domain.RequestMailed, Delivery: d}, nil
	})
	must(t, err)
	_ = shell(t, path, "UPDATE reset_requests SET return_url = 'spoilt' WHERE id = 1; UPDATE accounts SET email = 'spoilt' WHERE id = x'020000000000000000000000'")
	var claimed []string
	for range 2 {
		_, err := store.Outbox().Claim(t.Context(), ports.ClaimOrder{Now: now.Add(time.Second), Limit: 10}, func(due ports.Due) (ports.Verdict, error) {
			claimed = append(claimed, due.Account.Email.Address())
			return ports.Verdict{State: domain.DeliveryHandedOver}, nil
		})
		must(t, err)
	}
	if len(claimed) != 1 || claimed[0] != "c@example.com" {
		t.Errorf("claimed %v, want the readable one, once", claimed)
	}
}

// TestAKilledFirstStartIsForgotten: what is left of a demo that was killed
// before its file was complete does not keep the next one from starting.
func TestAKilledFirstStartIsForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	for _, left := range []string{"", "half a database"} {
		if err := os.WriteFile(path+".new", []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := tryDemo(t, path); err != nil {
			t.Errorf("OpenDemo beside %q: %v", left, err)
		}
		files, err := filepath.Glob(path + "*")
		if want := []string{path, path + ".lock"}; err != nil || len(files) != len(want) {
			t.Errorf("files after it ended: %v, want %v", files, want)
		}
		must(t, os.Remove(path))
	}
}

// TestALinkIsTheSameFile: a second name for a database is no way to serve it
// twice.
func TestALinkIsTheSameFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "latchkey.db")
	openShop(t, path)
	if err := os.Symlink(path, filepath.Join(dir, "other.db")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := tryOpen(t, filepath.Join(dir, "other.db")); !errors.Is(err, sqlite.ErrInUse) {
		t.Errorf("Open by another name = %v, want ErrInUse", err)
	}
}

// TestOtherProcessesChangesAreSeen within a second of the clock, not before it
// is asked again.
func TestOtherProcessesChangesAreSeen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	now := time.Now()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	must(t, store.Projects().Put(t.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
	name := func() string {
		project, err := store.Projects().ByID(t.Context(), 1)
		must(t, err)
		return project.Name
	}
	_ = name()
	other := shell(t, path, "UPDATE projects SET name = 'Renamed'")
	_ = (*sql.DB)(other).Close()
	now = now.Add(time.Second)
	if got := name(); got != "Renamed" {
		t.Errorf("the name is %q a second later, want Renamed", got)
	}
}

// TestTheAuditLogTellsTheStoresTime, and nothing rewrites it.
func TestTheAuditLogTellsTheStoresTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := busyShop(t, path)
	t.Cleanup(func() { _ = store.Close() })
	events, err := store.AuditLog().Newest(t.Context(), ports.AuditQuery{Limit: 1})
	if err != nil || len(events) != 1 || events[0].Kind != domain.AuditResetCompleted || !events[0].At.Equal(noon) {
		t.Errorf("the newest event is %+v, %v, want the completed reset, at %v", events, err, noon)
	}
	if _, err := shell(t, path, "").Exec("UPDATE audit_events SET kind = 'account_enabled'"); err == nil {
		t.Error("an event could be changed")
	}
}
