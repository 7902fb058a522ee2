package cli_test

import (
	"database/sql"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// runSQL does something to a database as another program would.
func runSQL(t *testing.T, path, statements string) {
	t.Helper()
	db := openSQL(t, path)
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// readSQL reads one value of a database.
func readSQL(t *testing.T, path, query string, into any) {
	t.Helper()
	db := openSQL(t, path)
	defer db.Close()
	if err := db.QueryRow(query).Scan(into); err != nil {
		t.Fatal(err)
	}
}

func openSQL(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_busy_timeout=30000") // a server may be writing just now
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// status returns how a GET is answered, 0 if it is not.
func (f *frailShop) status(s *server, path string) int {
	request, err := http.NewRequest(http.MethodGet, "http://"+s.Listen+path, nil)
	if err != nil {
		return 0
	}
	request.Host = frailHost
	response, err := frailClient.Do(request)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// endByLock kills the server that holds a database, as its lock names it.
func endByLock(db string) {
	content, err := os.ReadFile(db + ".lock")
	if err != nil {
		return
	}
	if pid, err := strconv.Atoi(strings.TrimSpace(string(content))); err == nil && pid > 1 {
		if process, err := os.FindProcess(pid); err == nil {
			_ = process.Kill()
		}
	}
}
