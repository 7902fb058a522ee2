package argon2id

import (
	"context"
	"errors"
	"time"

	"latchkey/domain"
)

var (
	errQueueFull = errors.New("argon2id: too many calls wait already")
	errWaited    = errors.New("argon2id: waited in vain")
)

// room has a number of places to work in and a bounded queue before it. Whoever
// enters leaves when the work is done, not when its client hangs up: else
// clients that come and go would have it do more at once than it has places.
type room struct {
	places chan struct{} // holds one element per call at work
	queue  chan struct{} // holds one element per call that waits
	wait   time.Duration
}

func newRoom(places, queued int, wait time.Duration) room {
	return room{places: make(chan struct{}, places), queue: make(chan struct{}, queued), wait: wait}
}

// enter takes a place, first come first served, or gives domain.Unavailable:
// at once if the queue is full, after r.wait, or when ctx ends.
func (r *room) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return r.unavailable(err)
	}
	select {
	case r.places <- struct{}{}:
		return nil
	default:
	}
	select {
	case r.queue <- struct{}{}:
	default:
		return r.unavailable(errQueueFull)
	}
	defer func() { <-r.queue }()
	timer := time.NewTimer(r.wait)
	defer timer.Stop()
	select {
	case r.places <- struct{}{}:
		return nil
	case <-timer.C:
		return r.unavailable(errWaited)
	case <-ctx.Done():
		return r.unavailable(ctx.Err())
	}
}

func (r *room) leave() { <-r.places }

// unavailable tells the caller to come back after as long as it could have
// waited: by then the whole queue of now has had its turn or has gone.
func (r *room) unavailable(cause error) error {
	return &domain.Problem{Kind: domain.Unavailable, RetryAfter: max(r.wait, time.Second), Cause: cause}
}
