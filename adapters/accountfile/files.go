// Package accountfile reads accounts from CSV files and JSON Lines, a row at a
// time, so that a file of any length takes no more memory than its longest
// line may. One broken row never takes the next one with it.
package accountfile

import (
	"fmt"
	"io"

	"latchkey/ports"
)

// MaxLineBytes is how long a line may be, without its end.
const MaxLineBytes = 64 << 10

// Files implements ports.AccountFiles. The zero value is ready.
type Files struct{}

// Open implements ports.AccountFiles.
func (Files) Open(r io.Reader, format string) (ports.AccountRows, error) {
	switch format {
	case "csv":
		return openCSV(r)
	case "jsonl":
		return &jsonLines{lines: newLines(r)}, nil
	}
	return nil, fmt.Errorf("there is no format %q; there are csv and jsonl", format)
}

// columns are the names of what a row may hold, in both formats.
const (
	emailColumn    = "email"
	hashColumn     = "password_hash"
	verifiedColumn = "email_verified"
	languageColumn = "language"
	disabledColumn = "disabled"
	externalColumn = "external"
)

const columnNames = emailColumn + ", " + hashColumn + ", " + verifiedColumn + ", " + languageColumn + ", " + disabledColumn + " and " + externalColumn
