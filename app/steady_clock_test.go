package app_test

import (
	"testing"
	"time"

	"latchkey/app"
)

var clockZero = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// TestSteadyClock sets a machine's clock back and forth (fault F14).
func TestSteadyClock(t *testing.T) {
	wall, elapsed := clockZero, time.Duration(0)
	clock := app.NewSteadyClock(func() time.Time { return wall }, func() time.Duration { return elapsed })
	for _, c := range []struct {
		name       string
		pass, jump time.Duration
		want       time.Duration // after clockZero
	}{
		{"time passes", time.Minute, 0, time.Minute},
		{"set back by a second", time.Minute, -time.Second, 2 * time.Minute},
		{"set back by a year", time.Minute, -365 * 24 * time.Hour, 3 * time.Minute},
		{"time passes there", time.Hour, 0, time.Hour + 3*time.Minute},
		{"set right", 0, 365*24*time.Hour + time.Second, time.Hour + 3*time.Minute},
		{"set forward", time.Minute, time.Hour, 2*time.Hour + 4*time.Minute},
		{"and back", time.Minute, -time.Hour, 2*time.Hour + 5*time.Minute},
		{"standing still", time.Hour, -time.Hour, 3*time.Hour + 5*time.Minute},
	} {
		elapsed += c.pass
		wall = wall.Add(c.pass + c.jump)
		if got := clock.Now().Sub(clockZero); got != c.want {
			t.Errorf("%s: %v after clockZero, want %v", c.name, got, c.want)
		}
	}
	if behind := clock.NotBefore(wall.Add(24 * time.Hour)); behind != 24*time.Hour {
		t.Errorf("the machine is behind by %v, want a day", behind)
	}
	if got := clock.Now(); !got.Equal(wall.Add(24 * time.Hour)) {
		t.Errorf("%v, want a day after %v", got, wall)
	}
	if behind := clock.NotBefore(clockZero); behind != 0 {
		t.Errorf("behind by %v of what is past", behind)
	}
}

func TestSteadyClockIsQuick(t *testing.T) {
	start := time.Now()
	clock := app.NewSteadyClock(time.Now, func() time.Duration { return time.Since(start) })
	if got := testing.AllocsPerRun(100, func() { clock.Now() }); got != 0 {
		t.Errorf("asking allocates %v times", got)
	}
}
