package sqlite

import (
	"database/sql"
	"errors"

	"modernc.org/sqlite"

	"latchkey/domain"
)

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
const (
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeIOErr      = 10
	codeCorrupt    = 11
	codeFull       = 13
	codeCantOpen   = 14
	codeConstraint = 19
	codeNotADB     = 26

	codeForeignKey = codeConstraint | 3<<8
	codePrimaryKey = codeConstraint | 6<<8
	codeUnique     = codeConstraint | 8<<8
)

// resultCode returns SQLite's extended result code, or 0.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// translate gives an error of the database the kind that callers act on. A
// problem that others raised inside a transaction passes as it is.
func (s *Store) translate(err error) error {
	var problem *domain.Problem
	switch {
	case err == nil || errors.As(err, &problem):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return &domain.Problem{Kind: domain.NotFound}
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, errClosed):
		return &domain.Problem{Kind: domain.Unavailable, Cause: err}
	}
	code := resultCode(err)
	switch code {
	case codeUnique, codePrimaryKey:
		return &domain.Problem{Kind: domain.Invalid, Reason: domain.AlreadyExists, Cause: err}
	case codeForeignKey:
		return &domain.Problem{Kind: domain.NotFound, Cause: err}
	}
	switch code & 0xff {
	case codeCorrupt, codeNotADB:
		s.latch(err)
		return &domain.Problem{Kind: domain.Unavailable, Cause: err}
	case codeBusy, codeLocked, codeReadOnly, codeIOErr, codeFull, codeCantOpen:
		return &domain.Problem{Kind: domain.Unavailable, Cause: err}
	}
	return err
}

// latch ends all writing at the first sign of corruption: SQLite would go on
// inserting into a file whose other pages are garbage.
func (s *Store) latch(cause error) {
	if !s.corrupt.Swap(true) {
		s.log.Error("the database file is corrupt: nothing is written any more; stop and restore a backup", "error", cause)
	}
}

var errClosed = errors.New("the database is closed")
