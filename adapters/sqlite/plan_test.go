package sqlite_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNothingThatRunsAllTheTimeReadsAWholeTable: what a sender or the worker
// does costs the same however many rows there are (fault F27).
func TestNothingThatRunsAllTheTimeReadsAWholeTable(t *testing.T) {
	store := openStore(t, filepath.Join(t.TempDir(), "latchkey.db"))
	plans, err := store.Plans(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for query, steps := range plans {
		for _, step := range steps {
			words := strings.Fields(step)
			harmless := func(scan string) bool { return strings.HasPrefix(step, scan) }
			if words[0] == "SCAN" && !slices.ContainsFunc([]string{
				"SCAN admission_progress",                            // one row
				"SCAN (subquery",                                     // what has been limited
				"SCAN CONSTANT ROW",                                  // no table at all
				"SCAN deliveries USING INDEX deliveries_claimed",     // holds nothing else
				"SCAN d USING COVERING INDEX deliveries_handed_over", // the same
			}, harmless) || step == "USE TEMP B-TREE FOR ORDER BY" {
				t.Errorf("%s\nof the statement %s", step, query)
			}
			if i := slices.Index(words, "INDEX"); i >= 0 {
				used[words[i+1]] = true
			}
		}
	}
	for _, index := range []string{
		"deliveries_fresh", "deliveries_again", "deliveries_notices_fresh", "deliveries_notices_again", "deliveries_claimed",
		"deliveries_handed_over", "deliveries_by_account", "admissions_by_account", "reset_tokens_by_delivery",
	} {
		if !used[index] {
			t.Errorf("the index %s is of no use to any statement", index)
		}
	}
}

// TestNothingThatRunsAllTheTimeIsPreparedAgain: SQLite would do so each time a
// bare LIMIT ? is bound.
func TestNothingThatRunsAllTheTimeIsPreparedAgain(t *testing.T) {
	store := openStore(t, filepath.Join(t.TempDir(), "latchkey.db"))
	plans, err := store.Plans(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for query := range plans {
		if _, after, found := strings.Cut(query, "LIMIT ?"); found && !strings.HasPrefix(after, " + 0") {
			t.Errorf("the limit of this statement is looked at when it is prepared: %s", query)
		}
	}
}
