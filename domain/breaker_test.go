package domain_test

import (
	"testing"
	"time"

	"latchkey/domain"
)

func TestBreaker(t *testing.T) {
	var b domain.Breaker
	now := noon
	if domain.BreakerTrips != 5 || domain.ProbeEvery != 15*time.Second {
		t.Errorf("the breaker opens after %d faults and tries each %s, want 5 and 15s", domain.BreakerTrips, domain.ProbeEvery)
	}
	for i := range domain.BreakerTrips {
		if got := b.Allow(8, now); got != 8 {
			t.Fatalf("after %d faults %d mails are allowed, want 8", i, got)
		}
		opened := b.Fault(now)
		if last := i == domain.BreakerTrips-1; opened != last || b.Open() != last {
			t.Fatalf("after %d faults: opened %t, open %t", i+1, opened, b.Open())
		}
	}
	steps := []struct {
		after time.Duration
		limit int
		want  int
	}{
		{0, 8, 0},
		{domain.ProbeEvery - 1, 8, 0},
		{1, 8, 1},
		{0, 8, 0}, // the probe is under way
		{domain.ProbeEvery, 8, 1},
		{domain.ProbeEvery, 0, 0},
		{-time.Hour, 8, 1}, // a clock set back must not keep the relay waiting
		{domain.ProbeEvery - 1, 8, 0},
	}
	for i, step := range steps {
		now = now.Add(step.after)
		if got := b.Allow(step.limit, now); got != step.want {
			t.Errorf("step %d: %d mails are allowed, want %d", i, got, step.want)
		}
	}
	if b.Fault(now) {
		t.Error("an open breaker opens once more")
	}
	if b.Allow(8, now.Add(domain.ProbeEvery-1)) != 0 {
		t.Error("a failed probe is followed at once by another")
	}
	if !b.Answered() || b.Open() || b.Answered() {
		t.Error("an answer closes the breaker, once")
	}
	if got := b.Allow(8, now); got != 8 {
		t.Errorf("closed again, %d mails are allowed, want 8", got)
	}
}

func TestAnAnswerBetweenFaultsKeepsTheBreakerClosed(t *testing.T) {
	var b domain.Breaker
	for range 10 {
		for range domain.BreakerTrips - 1 {
			if b.Fault(noon) {
				t.Fatal("the breaker opened though the relay answers now and then")
			}
		}
		b.Answered()
	}
}
