package app_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

func TestDemoClock(t *testing.T) {
	machine := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := app.NewDemoClock(func() time.Time { return machine })
	if got := clock.Now(); !got.Equal(machine) || clock.Ahead() != 0 {
		t.Fatalf("new clock: got %v, %v ahead, want the machine's time", got, clock.Ahead())
	}
	for _, tt := range []struct {
		by    time.Duration
		ok    bool
		ahead time.Duration
	}{
		{10 * time.Minute, true, 10 * time.Minute},
		{61 * time.Minute, true, 71 * time.Minute},
		{0, false, 71 * time.Minute},
		{-time.Nanosecond, false, 71 * time.Minute},
		{-1 << 63, false, 71 * time.Minute},
		{1<<63 - 1, false, 71 * time.Minute},
		{app.MaxAhead, false, 71 * time.Minute},
		{app.MaxAhead - 71*time.Minute, true, app.MaxAhead},
		{1, false, app.MaxAhead},
	} {
		err := clock.Advance(tt.by)
		if (err == nil) != tt.ok || !tt.ok && !errors.Is(err, domain.Invalid) {
			t.Errorf("advance by %v: got %v, want ok %t or an invalid value", tt.by, err, tt.ok)
		}
		if got := clock.Now().Sub(machine); got != tt.ahead || clock.Ahead() != tt.ahead {
			t.Errorf("after %v: got %v ahead, want %v", tt.by, got, tt.ahead)
		}
	}
	machine = machine.Add(time.Second)
	if got, want := clock.Now(), machine.Add(app.MaxAhead); !got.Equal(want) {
		t.Errorf("the machine's clock went on: got %v, want %v", got, want)
	}
}

// Everything that runs in a demo reads the clock while a visitor puts it
// forward: no step is lost, and it never goes back for anybody.
func TestDemoClockAmongMany(t *testing.T) {
	machine := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := app.NewDemoClock(func() time.Time { return machine })
	const visitors, steps = 8, 200
	var all sync.WaitGroup
	for range visitors {
		all.Go(func() {
			last := clock.Now()
			for range steps {
				if err := clock.Advance(time.Second); err != nil {
					t.Error(err)
				}
				now := clock.Now()
				if !now.After(last) {
					t.Errorf("got %v after %v, want a later time", now, last)
				}
				last = now
			}
		})
	}
	all.Wait()
	if got, want := clock.Ahead(), visitors*steps*time.Second; got != want {
		t.Errorf("got %v ahead, want %v", got, want)
	}
}
