package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"latchkey/domain"
)

// groupCommit lets small writes that arrive together share a transaction: one
// goroutine takes what is queued, writes it, commits, and only then wakes all
// who wait. It never waits for a group to grow: while one commit is under way
// the next group gathers by itself.
type groupCommit struct {
	store  *Store
	done   chan struct{}
	mu     sync.RWMutex // held for reading while queueing, so that the queue can be closed
	queue  chan smallWrite
	closed bool

	results sync.Pool // of the channels on which writes learn how they went

	// What the transaction under way has of the prepared statements; only the
	// goroutine of the group touches it.
	tx   *sql.Tx
	mine map[*sql.Stmt]*sql.Stmt
}

// statement returns a prepared statement for the transaction under way. A group
// runs the same one for all of its writes, so that it is bound to it once.
func (g *groupCommit) statement(ctx context.Context, tx *sql.Tx, prepared *sql.Stmt) *sql.Stmt {
	if g.tx != tx {
		g.tx = tx
		clear(g.mine)
	}
	bound, found := g.mine[prepared]
	if !found {
		bound = tx.StmtContext(ctx, prepared)
		g.mine[prepared] = bound
	}
	return bound
}

const (
	largestGroup = 256
	queueLength  = 4 * largestGroup
)

// smallWrite is a write on its way to disk. It may be run more than once, after
// its first transaction was rolled back.
type smallWrite struct {
	run    func(context.Context, *sql.Tx) error
	result chan error // takes one without waiting
}

// do runs the write. A panic in it is its own failure and nobody else's. What
// a panic says may hold anything, so only its type is told.
func (w smallWrite) do(ctx context.Context, tx *sql.Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("write panicked: %T", p)
		}
	}()
	return w.run(ctx, tx)
}

func newGroupCommit(s *Store) *groupCommit {
	g := &groupCommit{store: s, queue: make(chan smallWrite, queueLength), done: make(chan struct{}), mine: map[*sql.Stmt]*sql.Stmt{}}
	g.results.New = func() any { return make(chan error, 1) }
	go g.loop()
	return g
}

// close commits what is queued and ends.
func (g *groupCommit) close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.queue)
	}
	g.mu.Unlock()
	<-g.done
}

// write returns nil once what run did is on disk to stay. Once queued, the end
// of ctx does not stop it.
func (g *groupCommit) write(ctx context.Context, run func(context.Context, *sql.Tx) error) error {
	result := g.results.Get().(chan error)
	defer g.results.Put(result) // it is empty again: whoever has queued waits for what it brings
	if err := g.enqueue(ctx, smallWrite{run: run, result: result}); err != nil {
		return err
	}
	return <-result
}

func (g *groupCommit) enqueue(ctx context.Context, w smallWrite) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return &domain.Problem{Kind: domain.Unavailable, Cause: errClosed}
	}
	select {
	case g.queue <- w: // nearly always: there is room, and no need to listen for the end of ctx
		return nil
	default:
	}
	select {
	case g.queue <- w:
		return nil
	case <-ctx.Done():
		return &domain.Problem{Kind: domain.Unavailable, Cause: ctx.Err()}
	}
}

func (g *groupCommit) loop() {
	defer close(g.done)
	group := make([]smallWrite, 0, largestGroup)
	for first := range g.queue {
		group = g.commit(g.gather(append(group[:0], first)), g.next)
		clear(group) // a quiet night must not hold on to the last rush
	}
}

// withQueued adds all who have queued while another process would not let go of
// the file. They have waited long enough: one group after the other, the last
// would wait for minutes.
func (g *groupCommit) withQueued(group []smallWrite) []smallWrite {
	for range len(g.queue) {
		w, ok := <-g.queue
		if !ok {
			return group
		}
		group = append(group, w)
	}
	return group
}

// gather adds what is queued at this moment, so that all of it learns at once
// if there can be no transaction.
func (g *groupCommit) gather(group []smallWrite) []smallWrite {
	for len(group) < largestGroup {
		select {
		case w, ok := <-g.queue:
			if !ok {
				return group
			}
			group = append(group, w)
		default:
			return group
		}
	}
	return group
}

// next returns what is queued or, failing that, what those bring who are ready
// to run and get one turn: never a wait.
func (g *groupCommit) next() (smallWrite, bool) {
	for range 2 {
		select {
		case w, ok := <-g.queue:
			return w, ok
		default:
			runtime.Gosched()
		}
	}
	return smallWrite{}, false
}

// commit writes the group in one transaction, and what more brings meanwhile,
// and tells everybody how it went. It returns the group as it has grown.
func (g *groupCommit) commit(group []smallWrite, more func() (smallWrite, bool)) []smallWrite {
	failed := -1
	err := g.store.change(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		for i := 0; i < len(group); i++ {
			if err := group[i].do(ctx, tx); err != nil {
				failed = i
				return err
			}
			if i+1 == len(group) && len(group) < largestGroup {
				if w, ok := more(); ok {
					group = append(group, w)
				}
			}
		}
		killPoint("before commit")
		return nil
	})
	if err == nil {
		killPoint("after commit")
	}
	if isBusy(err) {
		// Before anybody is told: whoever comes after that has not waited yet.
		group = g.withQueued(group)
	}
	// A full disk or a lock is nobody's fault and would meet the others as well.
	if failed < 0 || len(group) == 1 || errors.Is(err, domain.Unavailable) {
		for _, w := range group {
			w.result <- err
		}
		return group
	}
	// One write that cannot be done must not fail the others.
	group[failed].result <- err
	others := append(group[:failed:failed], group[failed+1:]...)
	if len(others) > 0 {
		g.commit(others, func() (smallWrite, bool) { return smallWrite{}, false })
	}
	return group
}
