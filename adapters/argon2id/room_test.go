package argon2id_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"latchkey/adapters/argon2id"
	"latchkey/domain"
)

// gate is entropy that holds whoever reads it, and so a call that has begun,
// until it is opened.
type gate struct {
	opened chan struct{}
	begun  atomic.Int32
}

func (g *gate) Read(p []byte) (int, error) {
	g.begun.Add(1)
	<-g.opened
	return len(p), nil
}

// crowd makes calls inside a synctest bubble.
type crowd struct {
	*gate
	hasher *argon2id.Hasher
}

type outcome struct {
	hash  domain.PasswordHash
	err   error
	after time.Duration
	done  bool
}

func newCrowd(t *testing.T, o argon2id.Options) crowd {
	g := &gate{opened: make(chan struct{})}
	o.Entropy = g
	return crowd{gate: g, hasher: newHasher(t, o)}
}

// call starts a call and returns once it has settled in its place or queue.
func (c crowd) call(ctx context.Context) *outcome {
	result, start := new(outcome), time.Now()
	go func() {
		result.hash, result.err = c.hasher.Hash(ctx, plain("correct horse"))
		result.after, result.done = time.Since(start), true
	}()
	synctest.Wait()
	return result
}

// pass lets d go by in the bubble, and all it leads to.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func wantUnavailable(t *testing.T, who string, got *outcome, after time.Duration) {
	t.Helper()
	var problem *domain.Problem
	if !got.done || !errors.As(got.err, &problem) || problem.Kind != domain.Unavailable {
		t.Fatalf("%s: done %v with %v, want domain.Unavailable", who, got.done, got.err)
	}
	if problem.RetryAfter < time.Second || problem.RetryAfter > argon2id.MaxWait {
		t.Errorf("%s: RetryAfter = %v, want 1 to 2 s", who, problem.RetryAfter)
	}
	if got.after != after {
		t.Errorf("%s: told after %v, want %v", who, got.after, after)
	}
}

func wantHash(t *testing.T, who string, got *outcome) {
	t.Helper()
	if !got.done || got.err != nil || got.hash == "" {
		t.Errorf("%s: done %v with %v, want a hash", who, got.done, got.err)
	}
}

func TestFullQueueRefusesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, argon2id.Options{Concurrent: 2, Queued: 1, Wait: 2 * time.Second})
		first, second, third := c.call(t.Context()), c.call(t.Context()), c.call(t.Context())
		fourth := c.call(t.Context())
		wantUnavailable(t, "fourth", fourth, 0)
		if got := c.begun.Load(); got != 2 {
			t.Errorf("%d have begun, want 2", got)
		}
		close(c.opened)
		synctest.Wait()
		wantHash(t, "first", first)
		wantHash(t, "second", second)
		wantHash(t, "third, which waited", third)
	})
}

func TestWaitsNoLongerThanWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, argon2id.Options{Concurrent: 1, Queued: 2, Wait: 1500 * time.Millisecond})
		first, second := c.call(t.Context()), c.call(t.Context())
		pass(time.Second)
		third := c.call(t.Context())
		pass(500 * time.Millisecond)
		wantUnavailable(t, "second", second, 1500*time.Millisecond)
		if third.done {
			t.Errorf("third is done after 0.5 s with %v, want it to wait", third.err)
		}
		fourth := c.call(t.Context()) // in the second's place in the queue
		close(c.opened)
		synctest.Wait()
		wantHash(t, "first", first)
		wantHash(t, "third", third)
		wantHash(t, "fourth", fourth)
	})
}

func TestWaitEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, argon2id.Options{Concurrent: 1, Queued: 1, Wait: 2 * time.Second})
		c.call(t.Context())
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		second := c.call(ctx)
		pass(400 * time.Millisecond)
		wantUnavailable(t, "second", second, 300*time.Millisecond)
		if !errors.Is(second.err, context.DeadlineExceeded) {
			t.Errorf("second: %v, want it to wrap context.DeadlineExceeded", second.err)
		}
		third := c.call(t.Context()) // finds the queue empty again
		close(c.opened)
		synctest.Wait()
		wantHash(t, "third", third)
	})
}

// A client that hangs up must not free room for more work than fits.
func TestPlaceOutlivesClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, argon2id.Options{Concurrent: 1, Queued: 1, Wait: time.Second})
		ctx, hangUp := context.WithCancel(t.Context())
		first := c.call(ctx)
		hangUp()
		second := c.call(t.Context())
		pass(time.Second)
		wantUnavailable(t, "second", second, time.Second)
		if got := c.begun.Load(); got != 1 || first.done {
			t.Errorf("%d have begun and the first is done: %v; want 1 that is at work", got, first.done)
		}
		close(c.opened)
		synctest.Wait()
		wantHash(t, "first", first)
	})
}
