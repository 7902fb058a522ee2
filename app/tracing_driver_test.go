package app_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"sync"

	moderncsqlite "modernc.org/sqlite"
)

// tracer notes every statement that is executed on a database, whoever
// prepared it and when.
type tracer struct {
	mu         sync.Mutex
	statements []string
}

func (t *tracer) note(statement string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.statements = append(t.statements, statement)
}

// take returns what was executed since the last call.
func (t *tracer) take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := slices.Clone(t.statements)
	t.statements = nil
	return taken
}

// register puts the tracer between database/sql and SQLite and returns under
// which name, which begins with name.
func (t *tracer) register(name string) string {
	for n := 0; ; n++ { // a test may run more than once
		if numbered := fmt.Sprint(name, n); !slices.Contains(sql.Drivers(), numbered) {
			sql.Register(numbered, tracingDriver{&moderncsqlite.Driver{}, t})
			return numbered
		}
	}
}

type tracingDriver struct {
	driver.Driver
	tracer *tracer
}

func (d tracingDriver) Open(name string) (driver.Conn, error) {
	conn, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return tracingConn{conn.(fullConn), d.tracer}, nil
}

// fullConn is what database/sql makes use of in SQLite's connections.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

type tracingConn struct {
	fullConn
	tracer *tracer
}

func (c tracingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.tracer.note(query)
	return c.fullConn.ExecContext(ctx, query, args)
}

func (c tracingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.tracer.note(query)
	return c.fullConn.QueryContext(ctx, query, args)
}

func (c tracingConn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

func (c tracingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.fullConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return tracingStmt{stmt.(fullStmt), query, c.tracer}, nil
}

type fullStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type tracingStmt struct {
	fullStmt
	query  string
	tracer *tracer
}

func (s tracingStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.tracer.note(s.query)
	return s.fullStmt.ExecContext(ctx, args)
}

func (s tracingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.tracer.note(s.query)
	return s.fullStmt.QueryContext(ctx, args)
}
