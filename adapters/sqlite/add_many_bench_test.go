package sqlite_test

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"latchkey/domain"
)

// manyAccounts returns accounts with ids in no order, as random ones are.
func manyAccounts(n int) []domain.Account {
	accounts := make([]domain.Account, n)
	for i := range accounts {
		sum := sha256.Sum256(fmt.Append(nil, i))
		accounts[i] = domain.Account{ID: domain.AccountID(sum[:12]), ProjectID: 1, CreatedAt: noon, PasswordHash: "$",
			Email: mustParse(fmt.Sprintf("c%x@example.com", sum[12:20]))}
	}
	return accounts
}

// BenchmarkAddMany reports how fast a large list of accounts is taken in, and
// how that compares with the bare statement in batches on a file of its own.
func BenchmarkAddMany(b *testing.B) {
	const accounts, batch = 200_000, 10_000
	list := manyAccounts(accounts)
	for b.Loop() {
		store := openStore(b, filepath.Join(b.TempDir(), "latchkey.db"))
		must(b, store.Projects().Put(b.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
		began := time.Now()
		added, err := store.AccountLists().AddMany(b.Context(), list)
		took := time.Since(began)
		if err != nil || len(added) != accounts {
			b.Fatalf("AddMany = %d, %v", len(added), err)
		}
		bare := bareInserts(b, list, batch)
		b.ReportMetric(float64(accounts)/took.Seconds(), "accounts/s")
		b.ReportMetric(bare.Seconds()/took.Seconds(), "of-bare")
	}
}

// bareInserts puts the same rows into the same table, batch by batch, and
// returns how long that took.
func bareInserts(b *testing.B, list []domain.Account, batch int) time.Duration {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bare.db")
	must(b, openStore(b, path).Projects().Put(b.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
	db := shell(b, path, "PRAGMA synchronous = FULL; PRAGMA cache_size = -4096; PRAGMA foreign_keys = ON")
	began := time.Now()
	for first := 0; first < len(list); first += batch {
		tx, err := db.Begin()
		must(b, err)
		insert, err := tx.Prepare(`INSERT INTO accounts (id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at)
			VALUES (?, 1, ?, ?, 0, '$', 0, 0, 0, 0)`)
		must(b, err)
		for i := first; i < min(len(list), first+batch); i++ {
			_, err := insert.Exec(list[i].ID[:], list[i].Email.Address(), list[i].Email.Canonical())
			must(b, err)
		}
		must(b, insert.Close())
		must(b, tx.Commit())
	}
	return time.Since(began)
}
