package app

import (
	"context"
	"errors"
	"time"

	"latchkey/domain"
)

// signInQueue is how many attempts wait for a place.
const signInQueue = 64

var errSignInRoom = errors.New("too many attempts to sign in at once")

// signInRoom has a number of places and a bounded queue before it.
type signInRoom struct {
	places chan struct{} // holds one element per attempt that is checked
	queue  chan struct{} // holds one element per attempt that waits
}

func newSignInRoom(places int) signInRoom {
	return signInRoom{places: make(chan struct{}, max(places, 1)), queue: make(chan struct{}, signInQueue)}
}

// enter takes a place, first come first served, or gives domain.Unavailable: at
// once if the queue is full, after wait, or when ctx ends.
func (r signInRoom) enter(ctx context.Context, wait time.Duration) error {
	unavailable := func(cause error) error {
		return &domain.Problem{Kind: domain.Unavailable, RetryAfter: max(wait, time.Second), Cause: cause}
	}
	if ctx.Err() != nil {
		return unavailable(ctx.Err())
	}
	select {
	case r.places <- struct{}{}:
		return nil
	default:
	}
	select {
	case r.queue <- struct{}{}:
	default:
		return unavailable(errSignInRoom)
	}
	defer func() { <-r.queue }()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case r.places <- struct{}{}:
		return nil
	case <-timer.C:
		return unavailable(errSignInRoom)
	case <-ctx.Done():
		return unavailable(ctx.Err())
	}
}

func (r signInRoom) leave() { <-r.places }
