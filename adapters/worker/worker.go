// Package worker runs the steps that need no caller, each on a clock of its
// own.
//
// A request must never wake a step: were the mail for a known address sent at
// once, the next request would be slower than after an unknown one, and time
// would tell who is a customer. So a step runs at random times that have
// nothing to do with anybody's request.
package worker

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"
)

// The pause between two runs of a step is drawn anew each time between these.
const (
	ShortestPause = 50 * time.Millisecond
	LongestPause  = 500 * time.Millisecond
)

// Step does one batch of due work and returns how much there was of it.
type Step struct {
	Name   string
	Do     func(context.Context) (int, error)
	Breath time.Duration // between the batches of a backlog, for others to get their turn
}

// Worker runs steps until it is told to stop.
type Worker struct {
	Steps   []Step
	Entropy io.Reader
	Log     *slog.Logger
}

// Run runs all steps side by side and returns when ctx has ended and the runs
// under way are over.
func (w *Worker) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, step := range w.Steps {
		running.Go(func() { w.loop(ctx, step) })
	}
	running.Wait()
}

func (w *Worker) loop(ctx context.Context, step Step) {
	pause := time.NewTimer(w.pause())
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		w.exhaust(ctx, step)
		pause.Reset(w.pause())
	}
}

// exhaust repeats the step until nothing is due or something is wrong; then
// the pause keeps it from turning in circles.
func (w *Worker) exhaust(ctx context.Context, step Step) {
	breath := time.NewTimer(0)
	defer breath.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-breath.C:
		}
		n, err := w.do(ctx, step)
		if err != nil && !(ctx.Err() != nil && errors.Is(err, context.Canceled)) { // else it was told to stop
			w.Log.ErrorContext(ctx, "step failed, it will be tried again", "step", step.Name, "error", err)
		}
		if err != nil || n == 0 {
			return
		}
		breath.Reset(step.Breath)
	}
}

// do runs the step once. A panic in it must not end the others.
func (w *Worker) do(ctx context.Context, step Step) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, panicked{p}
		}
	}()
	return step.Do(ctx)
}

// panicked is a step's panic. What it says may hold anything, a password too,
// so only its type is told.
type panicked struct{ value any }

func (p panicked) Error() string {
	if err, ok := p.value.(interface{ RuntimeError() }); ok {
		return "panic: " + err.(error).Error()
	}
	return "panic"
}

func (w *Worker) pause() time.Duration {
	var b [8]byte
	if _, err := io.ReadFull(w.Entropy, b[:]); err != nil {
		return LongestPause
	}
	return ShortestPause + time.Duration(binary.BigEndian.Uint64(b[:])%uint64(LongestPause-ShortestPause+1))
}
