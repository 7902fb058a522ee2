package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/migrations"

	"github.com/pressly/goose/v3"
)

// WriteInGroup commits what run does together with what others do.
func (s *Store) WriteInGroup(ctx context.Context, run func(context.Context, *sql.Tx) error) error {
	return s.group.write(ctx, run)
}

// ReadAtOnce reads on n connections at the same time, 4 at most.
func (s *Store) ReadAtOnce(ctx context.Context, n int) (err error) {
	for range n {
		conn, connErr := s.read.Conn(ctx)
		if err = errors.Join(err, connErr); connErr != nil {
			continue
		}
		defer conn.Close()
		accounts := 0
		err = errors.Join(err, conn.QueryRowContext(ctx, "SELECT count(*) FROM accounts").Scan(&accounts))
	}
	return err
}

// KeptWriter is the writing connection in the hands of a test.
type KeptWriter struct {
	store  *Store
	conn   *sql.Conn
	before int64
}

// KeepWriter takes the writing connection as soon as it is free.
func (s *Store) KeepWriter(ctx context.Context) (*KeptWriter, error) {
	conn, err := s.write.Conn(ctx)
	return &KeptWriter{s, conn, s.write.Stats().WaitCount}, err
}

// Awaited returns how many have begun to wait for it.
func (k *KeptWriter) Awaited() int { return int(k.store.write.Stats().WaitCount - k.before) }

// MeetLock gives it back as one does who has met the lock of another process.
func (k *KeptWriter) MeetLock() error {
	k.store.busy.Add(1)
	return k.conn.Close()
}

// LocksMet returns how often a transaction met the lock of another process for
// too long.
func (s *Store) LocksMet() uint64 { return uint64(s.busy.Load()) }

// Queued returns how many writes wait for their group.
func (s *Store) Queued() int { return len(s.group.queue) }

// Pragmas returns settings of the writing connection as SQLite has them.
func (s *Store) Pragmas(ctx context.Context, names ...string) (map[string]string, error) {
	values := make(map[string]string, len(names))
	for _, name := range names {
		var value string
		if err := s.write.QueryRowContext(ctx, "SELECT * FROM pragma_"+name).Scan(&value); err != nil {
			return nil, s.translate(err)
		}
		values[name] = value
	}
	return values, nil
}

// Plans returns how SQLite runs the statements that a sender and the worker run
// all the time, by their texts, with the names of the parameters left out.
func (s *Store) Plans(ctx context.Context) (map[string][]string, error) {
	var p statements
	queries := []string{
		"UPDATE deliveries SET due_at = ?, claimed_at = NULL WHERE claimed_at IS NOT NULL",
		"DELETE FROM accounts WHERE id = ?",
	}
	for _, one := range p.list(nil, nil) {
		queries = append(queries, one.query)
	}
	for l := range p.countLane {
		queries = append(queries, lane(l).count(), lane(l).due())
	}
	plans := map[string][]string{}
	for _, query := range queries {
		steps, err := s.plan(ctx, query)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", query, err)
		}
		plans[query] = steps
	}
	return plans, nil
}

func (s *Store) plan(ctx context.Context, query string) ([]string, error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	var args []any
	for range 12 {
		args = append(args, nil)
	}
	var steps []string
	for n := range len(args) { // as many as the statement takes
		rows, err := conn.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args[:n]...)
		if err != nil {
			continue
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				return nil, err
			}
			steps = append(steps, step)
		}
		return steps, rows.Close()
	}
	return nil, fmt.Errorf("cannot be explained")
}

// MigrateTo makes the file at path with the schema of an older version.
func MigrateTo(ctx context.Context, path string, version int64) error {
	if err := createFile(path); err != nil {
		return err
	}
	uri, err := fileURI(path)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", uri+forWriting)
	if err != nil {
		return err
	}
	defer db.Close()
	files, err := migrations.SQLite()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

// LockFile takes a server's lock, as a server of any version does.
var LockFile = lockFile

// LawTexts returns what Verify says about the laws it checks row by row.
func LawTexts() []string {
	var texts []string
	for _, law := range laws() {
		texts = append(texts, law.text)
	}
	return texts
}
