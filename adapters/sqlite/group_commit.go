package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"latchkey/domain"
)

// groupCommit lets requests that arrive together share a transaction: one
// goroutine takes what is queued, writes it, commits, and only then wakes all
// who wait. It never waits for a group to grow: while one commit is under way
// the next group gathers by itself.
type groupCommit struct {
	store   *Store
	queue   chan *appending
	closing chan struct{}
	done    chan struct{}
	close   func()
}

const (
	largestGroup = 256
	queueLength  = 4 * largestGroup
)

// appending is a request on its way to disk.
type appending struct {
	request domain.ResetRequest
	result  chan error
}

func newGroupCommit(s *Store) *groupCommit {
	g := &groupCommit{
		store:   s,
		queue:   make(chan *appending, queueLength),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	g.close = sync.OnceFunc(func() {
		close(g.closing)
		<-g.done
	})
	go g.run()
	return g
}

// add returns nil once the request is on disk to stay.
func (g *groupCommit) add(ctx context.Context, request domain.ResetRequest) error {
	a := &appending{request: request, result: make(chan error, 1)}
	select {
	case g.queue <- a:
	case <-ctx.Done():
		return waitError(ctx, ctx.Err())
	case <-g.closing:
		return &domain.Problem{Kind: domain.Unavailable, Cause: errClosed}
	}
	select {
	case err := <-a.result:
		return err
	case <-g.done: // closed in the same moment; the last group may still have had it
		select {
		case err := <-a.result:
			return err
		default:
			return &domain.Problem{Kind: domain.Unavailable, Cause: errClosed}
		}
	}
}

func (g *groupCommit) run() {
	defer close(g.done)
	group := make([]*appending, 0, largestGroup)
	for {
		select {
		case first := <-g.queue:
			group = g.gather(append(group[:0], first))
			g.commit(group)
		case <-g.closing:
			for group = g.gather(group[:0]); len(group) > 0; group = g.gather(group[:0]) {
				g.commit(group)
			}
			return
		}
	}
}

// gather adds what is queued at this moment.
func (g *groupCommit) gather(group []*appending) []*appending {
	for len(group) < largestGroup {
		select {
		case a := <-g.queue:
			group = append(group, a)
		default:
			return group
		}
	}
	return group
}

func (g *groupCommit) commit(group []*appending) {
	err := g.insert(group)
	if len(group) > 1 && errors.Is(err, domain.NotFound) {
		// One request for a project that has gone must not fail the others.
		for _, a := range group {
			a.result <- g.insert([]*appending{a})
		}
		return
	}
	for _, a := range group {
		a.result <- err
	}
}

func (g *groupCommit) insert(group []*appending) error {
	s := g.store
	return s.change(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		insert := tx.StmtContext(ctx, s.prepared.addRequest)
		for _, a := range group {
			r := a.request
			_, err := insert.ExecContext(ctx, int64(r.ProjectID), r.Email.Canonical(), string(r.Channel), r.RequestedAt.UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
}
