package sqlite_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"latchkey/adapters/sqlite"
)

func verify(t *testing.T, path string) []sqlite.Finding {
	t.Helper()
	findings, err := sqlite.Verify(t.Context(), path)
	if err != nil {
		t.Errorf("Verify: %v", err)
	}
	return findings
}

func TestASoundDatabaseHasNoFindings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store := busyShop(t, path)
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("beside a server: %+v, want nothing", got)
	}
	must(t, store.Close())
	before := fileHash(t, path)
	if got := verify(t, path); len(got) != 0 {
		t.Errorf("at rest: %+v, want nothing", got)
	}
	if fileHash(t, path) != before {
		t.Error("Verify changed the file")
	}
}

// damages are the ways to break a busyShop, each with what Verify must say.
var damages = []struct{ name, statements, invariant, text string }{
	{"a reference to nobody", "UPDATE deliveries SET account_id = zeroblob(12)", "I7", "a row refers to one that is not there"},
	{"an index is gone", "DROP INDEX deliveries_fresh", "I7", "a table, index or trigger is not the one of this version"},
	{"a table too many", "CREATE TABLE mine (id)", "I7", "a table, index or trigger is not the one of this version"},
	{"a trigger is gone", "DROP TRIGGER audit_events_stay", "I7", "a table, index or trigger is not the one of this version"},
	{"requests lost", "UPDATE admission_progress SET position = 99", "I1", "requests are missing that were looked at last"},
	{"progress lost", "UPDATE admission_progress SET position = 4", "I2", "a request has a state before it was looked at"},
	{"odd state of a request", "UPDATE admissions SET state = 'lost' WHERE request_id = 5", "I2", "a request is in a state that does not exist"},
	{"mail lost", "DELETE FROM deliveries WHERE id = x'020000000000000000000000'", "I2", "a request should have led to a mail, and there is none"},
	{"fold lost", "UPDATE admissions SET delivery_id = NULL WHERE request_id = 5", "I2", "a request was folded into a mail that is not there, or not its account's"},
	{"folded into a stranger's", "UPDATE admissions SET delivery_id = x'020000000000000000000000' WHERE request_id = 5", "I2",
		"a request was folded into a mail that is not there, or not its account's"},
	{"two states", "UPDATE admissions SET state = 'over_limit' WHERE request_id = 1", "I2", "a request led to a mail, and its state says otherwise"},
	{"two mails", `INSERT INTO deliveries SELECT x'070000000000000000000000', kind, state, account_id, request_id, generation, made_at, due_at, attempts,
		settled_at, claimed_at, ambiguous FROM deliveries WHERE id = x'010000000000000000000000'`, "I2", "a request led to more than one mail"},
	{"odd state of a mail", "UPDATE deliveries SET state = 'sent' WHERE id = x'010000000000000000000000'", "I2", "a mail is in a state, or of a kind, that does not exist"},
	{"odd kind of mail", "UPDATE deliveries SET kind = 'greeting' WHERE id = x'010000000000000000000000'", "I2", "a mail is in a state, or of a kind, that does not exist"},
	{"odd end of an attempt", "UPDATE delivery_attempts SET class = 'worse'", "I2", "an attempt ended in a way that does not exist"},
	{"stuck", "UPDATE deliveries SET claimed_at = claimed_at - 36000000, due_at = due_at - 36000000 WHERE id = x'020000000000000000000000'", "I2",
		"a mail is held by a sender that is long gone"},
	{"an end without a time", "UPDATE deliveries SET settled_at = NULL WHERE id = x'010000000000000000000000'", "I2", "a mail has ended, and nothing says when"},
	{"a time without an end", "UPDATE deliveries SET settled_at = made_at WHERE id = x'020000000000000000000000'", "I2", "a mail waits or is sent, and yet has ended"},
	{"sent after its end", "UPDATE deliveries SET claimed_at = made_at WHERE id = x'010000000000000000000000'", "I2", "a mail waits or is sent, and yet has ended"},
	{"tried too often", "UPDATE deliveries SET attempts = 10 WHERE id = x'010000000000000000000000'", "I2", "a mail was tried more often than it may be"},
	{"told too often", "UPDATE deliveries SET attempts = 34 WHERE id = x'090000000000000000000000'", "I2", "a mail was tried more often than it may be"},
	{"mailed too late", "UPDATE reset_requests SET requested_at = requested_at - 3600000 WHERE id = 1", "I4", "a link was mailed for a request that was too old"},
	{"used twice", `INSERT INTO reset_tokens SELECT zeroblob(32), delivery_id, account_id, generation, minted_at, spent_at FROM reset_tokens WHERE spent_at IS NOT NULL`,
		"I4", "two links of an account were used where the first must have ended the other"},
	{"used too late", "UPDATE reset_tokens SET minted_at = minted_at - 3600000 WHERE spent_at IS NOT NULL", "I4", "a link was used when it had expired"},
	{"others live on", "UPDATE accounts SET generation = 0", "I5", "a link was used, and the account's other links live on"},
	{"nobody is told", "DELETE FROM deliveries WHERE kind = 'password_changed'", "I5", "a link was used, and its owner is not told"},
	{"a link from nowhere", `INSERT INTO reset_tokens SELECT zeroblob(32), delivery_id, account_id, generation, minted_at, NULL FROM reset_tokens
		WHERE delivery_id = x'010000000000000000000000'`, "I6", "a link is live that no mail can have told"},
	{"a link of a mail never sent", `UPDATE deliveries SET claimed_at = NULL, attempts = 0 WHERE id = x'020000000000000000000000'`, "I6",
		"a link is live that no mail can have told"},
	{"an older link lives on", `INSERT INTO reset_tokens SELECT zeroblob(32), NULL, account_id, 1, minted_at, NULL FROM reset_tokens WHERE spent_at IS NOT NULL`,
		"I6", "a link is live although the account has completed a reset since"},
}

