package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// TestALockPilesNobodyUp (fault F15): while another process holds the write
// lock, callers of every kind get their refusal within seconds, however many
// there are; reading goes on; all is well once it lets go.
func TestALockPilesNobodyUp(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	must(t, store.Accounts().Add(t.Context(), customer(1)))
	other := shell(t, path, "BEGIN IMMEDIATE")
	const askers, redeemers = 1500, 40
	if _, err := store.Accounts().ByEmail(t.Context(), 1, mustParse("c1@example.com")); err != nil {
		t.Errorf("reading beside a lock: %v", err)
	}
	if err := store.Health().Check(t.Context()); err != nil {
		t.Errorf("a lock that has kept nobody waiting yet makes the server unready: %v", err)
	}
	began, results := time.Now(), make(chan error, askers+redeemers)
	for range askers {
		go labelled(t, func() { results <- add(store, 1) })
	}
	for range redeemers {
		go labelled(t, func() { results <- redeemNothing(t, store) })
	}
	if _, err := store.Accounts().ByEmail(t.Context(), 1, mustParse("c1@example.com")); err != nil {
		t.Errorf("reading beside a lock: %v", err)
	}
	limit := time.After(time.Minute)
	for n := range askers + redeemers {
		select {
		case err := <-results:
			if !errors.Is(err, domain.Unavailable) {
				t.Fatalf("caller %d: %v, want domain.Unavailable", n, err)
			}
		case <-limit:
			t.Fatalf("only %d of %d were told within %v", n, askers+redeemers, time.Since(began))
		}
	}
	if store.LocksMet() == 0 {
		t.Error("that a lock was met is not noted for those who wait")
	}
	t.Logf("all were told within %v", time.Since(began))
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := add(store, 1); err != nil {
		t.Errorf("once the lock is gone: %v", err)
	}
	again, late := time.NewTicker(10*time.Millisecond), time.After(10*time.Second) // nothing tells when a goroutine is gone
	defer again.Stop()
	for left := labels(t); left > 0; left = labels(t) {
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("%d goroutines are left", left)
		}
	}
}

// labelled runs do so that its goroutine, and those that it starts, can be told
// from those of the tests beside this one.
func labelled(t *testing.T, do func()) {
	pprof.Do(t.Context(), pprof.Labels("test", t.Name()), func(context.Context) { do() })
}

// labels counts the goroutines that a test has labelled.
func labels(t *testing.T) (count int) {
	t.Helper()
	var profile strings.Builder
	must(t, pprof.Lookup("goroutine").WriteTo(&profile, 1))
	_, groups, _ := strings.Cut(profile.String(), "\n")
	for group := range strings.SplitSeq(groups, "\n\n") {
		if strings.Contains(group, `"test":"`+t.Name()+`"`) {
			alike, _, _ := strings.Cut(strings.TrimSpace(group), " ")
			n, err := strconv.Atoi(alike)
			must(t, err)
			count += n
		}
	}
	return count
}

func redeemNothing(t *testing.T, store *sqlite.Store) error {
	return store.ResetTokens().Redeem(t.Context(), domain.TokenHash{}, func(ports.TokenHolder) (ports.Redemption, error) {
		return ports.Redemption{}, errors.New("a token that is not there was found")
	})
}

// TestWhoWaitedForALockTriesNoMore: those who wait for one that waits in vain
// for a lock (fault F15) share its fate instead of taking turns at it.
func TestWhoWaitedForALockTriesNoMore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	results := make(chan error, 8)
	writer, err := store.KeepWriter(t.Context())
	must(t, err)
	for range cap(results) {
		go func() { results <- redeemNothing(t, store) }()
	}
	eventually(t, "all wait", func() bool { return writer.Awaited() == cap(results) })
	must(t, writer.MeetLock())
	for range cap(results) {
		if err := <-results; !errors.Is(err, domain.Unavailable) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Redeem = %v, want domain.Unavailable because of the lock, not of the queue", err)
		}
	}
}

// TestALockThatIsShortIsWaitedFor (fault F15).
func TestALockThatIsShortIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	other := shell(t, path, "BEGIN IMMEDIATE")
	time.AfterFunc(100*time.Millisecond, func() { _, _ = other.Exec("ROLLBACK") })
	if err := add(store, 1); err != nil {
		t.Errorf("Add beside a lock of a tenth of a second: %v", err)
	}
}

// TestALongReaderHoldsNobodyUp (fault F16): a backup that reads for ages keeps
// the log from shrinking and nothing else; when it has ended, the log does
// not grow any more, and shrinks to what is bounded.
func TestALongReaderHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	reader := shell(t, path, "")
	_, err := reader.Exec("BEGIN; SELECT count(*) FROM reset_requests")
	must(t, err)
	log := func() int64 {
		info, err := os.Stat(path + "-wal")
		must(t, err)
		return info.Size()
	}
	fill := func(rounds int) {
		for n := range rounds {
			fillPages(t, store, byte(n))
		}
	}
	fill(10)
	pinned := log()
	if pinned < 5<<20 {
		t.Fatalf("the log has %d bytes: nothing pins it", pinned)
	}
	var seen int
	must(t, reader.QueryRow("SELECT count(*) FROM reset_requests").Scan(&seen))
	if seen != 0 {
		t.Errorf("the reader sees %d requests, want its own moment", seen)
	}
	_, err = reader.Exec("ROLLBACK")
	must(t, err)
	fill(10)
	if got := log(); got > pinned+2<<20 {
		t.Errorf("the log has grown from %d to %d bytes although nobody pins it", pinned, got)
	}
}

// fillPages writes about a megabyte in one commit.
func fillPages(t *testing.T, store *sqlite.Store, with byte) {
	t.Helper()
	project := domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}
	project.Brand.Logo = &domain.Logo{MediaType: "image/png", Data: bytes.Repeat([]byte{with}, 1<<20)}
	must(t, store.Projects().Put(t.Context(), project))
}

// TestALongLogIsTold (fault F16).
func TestALongLogIsTold(t *testing.T) {
	t.Parallel()
	path, told := filepath.Join(t.TempDir(), "latchkey.db"), &bytes.Buffer{}
	o := sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.NewTextHandler(told, nil))}
	store, err := sqlite.Open(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	told.Reset()
	for _, c := range []struct {
		size int64
		want bool
	}{{1 << 20, false}, {257 << 20, true}} {
		must(t, os.Truncate(path+"-wal", c.size)) // SQLite knows where the log ends
		_, err = store.Housekeeping().Purge(t.Context(), domain.DefaultRetention(), noon, 10)
		must(t, err)
		if got := strings.Contains(told.String(), "log is long"); got != c.want {
			t.Errorf("a log of %d bytes is told of: %v, want %v", c.size, got, c.want)
		}
	}
}
