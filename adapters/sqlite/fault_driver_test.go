package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"sync"

	modernc "modernc.org/sqlite"
)

// faultyDriver stands between database/sql and SQLite and asks the hook of a
// file before each statement that is executed, and before each commit.
type faultyDriver struct {
	*modernc.Driver
	hooks *sync.Map // of func(statement string) error, by the file's path
}

var faulty = sync.OnceValue(func() faultyDriver {
	d := faultyDriver{&modernc.Driver{}, &sync.Map{}}
	sql.Register("faulty", d)
	return d
})

// breakStatements makes "faulty" ask before each statement on the file at path.
func breakStatements(path string, before func(statement string) error) {
	faulty().hooks.Store(path, before)
}

func (d faultyDriver) Open(name string) (driver.Conn, error) {
	conn, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(name, "file:"), "?")
	hook, _ := d.hooks.Load(path)
	before, ok := hook.(func(string) error)
	if !ok {
		before = func(string) error { return nil }
	}
	return faultyConn{conn.(sqliteConn), before}, nil
}

// sqliteConn is what database/sql makes use of in SQLite's connections.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

type faultyConn struct {
	sqliteConn
	before func(string) error
}

func (c faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.before(query); err != nil {
		return nil, err
	}
	return c.sqliteConn.ExecContext(ctx, query, args)
}

func (c faultyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.sqliteConn.BeginTx(ctx, o)
	return faultyTx{tx, c.before}, err
}

type faultyTx struct {
	driver.Tx
	before func(string) error
}

func (t faultyTx) Commit() error {
	if err := t.before("COMMIT"); err != nil {
		_ = t.Rollback()
		return err
	}
	return t.Tx.Commit()
}
