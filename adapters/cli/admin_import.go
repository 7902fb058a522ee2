package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

type accountImportCmd struct {
	officeFlags
	Project domain.ProjectID `required:"" placeholder:"ID" help:"The shop's id."`
	Format  string           `placeholder:"FORMAT" choices:"csv,jsonl" help:"csv or jsonl (default: by the name of the file, otherwise csv)."`
	File    string           `arg:"" help:"The customers, - for standard input."`
}

// Help says what the file holds.
func (c *accountImportCmd) Help() string {
	return `Imports customers with the password hashes they have, while a server runs or not.

A CSV file begins with a line that names its columns, a JSON Lines file (.jsonl, .ndjson) has one object a line. The names are email, password_hash, email_verified, language, disabled and external; only email must be there. A hash may be empty: then the first reset sets the password.

Hashes that are known: bcrypt, argon2id, WordPress, phpBB, Django pbkdf2_sha256, Magento 1 and 2. They are replaced by argon2id when their owners sign in.

Rows that are no good are listed and the others imported. An e-mail that is there already is left as it is, so the same file can be imported again.

For example

    latchkey account import --db shop.db --project 1 customers.csv
    gunzip -c customers.jsonl.gz | latchkey account import --db shop.db --project 1 --format jsonl --json -

Environment: LATCHKEY_DB names the database.

Exit codes: 0 the good rows are there now, 1 no row was good or it did not work, 2 wrong usage, 4 the database is a newer latchkey's or no latchkey's, 5 it is corrupt, 6 it is not there or may not be used.`
}

// Run imports the file and tells what became of its rows.
func (c *accountImportCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) (err error) {
	format, err := c.format()
	if err != nil {
		return err
	}
	file, size, err := c.open(terminal)
	if err != nil {
		return err
	}
	defer file.Close()
	importer, shut, err := commands.OpenImport(ctx, OfficeOptions{DB: c.DB, LogLevel: level, Log: terminal.Stderr})
	if err != nil {
		return commands.notOpened(err)
	}
	defer func() { err = errors.Join(err, shut()) }()
	counted := &countedReader{in: file}
	progress := newImportProgress(terminal.Stderr, counted, size)
	done, err := importer.Run(ctx, app.ImportOrder{Project: c.Project, File: counted, Format: format}, progress.show)
	progress.end()
	if err != nil && done.Rows() == 0 {
		return inWords(err)
	}
	if err := c.print(terminal, docOfImport(done), func(w io.Writer) { importInWords(w, done) }); err != nil {
		return err
	}
	if err != nil {
		return inWords(err)
	}
	return tellRejected(terminal.Stderr, done)
}

// tellRejected says on stderr, too, that rows were rejected, which is no
// failure as long as others were good.
func tellRejected(stderr io.Writer, done app.ImportDone) error {
	if done.Rejected == 0 {
		return nil
	}
	err := fmt.Errorf("%s of %d rejected; correct the file and import it again: what is there already stays as it is",
		plural(done.Rejected, "row", "rows"), done.Rows())
	if done.Rejected == done.Rows() {
		return err
	}
	fmt.Fprintln(stderr, "latchkey:", err)
	return nil
}

func (c *accountImportCmd) format() (string, error) {
	switch c.Format {
	case "csv", "jsonl":
		return c.Format, nil
	case "":
		switch strings.ToLower(filepath.Ext(c.File)) {
		case ".jsonl", ".ndjson":
			return "jsonl", nil
		}
		return "csv", nil
	}
	return "", valueError("--format", "csv or jsonl")
}

// open returns the file and how many bytes it has, 0 if that cannot be known.
func (c *accountImportCmd) open(terminal *Terminal) (io.ReadCloser, int64, error) {
	if c.File == "-" {
		return io.NopCloser(terminal.input()), 0, nil
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, 0, usageError{fmt.Errorf("the file cannot be read: %w", err)}
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", c.File)
	}
	if err != nil {
		return nil, 0, errors.Join(usageError{fmt.Errorf("the file cannot be read: %w", err)}, file.Close())
	}
	return file, info.Size(), nil
}

// importDoc is what became of an import in JSON.
type importDoc struct {
	Imported  int            `json:"imported"`
	Rejected  []rejectionDoc `json:"rejected"`
	Total     int            `json:"rejected_total,omitzero"` // if there are more than the list has
	Unchanged int            `json:"unchanged,omitzero"`      // what was there already
}

type rejectionDoc struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

func docOfImport(done app.ImportDone) importDoc {
	doc := importDoc{Imported: done.Imported, Unchanged: done.Unchanged, Rejected: make([]rejectionDoc, len(done.Rejections))}
	for i, one := range done.Rejections {
		doc.Rejected[i] = rejectionDoc(one)
	}
	if done.Rejected > len(done.Rejections) {
		doc.Total = done.Rejected
	}
	return doc
}

// rejectionsInWords is how many rejected rows a person is shown.
const rejectionsInWords = 20

func importInWords(w io.Writer, done app.ImportDone) {
	fmt.Fprintf(w, "%s imported, %d there already, %d rejected.\n", plural(done.Imported, "account", "accounts"), done.Unchanged, done.Rejected)
	for _, one := range done.Rejections[:min(len(done.Rejections), rejectionsInWords)] {
		fmt.Fprintf(w, "  line %d: %s\n", one.Line, one.Reason)
	}
	if more := done.Rejected - rejectionsInWords; more > 0 {
		fmt.Fprintf(w, "  and %d more; --json lists up to %d\n", more, app.MaxRejections)
	}
	if done.Floor > 0 {
		fmt.Fprintf(w, "Sign-ins that fail take %v from now on, so that nobody learns from the time\nwhich hash an account has.\n", done.Floor.Round(time.Millisecond))
	}
}
