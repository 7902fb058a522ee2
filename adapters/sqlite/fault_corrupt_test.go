package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// livingShop copies a busyShop as a power cut leaves it: with a log that is not
// in the database yet, and another one that is at rest.
func livingShop(t *testing.T) (alive, atRest string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := busyShop(t, path)
	alive = snapshot(t, path)
	must(t, store.Close())
	return alive, snapshot(t, path)
}

// overwrite puts content into a file at an offset; a negative one counts from
// the end.
func overwrite(t *testing.T, path string, at int64, content []byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	must(t, err)
	info, err := file.Stat()
	must(t, err)
	if at < 0 {
		at += info.Size()
	}
	_, err = file.WriteAt(content, at)
	must(t, err)
	must(t, file.Close())
}

func garbage(n int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	content := make([]byte, n)
	for i := range content {
		content[i] = byte(random.Uint32())
	}
	return content
}

// TestADamagedFileIsNotServed (fault F08): what SQLite cannot read is said to be
// corrupt, and stays as it is.
func TestADamagedFileIsNotServed(t *testing.T) {
	t.Parallel()
	alive, atRest := livingShop(t)
	info, err := os.Stat(atRest)
	must(t, err)
	for _, c := range []struct {
		name, from string
		damage     func(t *testing.T, path string)
	}{
		{"magic", atRest, func(t *testing.T, path string) { overwrite(t, path, 0, garbage(16)) }},
		{"header", atRest, func(t *testing.T, path string) { overwrite(t, path, 0, garbage(100)) }},
		{"page size", atRest, func(t *testing.T, path string) { overwrite(t, path, 16, []byte{0, 3}) }},
		{"page that tells of the tables", atRest, func(t *testing.T, path string) { overwrite(t, path, 100, garbage(3996)) }},
		{"half of it", atRest, func(t *testing.T, path string) { must(t, os.Truncate(path, info.Size()/2)) }},
		{"half a page", atRest, func(t *testing.T, path string) { must(t, os.Truncate(path, 2000)) }},
		{"a few bytes", atRest, func(t *testing.T, path string) { must(t, os.Truncate(path, 80)) }},
		{"nothing", atRest, func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) }},
		{"nothing but a log", alive, func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := snapshot(t, c.from)
			c.damage(t, path)
			before := fileHash(t, path)
			for name, open := range map[string]func(context.Context, sqlite.Options) (*sqlite.Store, error){"Open": sqlite.Open, "OpenBeside": sqlite.OpenBeside} {
				o := quiet()
				o.Path, o.RefuseNew = path, true
				store, err := open(t.Context(), o)
				if err == nil {
					_ = store.Close()
				}
				if !errors.Is(err, sqlite.ErrCorrupt) && !(name == "OpenBeside" && strings.HasPrefix(c.name, "nothing") && errors.Is(err, sqlite.ErrForeign)) {
					t.Errorf("%s = %v, want ErrCorrupt", name, err)
				}
			}
			if fileHash(t, path) != before {
				t.Error("the file has changed")
			}
		})
	}
}

// TestAnEmptyFileBesideALogIsNobodys: not even where a database may be made.
func TestAnEmptyFileBesideALogIsNobodys(t *testing.T) {
	t.Parallel()
	path, _ := livingShop(t)
	must(t, os.Truncate(path, 0))
	before := fileHash(t, path+"-wal")
	if err := tryOpen(t, path); !errors.Is(err, sqlite.ErrCorrupt) {
		t.Errorf("Open = %v, want ErrCorrupt", err)
	}
	if fileHash(t, path+"-wal") != before {
		t.Error("the log has changed")
	}
}

// TestGarbageInTheLog costs what was in it at most; the memory that connections
// share is made anew.
func TestGarbageInTheLog(t *testing.T) {
	t.Parallel()
	alive, _ := livingShop(t)
	for _, c := range []struct {
		name, suffix string
		at           int64
		bytes        int
	}{{"log's header", "-wal", 0, 32}, {"log's middle", "-wal", 5000, 3000}, {"log's end", "-wal", -500, 500}, {"shared memory", "-shm", 0, 32768}} {
		t.Run(c.name, func(t *testing.T) {
			path := snapshot(t, alive)
			overwrite(t, path+c.suffix, c.at, garbage(c.bytes))
			useDamaged(t, path, c.name)
		})
	}
}

