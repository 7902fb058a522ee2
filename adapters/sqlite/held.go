package sqlite

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// heldFresh is how long a change made by another process may go unseen.
const heldFresh = time.Second

// held keeps something small in memory that every request asks for and that
// changes by hand, such as the list of all projects.
type held[T any] struct {
	current atomic.Pointer[snapshot[T]]
	loading sync.Mutex
}

type snapshot[T any] struct {
	at    time.Time
	value T
}

// get returns what was loaded within the last second, or loads it.
func (h *held[T]) get(ctx context.Context, now func() time.Time, load func(context.Context) (T, error)) (T, error) {
	if s := h.fresh(now()); s != nil {
		return s.value, nil
	}
	h.loading.Lock()
	defer h.loading.Unlock()
	at := now()
	if s := h.fresh(at); s != nil {
		return s.value, nil // another caller loaded it meanwhile
	}
	// One caller loads for all, so one that hangs up must not fail the others.
	value, err := load(context.WithoutCancel(ctx))
	if err == nil {
		h.current.Store(&snapshot[T]{at: at, value: value})
	}
	return value, err
}

// forget makes the next get load again.
func (h *held[T]) forget() {
	h.loading.Lock() // one that began before the change must not store after it
	defer h.loading.Unlock()
	h.current.Store(nil)
}

func (h *held[T]) fresh(now time.Time) *snapshot[T] {
	s := h.current.Load()
	if s == nil {
		return nil
	}
	if age := now.Sub(s.at); age < 0 || age >= heldFresh {
		return nil
	}
	return s
}
