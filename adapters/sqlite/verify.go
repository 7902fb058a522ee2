package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Finding is one way in which a database is not as it must be.
type Finding struct {
	Invariant string // which law is broken, I1 to I7
	Text      string // what was found
	Count     int    // in how many places, at least 1
	Damaged   bool   // SQLite itself cannot read all of the file
}

// Verify reads the file at path, beside a running server or without one, and
// returns what is wrong with it: nothing, if all is well. It writes nothing, save
// that it undoes a transaction that was cut off (see peekHalfBorn), and needs no
// clock: ages are those at the last moment the file knows of. A file that is not
// there, not latchkey's or newer is an error, as for OpenBeside; of an older one
// only the form is looked at, and the error matches ErrOlder.
func Verify(ctx context.Context, path string) ([]Finding, error) {
	version, err := inspectExisting(ctx, Options{Path: path})
	if isCorrupt(err) {
		return []Finding{unreadable(err)}, nil
	}
	if err != nil {
		return nil, err
	}
	var findings []Finding
	err = peek(ctx, path, func(db *sql.DB) (err error) {
		findings, err = verify(ctx, db, version)
		return err
	})
	if isCorrupt(err) {
		return append(findings, unreadable(err)), nil
	}
	if err == nil && version.found < version.known {
		err = fmt.Errorf("%w (version %d, this program's is %d): only its form was looked at", ErrOlder, version.found, version.known)
	}
	return findings, err
}

// verify looks at one moment of the database.
func verify(ctx context.Context, db *sql.DB, version schema) ([]Finding, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	findings, err := verifyPages(ctx, tx)
	if err != nil || len(findings) > 0 {
		return findings, err
	}
	findings, err = verifySchema(ctx, tx, version.found)
	if err != nil || len(findings) > 0 || version.found < version.known {
		return findings, err
	}
	bounds, err := boundsOf(ctx, tx)
	if err != nil {
		return findings, err
	}
	for _, law := range laws() {
		count := 0
		if err := tx.QueryRowContext(ctx, bounds.Replace(law.query)).Scan(&count); err != nil {
			return findings, fmt.Errorf("%s: %w", law.text, err)
		}
		if count > 0 {
			findings = append(findings, Finding{Invariant: law.invariant, Text: law.text, Count: count})
		}
	}
	return findings, nil
}

// verifyPages has SQLite look at every page and every reference.
func verifyPages(ctx context.Context, tx *sql.Tx) ([]Finding, error) {
	var findings []Finding
	for _, look := range []struct{ pragma, text string }{
		{"integrity_check", "the file is damaged"},
		{"foreign_key_check", "a row refers to one that is not there"},
	} {
		count, err := countRows(ctx, tx, look.pragma)
		if err != nil {
			return findings, err
		}
		if count > 0 {
			findings = append(findings, Finding{Invariant: "I7", Text: look.text, Count: count, Damaged: look.pragma == "integrity_check"})
		}
	}
	return findings, nil
}

// countRows counts what a pragma complains about.
func countRows(ctx context.Context, tx *sql.Tx, pragma string) (int, error) {
	query := "SELECT count(*) FROM pragma_" + pragma
	if pragma == "integrity_check" {
		query += " WHERE integrity_check <> 'ok'"
	}
	n := 0
	err := tx.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// verifySchema compares the tables with those that the migrations make.
func verifySchema(ctx context.Context, tx *sql.Tx, version int64) ([]Finding, error) {
	fresh, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1) // each connection would have a database of its own
	provider, err := newProvider(fresh)
	if err != nil {
		return nil, err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return nil, fmt.Errorf("make a database to compare with: %w", err)
	}
	want, err := schemaTexts(ctx, fresh)
	if err != nil {
		return nil, err
	}
	got, err := schemaTexts(ctx, tx)
	if err != nil {
		return nil, err
	}
	differ := 0
	for name, text := range want {
		if got[name] != text {
			differ++
		}
	}
	for name := range got {
		if _, known := want[name]; !known {
			differ++
		}
	}
	if differ == 0 {
		return nil, nil
	}
	return []Finding{{Invariant: "I7", Text: "a table, index or trigger is not the one of this version", Count: differ}}, nil
}

// schemaTexts returns how everything was made, whatever the white space.
func schemaTexts(ctx context.Context, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	texts := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		texts[name] = strings.Join(strings.Fields(text), " ")
	}
	return texts, rows.Err()
}

func isCorrupt(err error) bool {
	code := resultCode(err) & 0xff
	return code == codeCorrupt || code == codeNotADB
}

func unreadable(err error) Finding {
	return Finding{Invariant: "I7", Text: "the file is damaged: " + err.Error(), Count: 1, Damaged: true}
}
