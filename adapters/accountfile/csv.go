package accountfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"latchkey/ports"
)

// csvRows reads RFC 4180 with a header line. No value of an account has a line
// break in it, so a row is a line: a quote that is never closed spoils its own
// row only.
type csvRows struct {
	lines   *lines
	columns []string
	fields  []string // of the current row, kept to be filled again
}

func openCSV(r io.Reader) (*csvRows, error) {
	c := &csvRows{lines: newLines(r)}
	header, err := c.lines.next()
	var fault *ports.RowFault
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty; its first line must name the columns")
	case errors.As(err, &fault):
		return nil, fmt.Errorf("the header line cannot be read: %s", fault.Reason)
	case err != nil:
		return nil, err
	}
	columns, reason := splitCSV(string(header), nil)
	switch {
	case strings.HasPrefix(string(header), "{"):
		return nil, errors.New("the first line is a JSON object and names no columns; such a file needs --format jsonl")
	case reason != "":
		return nil, fmt.Errorf("the header line cannot be read: %s", reason)
	}
	c.columns = columns
	return c, checkColumns(columns)
}

func checkColumns(columns []string) error {
	for i, name := range columns {
		if !slices.Contains([]string{emailColumn, hashColumn, verifiedColumn, languageColumn, disabledColumn, externalColumn}, name) {
			return fmt.Errorf("there is no column %s; the columns, separated by commas, are %s", quoted(name), columnNames)
		}
		if slices.Contains(columns[:i], name) {
			return fmt.Errorf("the column %s is there twice", name)
		}
	}
	if !slices.Contains(columns, emailColumn) {
		return fmt.Errorf("the column %s is missing; the columns, separated by commas, are %s", emailColumn, columnNames)
	}
	return nil
}

// quoted names a column; the first line of a file without a header may hold
// anything, so one that cannot be a name is not repeated.
func quoted(name string) string {
	if name == "" || len(name) > 40 || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_- ;") != "" {
		return "of such a name as the header has"
	}
	return fmt.Sprintf("%q", name)
}

// Next implements ports.AccountRows.
func (c *csvRows) Next() (ports.AccountRow, error) {
	line, err := c.lines.next()
	if err != nil {
		return ports.AccountRow{}, err
	}
	fields, reason := splitCSV(string(line), c.fields[:0])
	c.fields = fields
	if reason != "" {
		return ports.AccountRow{}, c.lines.fault(reason)
	}
	if len(fields) != len(c.columns) {
		return ports.AccountRow{}, c.lines.fault(fmt.Sprintf("the row and the header differ in their number of fields: %d and %d", len(fields), len(c.columns)))
	}
	row := ports.AccountRow{Line: c.lines.number}
	for i, name := range c.columns {
		if reason := setField(&row, name, fields[i]); reason != "" {
			return ports.AccountRow{}, c.lines.fault(reason)
		}
	}
	return row, nil
}

func setField(row *ports.AccountRow, name, value string) (reason string) {
	switch name {
	case emailColumn:
		row.Email = value
	case hashColumn:
		row.PasswordHash = value
	case languageColumn:
		row.Language = value
	case verifiedColumn:
		return setFlag(&row.EmailVerified, name, value)
	case disabledColumn:
		return setFlag(&row.Disabled, name, value)
	case externalColumn:
		return setFlag(&row.External, name, value)
	}
	return ""
}

// setFlag reads what databases print for a truth value, in any letter case.
func setFlag(flag *bool, name, value string) (reason string) {
	switch strings.ToLower(value) {
	case "true", "t", "1", "yes":
		*flag = true
	case "false", "f", "0", "no", "":
		*flag = false
	default:
		return name + " is neither true nor false"
	}
	return ""
}
