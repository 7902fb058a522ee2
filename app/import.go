package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Import brings the customers of a shop over from a file, while a server runs
// or not. An address that is there already is left as it is, so that a file can
// be imported again, as a whole, after whatever went wrong.
type Import struct {
	Environment
	Store  ports.Store
	Files  ports.AccountFiles
	Hashes []ports.HashReader // whose hashes somebody can sign in with
}

// ImportOrder says what to import.
type ImportOrder struct {
	Project domain.ProjectID
	File    io.Reader
	Format  string // "csv" or "jsonl"
}

// ImportDone tells what became of the rows, or became of them so far.
type ImportDone struct {
	Imported  int // accounts that are new
	Unchanged int // rows whose address was there already
	Rejected  int // rows that were no good

	// Rejections are the first [MaxRejections] of them, in the order of the file.
	Rejections []Rejection

	// Floor is how long a refused sign-in takes now, at least; 0 if every hash
	// in the file takes just as long as latchkey's own.
	Floor time.Duration
}

// MaxRejections is how many rejected rows are remembered.
const MaxRejections = 10_000

// Rejection is a row that was not imported.
type Rejection struct {
	Line   int    // of the file; its first is 1
	Reason string // in words that hold nothing of the row
}

// Rows returns how many rows have been dealt with.
func (d ImportDone) Rows() int { return d.Imported + d.Unchanged + d.Rejected }

func (d *ImportDone) reject(line int, reason string) {
	d.Rejected++
	if len(d.Rejections) < MaxRejections {
		d.Rejections = append(d.Rejections, Rejection{Line: line, Reason: reason})
	}
}

// rowsAtOnce is how many accounts are added in one transaction: few enough that
// a running server never waits long, enough that a commit costs little.
const rowsAtOnce = 1000

// Run imports the file and calls tell after every transaction. If it fails, or
// ctx ends, what it returns tells what was done until then, which stays. An
// unknown project is a problem of kind domain.NotFound in field "project".
func (i *Import) Run(ctx context.Context, order ImportOrder, tell func(ImportDone)) (ImportDone, error) {
	if _, err := i.Store.Projects.ByID(ctx, order.Project); err != nil {
		return ImportDone{}, notFound("project", err)
	}
	rows, err := i.Files.Open(order.File, order.Format)
	if err != nil {
		return ImportDone{}, err
	}
	run := importRun{Import: i, project: order.Project, rows: rows, seen: map[addressKey]int{}}
	err = run.all(ctx, tell)
	return run.done, errors.Join(err, i.record(ctx, order.Project, run.done))
}

// record notes the import, even one that was broken off, if it did anything.
func (i *Import) record(ctx context.Context, project domain.ProjectID, done ImportDone) error {
	if done.Imported == 0 {
		return nil
	}
	event := domain.AuditEvent{At: i.Now(), Kind: domain.AuditImported, Project: project}
	if err := i.Store.AuditLog.Append(context.WithoutCancel(ctx), event); err != nil {
		return fmt.Errorf("the accounts are imported, but not in the audit log: %w", err)
	}
	return nil
}
