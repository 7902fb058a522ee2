package cli_test

import (
	"database/sql"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

// hugeLimit lets one machine send as much as it can.
const hugeLimit = "4000000"

// knownAccounts is how many customers the demo of a benchmark has.
const knownAccounts = 10_000

func unknownEmail(n int) string { return "nobody" + strconv.Itoa(n) + "@example.com" }

func knownEmail(n int) string { return "customer" + strconv.Itoa(n%knownAccounts) + "@example.com" }

// BenchmarkAcceptedRequests compares what a demo accepts, each request durable
// before its answer, with a Huma handler that does nothing, under 64 keep-alive
// clients: one that reads the published body and gives the published answer
// (ratio), and one that does not even look at the body (ratio-to-raw). Each
// iteration takes half a minute; use -benchtime 3x or so.
func BenchmarkAcceptedRequests(b *testing.B) {
	for _, client := range []struct {
		name string
		meet func(address string, how asking) func() customer
	}{{"standard", standardClients}, {"bare", bareClients}} {
		b.Run("clients="+client.name, func(b *testing.B) { compareWithNoop(b, client.meet) })
	}
}

func compareWithNoop(b *testing.B, meet func(address string, how asking) func() customer) {
	const clients, each = 64, 5 * time.Second
	rates, worst := map[string]float64{}, map[string]time.Duration{}
	measure := func(name, address string, how asking, email func(int) string) {
		seen := drive(b, meet(address, how), clients, email, forSeconds(each))
		rates[name] += seen.perSecond()
		worst[name] = max(worst[name], seen.p99())
	}
	// Each demo ends before the next one begins: its worker has a backlog.
	measureDemo := func(name string, how func(*running) asking, email func(int) string, flags ...string) {
		demo, err := startDemo(nil, append(flags, "--webshop-limit", hugeLimit, "--client-limit", hugeLimit)...)
		if err != nil {
			b.Fatal(err)
		}
		measure(name, demo.host(), how(demo), email)
		if err := demo.end(); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		noop := startNoop(b)
		measure("noop", noop, overWebshop(nil), unknownEmail)
		measure("raw-noop", noop, asking{path: rawPath, body: forgotBody}, unknownEmail)
		measureDemo("unknown", overWebshop, unknownEmail)
		measureDemo("known", overWebshop, knownEmail, "--db", demoWithCustomers(b))
		measureDemo("payway", overPayway, unknownEmail)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(rates["noop"]/float64(b.N), "noop/s")
	b.ReportMetric(rates["raw-noop"]/float64(b.N), "raw-noop/s")
	for _, name := range []string{"unknown", "known", "payway"} {
		b.ReportMetric(rates[name]/float64(b.N), name+"/s")
		b.ReportMetric(rates[name]/rates["noop"], name+"-ratio")
		b.ReportMetric(rates[name]/rates["raw-noop"], name+"-ratio-to-raw")
		b.ReportMetric(milliseconds(worst[name]), name+"-p99-ms")
	}
}

// BenchmarkOneClient compares one request at a time with one bare commit of
// the same row.
func BenchmarkOneClient(b *testing.B) {
	demo := newDemo(b, "--webshop-limit", hugeLimit)
	const rows = 5_000
	var accepted, bare time.Duration
	for b.Loop() {
		accepted += drive(b, bareClients(demo.host(), overWebshop(demo)), 1, unknownEmail, upTo(rows)).took
		bare += bareCommits(b, rows)
	}
	b.ReportMetric(0, "ns/op")
	perRow := float64(b.N * rows * int(time.Microsecond))
	b.ReportMetric(float64(accepted)/perRow, "µs/request")
	b.ReportMetric(float64(bare)/perRow, "µs/commit")
	b.ReportMetric(float64(accepted)/float64(bare), "ratio")
}

// BenchmarkMemory reports what the process holds after 200,000 requests.
func BenchmarkMemory(b *testing.B) {
	var resident float64
	for b.Loop() {
		demo := newDemo(b, "--webshop-limit", hugeLimit)
		drive(b, bareClients(demo.host(), overWebshop(demo)), 64, unknownEmail, upTo(200_000))
		now, _ := memory(b, demo.cmd.Process.Pid)
		resident = max(resident, float64(now)/1024)
	}
	b.ReportMetric(resident, "MiB")
}

// BenchmarkColdStart reports the time from starting the program to ready, on
// an empty database.
func BenchmarkColdStart(b *testing.B) {
	for b.Loop() {
		demo, err := startDemo(nil)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := demo.end(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func (d *running) host() string { return strings.TrimPrefix(d.BaseURL, "http://") }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// demoWithCustomers returns a demo's database with many customers in it.
func demoWithCustomers(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "demo.db")
	demo, err := startDemo(nil, "--db", path)
	if err != nil {
		b.Fatal(err)
	}
	if err := demo.end(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
		INSERT INTO accounts (id, project_id, email, email_key, email_verified, password_hash, disabled, external, generation, created_at)
		SELECT randomblob(12), 1, 'customer' || i || '@example.com', 'customer' || i || '@example.com', 0, '', 0, 0, 0, 0 FROM n`, knownAccounts)
	if err != nil {
		b.Fatal(err)
	}
	return path
}

// bareCommits writes the same rows with nothing around SQLite.
func bareCommits(b *testing.B, rows int) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE reset_requests (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, email_key TEXT NOT NULL,
		channel TEXT NOT NULL, requested_at INTEGER NOT NULL) STRICT`)
	if err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO reset_requests (project_id, email_key, channel, requested_at) VALUES (1, ?, 'webshop', ?)")
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	began := time.Now()
	for n := range rows {
		if _, err := insert.Exec(unknownEmail(n), began.UnixMilli()); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}
