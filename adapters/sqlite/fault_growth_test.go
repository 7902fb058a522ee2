package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

// TestAFloodLeavesLittle (fault F28): somebody asks for strangers' links all day
// long. Each request takes 512 bytes at most (T29), all are gone a day later, and
// the room they took is used again.
func TestAFloodLeavesLittle(t *testing.T) {
	t.Parallel()
	flood := 10_000
	if testing.Short() {
		flood = 2_000
	}
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := openShop(t, path)
	empty := settledSize(t, path)
	now, first := noon, int64(0)
	for day := range 3 {
		askStrangers(t, store, now, flood)
		size := settledSize(t, path)
		if per := (size - empty) / int64(flood); day == 0 && per > 512 {
			t.Errorf("a request takes %d bytes, want 512 at the most", per)
		} else if day == 0 {
			t.Logf("a request takes %d bytes", per)
		}
		if day == 0 {
			first = size
		}
		if size > first+first/10 {
			t.Errorf("on day %d the file has %d bytes, want what it had on the first, %d", day+1, size, first)
		}
		now = now.Add(domain.DefaultRetention().Unknown + time.Second)
		purged := purgeAll(t, store, domain.DefaultRetention(), now, 2000)
		if purged.Unknown < flood-1 {
			t.Errorf("after a day %d requests are purged of %d", purged.Unknown, flood)
		}
	}
	if got := count(t, path, "SELECT count(*) FROM reset_requests"); got > 1 {
		t.Errorf("%d requests are left, want the newest alone", got)
	}
	if findings := verify(t, path); len(findings) != 0 {
		t.Errorf("Verify: %+v", findings)
	}
}

// askStrangers stores requests with all that may be known of one, and looks at
// them.
func askStrangers(t *testing.T, store *sqlite.Store, now time.Time, n int) {
	t.Helper()
	asking := make(chan error)
	const callers = 200
	for caller := range callers {
		go func() {
			for i := caller; i < n; i += callers {
				request := domain.ResetRequest{
					ProjectID: 1, Email: mustParse(fmt.Sprintf("stranger.with.a.long.name.%08d@mail.somewhere.example", i)), Channel: domain.ViaWebshop,
					RequestedAt: now, Language: "de", Software: domain.Software{Browser: "Firefox", System: "Windows"},
				}
				if err := store.ResetRequests().Add(t.Context(), request); err != nil {
					asking <- err
					return
				}
			}
			asking <- nil
		}()
	}
	for range callers {
		must(t, <-asking)
	}
	for {
		admitted, err := store.ResetRequests().Admit(t.Context(), now, 1000, nil)
		must(t, err)
		if admitted == 0 {
			return
		}
	}
}

// settledSize is how large the file is with its log in it.
func settledSize(t *testing.T, path string) int64 {
	t.Helper()
	_ = shell(t, path, "PRAGMA wal_checkpoint(PASSIVE)").Close()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}
