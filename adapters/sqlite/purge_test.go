package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

// purgeAll purges until nothing is left and returns the sum.
func purgeAll(t *testing.T, store *sqlite.Store, keep domain.Retention, now time.Time, limit int) domain.Purged {
	t.Helper()
	var sum domain.Purged
	for {
		purged, err := store.Housekeeping().Purge(t.Context(), keep, now, limit)
		if err != nil {
			t.Fatal(err)
		}
		if purged.Total() == 0 {
			return sum
		}
		// Mails go with their requests or by themselves, tokens are of two kinds.
		if purged.Requests > limit || purged.Unknown > limit || purged.Deliveries > 2*limit || purged.Tokens > 2*limit || purged.AuditEvents > limit {
			t.Fatalf("one batch removed %+v, want at most %d of each", purged, limit)
		}
		sum = sum.Plus(purged)
	}
}

func count(t *testing.T, path, query string) (n int) {
	t.Helper()
	if err := shell(t, path, "").QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPurge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store, _ := shopWith(t, path)
	const known, unknown = 30, 70
	for i := range known + unknown {
		if i%10 < 3 {
			askFor(t, store, 1, "jane.canary@example.com")
			continue
		}
		askFor(t, store, 1, fmt.Sprintf("nobody%d@example.com", i))
	}
	admit(t, store)
	askFor(t, store, 1, "waiting@example.com") // not looked at yet
	shell(t, path, "UPDATE deliveries SET state = 'handed_over', settled_at = made_at WHERE id <> (SELECT min(id) FROM deliveries)")
	keep := domain.DefaultRetention()

	if got := purgeAll(t, store, keep, erasedAt.Add(keep.Unknown), 8); got.Total() != 0 {
		t.Errorf("on the last moment of a day: %+v purged, want nothing", got)
	}
	got := purgeAll(t, store, keep, erasedAt.Add(keep.Unknown+time.Second), 8)
	if want := (domain.Purged{Unknown: unknown}); got != want {
		t.Errorf("after a day: %+v, want %+v", got, want)
	}
	if got := purgeAll(t, store, keep, erasedAt.Add(keep.Requests), 8); got.Requests != 0 || got.Deliveries != 0 {
		t.Errorf("on the last moment of 30 days: %+v, want no requests of customers", got)
	}
	got = purgeAll(t, store, keep, erasedAt.Add(keep.Requests+time.Second), 8)
	if got.Requests != known-1 || got.Deliveries != known-1 {
		t.Errorf("after 30 days: %+v, want %d requests and deliveries: one mail is waiting still", got, known-1)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM reset_requests":                                         2, // the waiting mail's, and the one not looked at
		"SELECT count(*) FROM deliveries":                                             1,
		"SELECT count(*) FROM admissions":                                             1,
		"SELECT count(*) FROM accounts":                                               2,
		"SELECT count(*) FROM reset_requests WHERE email_key = 'waiting@example.com'": 1,
	} {
		if got := count(t, path, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

// TestPurgeGivesNoIDTwice: the newest request stays, whatever its age, but
// nothing it says.
func TestPurgeGivesNoIDTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store, _ := shopWith(t, path)
	for range 5 {
		askFor(t, store, 1, "nobody@example.com")
	}
	admit(t, store)
	if got := purgeAll(t, store, domain.DefaultRetention(), erasedAt.AddDate(1, 0, 0), 100); got.Unknown+got.Requests != 4 {
		t.Errorf("%+v purged of 5, want 4", got)
	}
	if got := count(t, path, "SELECT count(*) FROM reset_requests WHERE email_key <> '' OR device_ip IS NOT NULL"); got != 0 {
		t.Error("the one that stays still says who asked")
	}
	askFor(t, store, 1, "nobody@example.com")
	if got := count(t, path, "SELECT max(id) FROM reset_requests"); got != 6 {
		t.Errorf("the next request is number %d, want 6", got)
	}
}

// TestPurgeByAge covers what belongs to no request.
func TestPurgeByAge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store, jane := shopWith(t, path)
	old := erasedAt.Add(-time.Hour)
	token, err := domain.MintResetToken(counting(0))
	must(t, err)
	must(t, store.ResetTokens().Issue(t.Context(), domain.Issue(token, domain.DeliveryID{}, jane, old)))
	must(t, store.AuditLog().Append(t.Context(), domain.AuditEvent{At: old, Kind: domain.AuditErased}))
	events := count(t, path, "SELECT count(*) FROM audit_events WHERE at <= "+fmt.Sprint(old.UnixMilli()))
	keep := domain.DefaultRetention()
	got := purgeAll(t, store, keep, old.Add(keep.Requests+time.Second), 100)
	if got.Tokens != 1 {
		t.Errorf("%d tokens purged after 30 days, want 1", got.Tokens)
	}
	if events == 0 {
		t.Fatal("there is no event to purge")
	}
	got = purgeAll(t, store, keep, old.Add(keep.Audit+time.Second), 100)
	if got.AuditEvents != events {
		t.Errorf("%d events purged after 180 days, want %d", got.AuditEvents, events)
	}
}

// TestPurgeIsBounded: whatever has piled up, no batch keeps a request waiting.
func TestPurgeIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store, _ := shopWith(t, path)
	_ = shell(t, path, fmt.Sprintf(`
		CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT i, %d AS at FROM n;
		INSERT INTO audit_events (at, kind, subject, address) SELECT at, 'erased', '', '' FROM n;
		INSERT INTO api_clients (id, project_id, scopes, secret_hash, reveal_unknown, may_mint, created_at) VALUES (zeroblob(12), 1, '', zeroblob(32), 0, 0, 0);
		INSERT INTO access_tokens (hash, client_id, scopes, issued_at) SELECT randomblob(32), zeroblob(12), '', at FROM n;
		INSERT INTO reset_tokens (hash, account_id, generation, minted_at) SELECT randomblob(32), a.id, 0, at FROM n, (SELECT min(id) AS id FROM accounts) a;
		INSERT INTO deliveries (id, kind, state, account_id, generation, made_at, due_at, attempts, settled_at)
			SELECT randomblob(12), 'password_changed', 'handed_over', a.id, 0, at, at, 1, at FROM n, (SELECT min(id) AS id FROM accounts) a`,
		erasedAt.UnixMilli())).Close()
	keep := domain.DefaultRetention()
	got := purgeAll(t, store, keep, erasedAt.Add(keep.Audit+time.Second), 8)
	if got.AuditEvents < 50 || got.Tokens != 100 || got.Deliveries != 50 {
		t.Errorf("%+v purged, want 50 notices, 100 tokens of two kinds, and 50 events or more", got)
	}
}

// counting is entropy that is different from every other start.
type counting byte

func (c counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(c) + byte(i)
	}
	return len(b), nil
}
