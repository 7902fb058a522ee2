package app_test

import (
	"bufio"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/app"
)

// rowsEnv is how many rows BenchmarkImport imports; a million takes minutes.
const rowsEnv = "LATCHKEY_IMPORT_ROWS"

// BenchmarkImport imports a file of 100,000 customers, looks some of them up
// and tells how that compares with inserting the same rows into the same tables
// by SQLite alone, in the same run. It opens the database as the command does.
// More rows by the environment.
func BenchmarkImport(b *testing.B) {
	rows := 100_000
	if text := os.Getenv(rowsEnv); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil || rows < 1 {
			b.Fatalf("%s=%q is no number of rows", rowsEnv, text)
		}
	}
	file := fileOf(b, rows)
	for b.Loop() {
		bare := bareInserts(b, rows)
		i := besideNobody(b)
		imported := importFile(b, i, file, rows)
		b.ReportMetric(float64(rows)/imported.Seconds(), "rows/s")
		b.ReportMetric(float64(rows)/bare.Seconds(), "bare-rows/s")
		b.ReportMetric(bare.Seconds()/imported.Seconds(), "of-bare")
		b.ReportMetric(float64(p99Lookup(b, i.store, rows).Microseconds()), "p99-lookup-µs")
		b.ReportMetric(residentMiB(b), "RSS-MiB")
		if ratio := bare.Seconds() / imported.Seconds(); ratio < 0.5 {
			b.Errorf("the import is %.2f as fast as bare inserts, want 0.5 at least", ratio)
		}
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkImportBesideWriter tells how long somebody else who writes to the
// same database has to wait while an import is under way.
func BenchmarkImportBesideWriter(b *testing.B) {
	file := fileOf(b, 50_000)
	for b.Loop() {
		i := newImporting(b)
		db := openBare(b, i.path)
		done := make(chan struct{})
		go func() {
			defer close(done)
			importFile(b, i, file, 50_000)
		}()
		var waits []time.Duration
		for running := true; running; {
			select {
			case <-done:
				running = false
			case <-time.After(5 * time.Millisecond):
				began := time.Now()
				if _, err := db.Exec("INSERT INTO settings (name, value) VALUES ('bench', '1') ON CONFLICT (name) DO UPDATE SET value = value + 1"); err != nil {
					b.Errorf("a write beside an import: %v", err)
				}
				waits = append(waits, time.Since(began))
			}
		}
		slices.Sort(waits)
		b.ReportMetric(float64(waits[len(waits)/2].Microseconds()), "p50-wait-µs")
		b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds()), "p99-wait-µs")
		b.ReportMetric(float64(waits[len(waits)-1].Microseconds()), "max-wait-µs")
	}
	b.ReportMetric(0, "ns/op")
}

// besideNobody returns an import that runs as the command's does while no server
// runs.
func besideNobody(b *testing.B) *importing {
	b.Helper()
	i := newImporting(b)
	if err := i.store.Close(); err != nil {
		b.Fatal(err)
	}
	store, err := sqlite.OpenBeside(b.Context(), sqlite.Options{Path: i.path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	i.store, i.Import.Store = store, store.Ports()
	return i
}

func fileOf(b *testing.B, rows int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "customers.csv")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "email,password_hash,email_verified")
	for row := range rows {
		fmt.Fprintf(out, "%s,%s,true\n", customer(row), bcryptHash)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	return path
}

func customer(row int) string { return "customer" + strconv.Itoa(row) + "@example.com" }

func importFile(b *testing.B, i *importing, path string, rows int) time.Duration {
	file, err := os.Open(path)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer file.Close()
	began := time.Now()
	done, err := i.Run(b.Context(), app.ImportOrder{Project: 1, File: file, Format: "csv"}, func(app.ImportDone) {})
	if err != nil || done.Imported != rows {
		b.Errorf("%d imported, %v; want %d", done.Imported, err, rows)
	}
	return time.Since(began)
}

func openBare(b *testing.B, path string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_busy_timeout=2000&_pragma=cache_size(-4096)&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = db.Close() })
	return db
}

// bareInserts fills the accounts of an empty database a thousand at a time.
func bareInserts(b *testing.B, rows int) time.Duration {
	b.Helper()
	i := newImporting(b) // for the tables
	if err := i.store.Close(); err != nil {
		b.Fatal(err)
	}
	db := openBare(b, i.path)
	began := time.Now()
	for row := 0; row < rows; {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		insert, err := tx.Prepare(`INSERT INTO accounts
			(id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at)
			VALUES (?, 1, ?, ?, 1, ?, 0, 0, 0, 0)`)
		if err != nil {
			b.Fatal(err)
		}
		for range min(1000, rows-row) {
			id := make([]byte, 12)
			_, _ = rand.Read(id)
			if _, err := insert.Exec(id, customer(row), customer(row), bcryptHash); err != nil {
				b.Fatal(err)
			}
			row++
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

func p99Lookup(b *testing.B, store *sqlite.Store, rows int) time.Duration {
	b.Helper()
	order := mathrand.New(mathrand.NewPCG(1, 2)) // the same in every run
	took := make([]time.Duration, 5000)
	for n := range took {
		address := email(customer(order.IntN(rows)))
		began := time.Now()
		if _, err := store.Accounts().ByEmail(b.Context(), 1, address); err != nil {
			b.Fatal(err)
		}
		took[n] = time.Since(began)
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}

// residentMiB is what this process holds once it is idle.
func residentMiB(b *testing.B) float64 {
	b.Helper()
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0 // not on this system
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		b.Fatal(err)
	}
	return float64(pages*os.Getpagesize()) / (1 << 20)
}
