package worker_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"latchkey/adapters/worker"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestPausesAreJittered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs []time.Time
		ctx, cancel := context.WithCancel(t.Context())
		w := worker.Worker{Entropy: rand.Reader, Log: discard(), Steps: []worker.Step{{Name: "count", Do: func(context.Context) (int, error) {
			if runs = append(runs, time.Now()); len(runs) == 1000 {
				cancel()
			}
			return 0, nil
		}}}}
		began := time.Now()
		w.Run(ctx)
		var pauses []time.Duration
		last := began
		for _, at := range runs {
			pauses, last = append(pauses, at.Sub(last)), at
		}
		slices.Sort(pauses)
		shortest, median, longest := pauses[0], pauses[500], pauses[999]
		if shortest < worker.ShortestPause || longest > worker.LongestPause {
			t.Errorf("pauses between %v and %v, want %v to %v", shortest, longest, worker.ShortestPause, worker.LongestPause)
		}
		if shortest > 80*time.Millisecond || longest < 470*time.Millisecond || median < 225*time.Millisecond || median > 325*time.Millisecond {
			t.Errorf("pauses %v, %v, %v: not evenly spread", shortest, median, longest)
		}
	})
}

func TestStepRunsUntilNothingIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		due, at := 5, []time.Time{}
		ctx, cancel := context.WithCancel(t.Context())
		w := worker.Worker{Entropy: rand.Reader, Log: discard(), Steps: []worker.Step{{Name: "drain", Do: func(context.Context) (int, error) {
			at = append(at, time.Now())
			if due == 0 {
				cancel()
				return 0, nil
			}
			due--
			return 1, nil
		}}}}
		w.Run(ctx)
		if len(at) != 6 || at[0] != at[5] {
			t.Errorf("ran at %v, want six times at one moment", at)
		}
	})
}

func TestTroubleEndsARunAndNotTheWorker(t *testing.T) {
	for _, c := range []struct {
		name    string
		trouble func() (int, error)
		logged  string
	}{
		{"error", func() (int, error) { return 1, errors.New("disk full") }, "disk full"},
		{"panic", func() (int, error) { panic("canary-in-a-panic") }, "panic"},
		{"runtime panic", func() (int, error) { var n any = 1; return len(n.(string)), nil }, "interface conversion"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				var (
					runs   []time.Time
					others atomic.Int32
				)
				ctx, cancel := context.WithCancel(t.Context())
				w := worker.Worker{Entropy: rand.Reader, Log: slog.New(slog.NewTextHandler(&log, nil)), Steps: []worker.Step{
					{Name: "trouble", Do: func(context.Context) (int, error) {
						// Were the trouble to end the other step, this would go on for ever.
						if runs = append(runs, time.Now()); len(runs) >= 3 && others.Load() > 0 {
							cancel()
						}
						return c.trouble()
					}},
					{Name: "other", Do: func(context.Context) (int, error) { others.Add(1); return 0, nil }},
				}}
				w.Run(ctx)
				if len(runs) < 3 || runs[1].Sub(runs[0]) < worker.ShortestPause || runs[2].Sub(runs[1]) < worker.ShortestPause {
					t.Errorf("ran at %v, want three times and more, with pauses", runs)
				}
				if !bytes.Contains(log.Bytes(), []byte(c.logged)) || bytes.Contains(log.Bytes(), []byte("canary")) {
					t.Errorf("log: %s, want %q in it and no canary", log.String(), c.logged)
				}
			})
		})
	}
}

func TestRunWaitsForTheRunUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		finished := false
		w := worker.Worker{Entropy: rand.Reader, Log: discard(), Steps: []worker.Step{{Name: "slow", Do: func(context.Context) (int, error) {
			cancel()
			<-time.After(10 * time.Second)
			finished = true
			return 1, nil
		}}}}
		w.Run(ctx)
		if !finished {
			t.Error("Run returned before the step did")
		}
	})
}

func TestPauseWithoutEntropyIsTheLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began, ran := time.Now(), time.Time{}
		w := worker.Worker{Entropy: bytes.NewReader(nil), Log: discard(), Steps: []worker.Step{{Name: "once", Do: func(context.Context) (int, error) {
			ran = time.Now()
			cancel()
			return 0, nil
		}}}}
		w.Run(ctx)
		if got := ran.Sub(began); got != worker.LongestPause {
			t.Errorf("paused %v, want %v", got, worker.LongestPause)
		}
	})
}
