package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"os"

	"latchkey/domain"
)

var errMoved = errors.New("the database's file was removed, or another one was put in its place, while a server used it; " +
	"end the server and put a backup in place with latchkey restore")

// note remembers which file was opened.
func (s *Store) note() (err error) {
	s.file, err = os.Stat(s.path)
	return err
}

// mustBeThere fails once the file has lost its name. SQLite would go on with
// what has no name any more, and all of it would be gone with the process.
func (s *Store) mustBeThere() error {
	if s.file == nil {
		return nil // it is only being opened
	}
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(info, s.file) {
		return &domain.Problem{Kind: domain.Unavailable, Cause: errMoved}
	}
	return nil // whatever else there may be SQLite finds out
}

// emptyLog brings what is in the log into the file that has lost its name. The
// log has kept its own, and whoever opens what has come in the file's place
// would take it for that one's.
func emptyLog(ctx context.Context, on interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}) {
	_, _ = on.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)") // why it is needed has been told
}

// connector opens connections to the one file of a store. To one that has come
// in its place, a connection would apply the log of the first.
type connector struct {
	driver driver.Driver
	uri    string
	store  *Store
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	if err := c.store.mustBeThere(); err != nil {
		return nil, err
	}
	conn, err := c.driver.Open(c.uri)
	if err != nil {
		return nil, err
	}
	if err := c.store.mustBeThere(); err != nil { // it came meanwhile
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }

// pool returns connections to the file, none of which is open yet.
func (s *Store) pool(driverName, uri string) (*sql.DB, error) {
	named, err := sql.Open(driverName, uri) // the one way to a driver by its name
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{driver: named.Driver(), uri: uri, store: s}), named.Close()
}