// TestVerifySeesEveryDamage breaks a sound database in one way at a time.
func TestVerifySeesEveryDamage(t *testing.T) {
	_, atRest := livingShop(t)
	for _, c := range damages {
		t.Run(c.name, func(t *testing.T) {
			path := snapshot(t, atRest)
			keep := "PRAGMA foreign_keys = ON; "
			if c.invariant == "I7" {
				keep = ""
			}
			_ = shell(t, path, keep+c.statements).Close()
			got := verify(t, path)
			if len(got) != 1 || got[0].Invariant != c.invariant || got[0].Text != c.text || got[0].Count < 1 {
				t.Errorf("Verify = %+v, want %s: %s", got, c.invariant, c.text)
			}
		})
	}
	for _, text := range sqlite.LawTexts() {
		if !slices.ContainsFunc(damages, func(d struct{ name, statements, invariant, text string }) bool { return d.text == text }) {
			t.Errorf("no damage shows that Verify sees when %s", text)
		}
	}
}

func TestVerifySeesDamagedPages(t *testing.T) {
	_, atRest := livingShop(t)
	for _, table := range []string{"accounts", "reset_requests", "goose_db_version", "sqlite_schema"} {
		t.Run(table, func(t *testing.T) {
			path := snapshot(t, atRest)
			page := 2
			db := shell(t, path, "")
			if table != "sqlite_schema" {
				must(t, db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&page))
			}
			_ = db.Close()
			overwritePage(t, path, page)
			if got := verify(t, path); len(got) == 0 || got[0].Invariant != "I7" || !got[0].Damaged {
				t.Errorf("Verify = %+v, want that the file is damaged", got)
			}
		})
	}
}

// TestVerifyOfAnOlderFile: its form can be judged, its rows cannot.
func TestVerifyOfAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	must(t, sqlite.MigrateTo(t.Context(), path, 2))
	if got, err := sqlite.Verify(t.Context(), path); len(got) != 0 || !errors.Is(err, sqlite.ErrOlder) {
		t.Errorf("Verify = %+v, %v, want ErrOlder alone", got, err)
	}
	_ = shell(t, path, "DROP INDEX deliveries_due").Close()
	if got, err := sqlite.Verify(t.Context(), path); len(got) != 1 || !errors.Is(err, sqlite.ErrOlder) {
		t.Errorf("Verify of a damaged one = %+v, %v, want the finding and ErrOlder", got, err)
	}
}
