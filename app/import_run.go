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

// importRun is one import under way.
type importRun struct {
	*Import
	project domain.ProjectID
	rows    ports.AccountRows
	seen    map[addressKey]int // the line each good address was on
	batch   []domain.Account
	slowest time.Duration // of the hashes so far
	raised  time.Duration // to this, at least, the floor has been raised
	done    ImportDone
}

func (r *importRun) all(ctx context.Context, tell func(ImportDone)) error {
	var turn fairTurn
	for last := false; !last; {
		var err error
		if last, err = r.gather(); err != nil {
			return err
		}
		if err := turn.await(ctx, r.Now); err != nil {
			return fmt.Errorf("stopped before the end; the same command goes on where this one was: %w", err)
		}
		if err := r.add(ctx); err != nil {
			return err
		}
		turn.end(r.Now)
		tell(r.done)
	}
	return nil
}

// gather fills the batch. It judges rows while no transaction is open.
func (r *importRun) gather() (last bool, err error) {
	r.batch = r.batch[:0]
	for read := 0; read < rowsAtOnce; read++ {
		row, err := r.rows.Next()
		var fault *ports.RowFault
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case errors.As(err, &fault):
			r.done.reject(fault.Line, fault.Reason)
			continue
		case err != nil:
			return false, err
		}
		account, reason, err := r.judge(row)
		if err != nil {
			return false, err
		}
		if reason != "" {
			r.done.reject(row.Line, reason)
			continue
		}
		r.batch = append(r.batch, account)
	}
	return false, nil
}

// add stores the batch.
func (r *importRun) add(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	if err := r.raise(ctx); err != nil {
		return fmt.Errorf("raise the floor of sign-ins: %w", err)
	}
	added, err := r.Store.AccountLists.AddMany(ctx, r.batch)
	if err != nil {
		return fmt.Errorf("add accounts: %w", err)
	}
	for _, isNew := range added {
		if isNew {
			r.done.Imported++
		} else {
			r.done.Unchanged++
		}
	}
	return nil
}

// raise makes refused sign-ins as slow as the slowest hash, before any account
// has it.
func (r *importRun) raise(ctx context.Context) error {
	if r.slowest <= r.raised {
		return nil
	}
	if err := r.Store.SignInFloor.Raise(ctx, r.slowest); err != nil {
		return err
	}
	r.raised = r.slowest
	floor, err := r.Store.SignInFloor.Floor(ctx)
	r.done.Floor = max(floor, leastFloor)
	return err
}
