package ports

import "io"

// AccountRow is an account as a row of a file describes it: text that nobody
// has judged yet.
type AccountRow struct {
	Line          int // where the row is in its file; the first line is 1
	Email         string
	PasswordHash  string // "": the account has no password yet
	EmailVerified bool
	Language      string // "": not known
	Disabled      bool
	External      bool // signs in elsewhere
}

// RowFault is why one row cannot be read. The rows after it can.
type RowFault struct {
	Line   int    // the first line is 1
	Reason string // in words that hold nothing of the row
}

// Error says why.
func (f *RowFault) Error() string { return f.Reason }

// AccountRows reads accounts one after the other. It is used by one goroutine.
type AccountRows interface {
	// Next returns the next row, io.EOF after the last, or a *RowFault for one
	// that cannot be read. Any other error ends the reading.
	Next() (AccountRow, error)
}

// AccountFiles reads files of accounts.
type AccountFiles interface {
	// Open reads r as format, which is "csv" or "jsonl", as far as the first
	// row. What it says of a file it cannot make sense of may name a column, but
	// holds nothing else of the file.
	Open(r io.Reader, format string) (AccountRows, error)
}
