package cli_test

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to make databases as earlier versions have left them
)

// What is in the databases of earlier schemas.
const (
	oldMoment   = 1_800_000_000_000 // their last, in milliseconds since 1970
	oldPassword = "the old password"
	janesLink   = "4S4N8EWGGPWK75WJSNV1P3FDAR"
	oldAPIToken = "lkt_6w5gpy8qb1bxfkq6zrznfcqv00hscbg0"
)

// moments are the times in such a database.
var moments = regexp.MustCompile(`\b1[78][0-9]{11}\b`)

// replay makes a database as a latchkey of an earlier schema version has just
// left it.
func replay(t *testing.T, path string, version int) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("../sqlite/testdata/schema_%05d.sql", version))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	shift := time.Now().UnixMilli() - oldMoment
	statements := moments.ReplaceAllStringFunc(string(text), func(moment string) string {
		n, err := strconv.ParseInt(moment, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.FormatInt(n+shift, 10)
	})
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func contentOf(t *testing.T, path string) [32]byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(content)
}

// TestUpgradeByReplacingTheProgram (fault F25): the server of this version takes
// over from each earlier one, and customers notice nothing.
func TestUpgradeByReplacingTheProgram(t *testing.T) {
	earlier, err := filepath.Glob("../sqlite/testdata/schema_*.sql")
	if err != nil || len(earlier) == 0 {
		t.Fatalf("no earlier schemas: %v", err)
	}
	for version := 1; version <= len(earlier); version++ {
		t.Run(fmt.Sprint("schema ", version), func(t *testing.T) {
			f := newFrailShop(t, binary, 0, nil)
			f.db = filepath.Join(t.TempDir(), "old.db")
			replay(t, f.db, version)
			s, err := f.start()
			if err != nil {
				t.Fatal(err)
			}
			login := func(password string) int {
				status, _, err := f.call(s, loginPath, `{"project_id":1,"email":"jane@shop.example","password":"`+password+`"}`)
				if err != nil {
					t.Error(err)
				}
				return status
			}
			if got := login(oldPassword); got != http.StatusOK {
				t.Errorf("the old password signs in with %d", got)
			}
			if version > 1 {
				if got, err := f.asked(s, "payway", "nobody@shop.example", oldAPIToken); err != nil || got.status != http.StatusNoContent {
					t.Errorf("the old API token: %+v, %v", got, err)
				}
			}
			if status, answer, err := f.spend(s, janesLink, 0); err != nil || status != http.StatusSeeOther {
				t.Errorf("the link that was mailed before: %d %v %.300s", status, err, answer)
			}
			if got := login("a brand new one 0"); got != http.StatusOK {
				t.Errorf("the new password signs in with %d", got)
			}
			if err := f.kill(s); err != nil {
				t.Error(err)
			}
			if !strings.Contains(s.stderr.String(), f.db+".before-5") {
				t.Errorf("the log names no copy: %s", s.stderr.String())
			}
			if err := f.verified(f.db); err != nil {
				t.Error(err)
			}
		})
	}
}