// TestBitFlips (fault F08): bits of the file or of its log flip. Nothing
// panics, nothing is taken that is not stored, and once damage has been seen
// nothing is written.
func TestBitFlips(t *testing.T) {
	t.Parallel()
	alive, atRest := livingShop(t)
	random := rand.New(rand.NewPCG(3, 4))
	ends := map[string]int{}
	flips := 100
	if testing.Short() {
		flips = 40
	}
	for n := range flips {
		from, suffix := atRest, ""
		if n%4 == 3 {
			from, suffix = alive, "-wal"
		}
		path := snapshot(t, from)
		content, err := os.ReadFile(path + suffix)
		must(t, err)
		for range 1 << random.IntN(12) {
			content[random.IntN(len(content))] ^= 1 << random.IntN(8)
		}
		must(t, os.WriteFile(path+suffix, content, 0o600))
		ends[useDamaged(t, path, fmt.Sprint("flip ", n))]++
	}
	t.Log(ends)
	if ends["not opened"] == 0 || ends["latched"]+ends["latched by the examination"] == 0 || ends["served"] == 0 {
		t.Errorf("%v: the flips are too few or too many to show anything", ends)
	}
}

// useDamaged opens what may be corrupt, does everything with it that a server
// does, and returns how that ended.
func useDamaged(t *testing.T, path, name string) string {
	t.Helper()
	before := fileHash(t, path)
	o := sqlite.Options{Path: path, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler), RefuseNew: true}
	store, err := sqlite.Open(t.Context(), o)
	if err != nil {
		if fileHash(t, path) != before && errors.Is(err, sqlite.ErrCorrupt) {
			t.Errorf("%s: not opened, and yet the file has changed", name)
		}
		if !errors.Is(err, sqlite.ErrCorrupt) && !errors.Is(err, sqlite.ErrForeign) && !errors.Is(err, sqlite.ErrNewer) {
			t.Errorf("%s: Open = %v, want ErrCorrupt", name, err)
		}
		return "not opened"
	}
	defer store.Close()
	stored := map[string]bool{}
	for round := range 3 {
		email := fmt.Sprintf("new%d@example.com", round)
		err := store.ResetRequests().Add(t.Context(), domain.ResetRequest{ProjectID: 1, Email: mustParse(email), Channel: domain.ViaPage, RequestedAt: noon})
		stored[email] = err == nil
		work(t, store)
	}
	seen := store.Health().Check(t.Context()) != nil
	unsound := store.Health().Examine(t.Context()) != nil
	end := "served"
	if store.Health().Check(t.Context()) != nil {
		if end = "latched"; !seen {
			end = "latched by the examination"
		}
		late := domain.ResetRequest{ProjectID: 1, Email: mustParse("late@example.com"), Channel: domain.ViaPage, RequestedAt: noon}
		if err := store.ResetRequests().Add(t.Context(), late); !errors.Is(err, domain.Unavailable) {
			t.Errorf("%s: Add once damage was seen = %v, want domain.Unavailable", name, err)
		}
	}
	if unsound != (end != "served") {
		t.Errorf("%s: it is unsound: %v, and was %s", name, unsound, end)
	}
	for email, want := range stored {
		var got int
		err := shell(t, path, "").QueryRow("SELECT count(*) FROM reset_requests WHERE email_key = ?", email).Scan(&got)
		if err == nil && want && got == 0 {
			t.Errorf("%s: the request of %s was taken, and is not stored", name, email)
		}
	}
	return end
}

// work does what a server does by itself, whatever comes of it.
func work(t *testing.T, store *sqlite.Store) {
	ctx := t.Context()
	_, _ = store.ResetRequests().Admit(ctx, noon, 10, func(ports.Applicant) (ports.Admission, error) {
		return ports.Admission{State: domain.RequestOverLimit}, nil
	})
	_, _ = store.Outbox().Claim(ctx, ports.ClaimOrder{Now: noon.Add(time.Hour), Lease: time.Minute, Limit: 10}, func(ports.Due) (ports.Verdict, error) {
		return ports.Verdict{State: domain.DeliveryWaiting}, nil
	})
	_, _ = store.Housekeeping().Purge(ctx, domain.DefaultRetention(), noon, 100)
	_, _ = store.Accounts().ByEmail(ctx, 1, mustParse("c1@example.com"))
	_, _ = store.ResetTokens().Inspect(ctx, domain.TokenHash{4, 1})
	_, _ = store.Timeline().Requests(ctx, ports.RequestQuery{Limit: 10})
	_, _ = store.AuditLog().Newest(ctx, ports.AuditQuery{Limit: 10})
	_ = store.Accounts().Change(ctx, customerID(2), func(a *domain.Account) error { a.Disable(); return nil })
}
