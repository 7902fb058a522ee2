package cli_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

// BenchmarkBigDatabase (fault F26, T25) serves a database of a million accounts,
// or of as many as LATCHKEY_TEST_ACCOUNTS says: how long a start takes until
// the server is ready, how long finding an account takes, beside bare SQLite
// doing the same, and how much memory the server holds.
func BenchmarkBigDatabase(b *testing.B) {
	accounts := 1_000_000
	if text := os.Getenv("LATCHKEY_TEST_ACCOUNTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		accounts = n
	}
	db := bigDatabase(b, accounts)
	var starts []time.Duration
	var memory int
	for b.Loop() {
		s := &server{cmd: exec.Command(binary, append(serveArgs(db), "--json")...), exited: make(chan error, 1)}
		s.cmd.Stderr = &s.stderr
		began := time.Now()
		if err := s.start(); err != nil {
			b.Fatal(err)
		}
		starts = append(starts, time.Since(began))
		memory = max(memory, idle(b, s.cmd.Process.Pid))
		if err := s.stop(syscall.SIGTERM, patience); err != nil {
			b.Fatal(err)
		}
	}
	ours, bare := lookups(b, db, accounts)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(slices.Max(starts).Milliseconds()), "ms/slowest-start")
	b.ReportMetric(float64(memory)/1024, "MiB/resident")
	b.ReportMetric(float64(ours.Microseconds()), "µs/lookup-p99")
	b.ReportMetric(float64(bare.Microseconds()), "µs/bare-lookup-p99")
}

// bigDatabase makes a shop with many accounts, by bare SQL.
func bigDatabase(b *testing.B, accounts int) string {
	b.Helper()
	db := filepath.Join(b.TempDir(), "big.db")
	add := exec.Command(binary, "project", "add", "--db", db, "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example")
	if out, err := add.CombinedOutput(); err != nil {
		b.Fatalf("project add: %v: %s", err, out)
	}
	shell := openSQL(b, db)
	_, err := shell.Exec(fmt.Sprintf(`PRAGMA synchronous = OFF; BEGIN;
		INSERT INTO accounts (id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
		SELECT CAST(printf('%%012d', i) AS BLOB), 1, printf('customer%%d@shop.example', i), printf('customer%%d@shop.example', i), 1,
			'$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$YS1oYXNoLW9mLTMyLWJ5dGVzLWlzLXRoaXMtbG9uZy1vaw', 0, 0, 0, 0 FROM n;
		COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`, accounts))
	if err != nil {
		b.Fatal(err)
	}
	if err := shell.Close(); err != nil {
		b.Fatal(err)
	}
	return db
}

// lookups returns within which time 99 of 100 accounts are found by their
// address, through the store and by bare SQLite.
func lookups(b *testing.B, db string, accounts int) (ours, bare time.Duration) {
	b.Helper()
	store, err := sqlite.OpenBeside(b.Context(), sqlite.Options{Path: db, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	statement, err := openSQL(b, db).Prepare("SELECT id, password_hash FROM accounts WHERE project_id = 1 AND email_key = ?")
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(26, 26))
	const looks = 20_000
	var took [2][]time.Duration
	for range looks {
		address := fmt.Sprintf("customer%d@shop.example", random.IntN(accounts))
		email, err := domain.ParseEmail(address)
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := store.Accounts().ByEmail(b.Context(), 1, email); err != nil {
			b.Fatal(err)
		}
		took[0] = append(took[0], time.Since(began))
		var id []byte
		var hash string
		began = time.Now()
		if err := statement.QueryRow(address).Scan(&id, &hash); err != nil {
			b.Fatal(err)
		}
		took[1] = append(took[1], time.Since(began))
	}
	for _, all := range took {
		slices.Sort(all)
	}
	return took[0][looks*99/100], took[1][looks*99/100]
}

// idle returns the most memory that a process holds, in KiB, within the second
// after its start, in which it looks at the whole file.
func idle(b *testing.B, pid int) (most int) {
	b.Helper()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for range 10 {
		<-again.C
		most = max(most, resident(b, pid))
	}
	return most
}

// resident returns the memory that a process holds, in KiB, 0 where that cannot
// be known.
func resident(b *testing.B, pid int) int {
	b.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			n, err := strconv.Atoi(fields[1])
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	return 0
}
