package sqlite_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// version2 fills every table of a database of version 2.
const version2 = `
	INSERT INTO settings VALUES ('sign_in_floor', '50');
	INSERT INTO projects VALUES (1, 'Shop', 'https://shop.example', 'no-reply@shop.example');
	INSERT INTO project_origins VALUES (1, 0, 'https://shop.example');
	INSERT INTO project_return_origins VALUES (1, 0, 'https://shop.example');
	INSERT INTO accounts VALUES (x'010000000000000000000000', 1, 'Jane@example.com', 'jane@example.com', 1, '$old', 0, 0, 3, 1000);
	INSERT INTO reset_requests VALUES (1, 1, 'jane@example.com', 'page', 2000, NULL, NULL, NULL, NULL, NULL);
	INSERT INTO reset_requests VALUES (2, 1, 'jane@example.com', 'payway', 3000, x'070000000000000000000000', 'https://shop.example/back',
		'https://shop.example/page', '192.0.2.1', 'Browser');
	INSERT INTO reset_requests VALUES (3, 1, 'nobody@example.com', 'page', 4000, NULL, NULL, NULL, NULL, NULL);
	INSERT INTO reset_requests VALUES (4, 1, 'jane@example.com', 'page', 9000, NULL, NULL, NULL, NULL, NULL);
	UPDATE admission_progress SET position = 3, moved_at = 5000;
	INSERT INTO admissions VALUES (1, 'mailed', 2500), (2, 'folded', 3500);
	INSERT INTO deliveries VALUES (x'020000000000000000000000', 'reset_link', 'waiting', x'010000000000000000000000', 1, 3, 2500, 6000, 1, NULL);
	INSERT INTO deliveries VALUES (x'030000000000000000000000', 'password_changed', 'handed_over', x'010000000000000000000000', NULL, 3, 2600, 2600, 1, 2700);
	INSERT INTO reset_tokens VALUES (zeroblob(32), x'020000000000000000000000', x'010000000000000000000000', 3, 2600, NULL);
	INSERT INTO api_clients VALUES (x'070000000000000000000000', 1, '/external/account/w', zeroblob(32), zeroblob(32), 1, 0, 1000, NULL);
	INSERT INTO access_tokens VALUES (zeroblob(32), x'070000000000000000000000', '/external/account/w', 2000)`

// TestUpgradeLosesNothing: a file of version 2 with rows in every table (fault
// F25).
func TestUpgradeLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	must(t, sqlite.MigrateTo(t.Context(), path, 2))
	_ = shell(t, path, "PRAGMA foreign_keys = ON; "+version2).Close()
	before := tables(t, path)
	must(t, tryOpen(t, path))
	after := tables(t, path)
	for table, rows := range before {
		if table == "goose_db_version" || table == "sqlite_sequence" {
			continue // they tell of the upgrade itself
		}
		if len(rows) == 0 {
			t.Errorf("the fixture has no row in %s", table)
		}
		if len(after[table]) != len(rows) {
			t.Errorf("%s has %d rows, want %d", table, len(after[table]), len(rows))
			continue
		}
		for i, row := range rows {
			for column, value := range row {
				if got := after[table][i][column]; !reflect.DeepEqual(got, value) {
					t.Errorf("%s, row %d: %s is %v, want %v", table, i+1, column, got, value)
				}
			}
		}
	}
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("Verify after the upgrade: %+v", got)
	}
	useUpgraded(t, openStore(t, path))
}

// useUpgraded sees that what came from the older version works.
func useUpgraded(t *testing.T, store *sqlite.Store) {
	t.Helper()
	jane, err := store.Accounts().ByEmail(t.Context(), 1, mustParse("jane@example.com"))
	if err != nil || jane.Language != "" || !jane.MutedUntil.IsZero() || jane.Generation != 3 {
		t.Errorf("the account is %#v, %v", jane, err)
	}
	var asked []int
	order := ports.ClaimOrder{Now: time.UnixMilli(7000), Lease: time.Minute, Limit: 10}
	_, err = store.Outbox().Claim(t.Context(), order, func(due ports.Due) (ports.Verdict, error) {
		asked = append(asked, due.Asked)
		return ports.Verdict{State: domain.DeliveryWaiting}, nil
	})
	if err != nil || len(asked) != 1 || asked[0] != 1 {
		t.Errorf("claimed mails that were asked for %v times, %v, want the one that waits, once", asked, err)
	}
	records, err := store.Timeline().Requests(t.Context(), ports.RequestQuery{Limit: 10})
	if err != nil || len(records) != 4 {
		t.Fatalf("Requests = %d, %v, want 4", len(records), err)
	}
	for i, want := range []domain.RequestState{domain.RequestAccepted, domain.RequestNoAccount, domain.RequestFolded, domain.RequestMailed} {
		if records[i].State != want {
			t.Errorf("request %d is %s, want %s", records[i].Request.ID, records[i].State, want)
		}
	}
}

// tables returns all rows of all tables, in the order in which SQLite has them.
func tables(t *testing.T, path string) map[string][]map[string]any {
	t.Helper()
	db := shell(t, path, "")
	defer db.Close()
	names, err := db.Query("SELECT name FROM sqlite_schema WHERE type = 'table'")
	must(t, err)
	content := map[string][]map[string]any{}
	for names.Next() {
		var name string
		must(t, names.Scan(&name))
		content[name] = nil
	}
	must(t, names.Err())
	must(t, names.Close())
	for name := range content {
		rows, err := db.Query("SELECT * FROM " + name)
		must(t, err)
		columns, err := rows.Columns()
		must(t, err)
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			must(t, rows.Scan(into...))
			row := map[string]any{}
			for i, column := range columns {
				row[column] = values[i]
			}
			content[name] = append(content[name], row)
		}
		must(t, rows.Err())
		must(t, rows.Close())
	}
	return content
}
