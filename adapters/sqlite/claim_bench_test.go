package sqlite_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// noon is the moment at which backlogs are looked at.
var noon = time.Date(2031, time.March, 14, 12, 0, 0, 0, time.UTC)

// fillBacklog makes n accounts, each with a request and its waiting link mail,
// numbered from first, beside whatever is in the file.
func fillBacklog(tb testing.TB, path string, first, n, attempts int, due time.Time) {
	tb.Helper()
	db := shell(tb, path, fmt.Sprintf(`
		CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT i, CAST(substr('000000000000' || i, -12) AS BLOB) AS id, %d AS asked FROM n;
		INSERT INTO accounts (id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at)
			SELECT id, 1, 'c' || i || '@example.com', 'c' || i || '@example.com', 1, '$', 0, 0, 0, asked FROM n;
		INSERT INTO reset_requests (id, project_id, email_key, channel, requested_at) SELECT i, 1, 'c' || i || '@example.com', 'page', asked FROM n;
		UPDATE admission_progress SET position = %d, moved_at = %d;
		INSERT INTO admissions (request_id, state, admitted_at, account_id) SELECT i, 'mailed', asked, id FROM n;
		INSERT INTO deliveries (id, kind, state, account_id, request_id, generation, made_at, due_at, attempts)
			SELECT id, 'reset_link', 'waiting', id, i, 0, asked, %d, %d FROM n`,
		first, first+n-1, noon.Add(-time.Minute).UnixMilli(), first+n-1, noon.UnixMilli(), due.UnixMilli(), attempts))
	if err := db.Close(); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkClaim reports the 99th percentile of claiming 20 mails while 100,000
// wait (fault F27).
func BenchmarkClaim(b *testing.B) {
	const waiting, limit = 100_000, 20
	for _, c := range []struct {
		name string
		fill func(path string)
		want int
	}{
		{"all due", func(path string) { fillBacklog(b, path, 1, waiting, 0, noon) }, limit},
		{"all due again", func(path string) { fillBacklog(b, path, 1, waiting, 3, noon) }, limit},
		{"all deferred", func(path string) { fillBacklog(b, path, 1, waiting, 3, noon.Add(time.Hour)) }, 0},
		{"fresh behind deferred", func(path string) {
			fillBacklog(b, path, 1, waiting, 3, noon.Add(time.Hour))
			fillBacklog(b, path, waiting+1, waiting, 0, noon)
		}, limit},
	} {
		b.Run(c.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "latchkey.db")
			store := openStore(b, path)
			must(b, store.Projects().Put(b.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
			c.fill(path)
			var took []time.Duration
			for n := 0; b.Loop(); n++ {
				began := time.Now()
				claimed, err := claimWithTokens(b, store, n*limit, limit)
				took = append(took, time.Since(began))
				if err != nil || claimed != c.want && n < waiting/limit {
					b.Fatalf("claimed %d, %v, want %d", claimed, err, c.want)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// claimWithTokens claims as the sender does, with a token for each link mail.
func claimWithTokens(tb testing.TB, store *sqlite.Store, first, limit int) (int, error) {
	n := first
	return store.Outbox().Claim(tb.Context(), ports.ClaimOrder{Now: noon, Lease: time.Hour, Limit: limit}, func(due ports.Due) (ports.Verdict, error) {
		n++
		token := domain.IssuedToken{DeliveryID: due.Delivery.ID, AccountID: due.Account.ID, MintedAt: noon}
		copy(token.Hash[:], fmt.Sprintf("%016d", n*7919%1_000_003))
		return ports.Verdict{State: domain.DeliveryWaiting, Token: &token}, nil
	})
}
