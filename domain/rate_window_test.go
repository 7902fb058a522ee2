package domain_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

var sixtyPerMinute = domain.RateRule{Limit: 60, Per: time.Minute}

func TestRateWindowCountsDown(t *testing.T) {
	var window domain.RateWindow
	for call := 1; call <= 62; call++ {
		now := noon.Add(time.Duration(call-1) * 100 * time.Millisecond)
		var got domain.RateDecision
		window, got = window.Spend(sixtyPerMinute, now)
		want := domain.RateDecision{
			Allowed:   call <= 60,
			Limit:     60,
			Spent:     min(call, 60),
			Remaining: max(0, 60-call),
			ResetIn:   time.Minute - now.Sub(noon), // from the first call on
		}
		if got != want {
			t.Fatalf("call %d = %+v, want %+v", call, got, want)
		}
	}
	if want := (domain.RateWindow{OpenedAt: noon, Spent: 60}); window != want {
		t.Errorf("window = %+v, want %+v", window, want)
	}
}

func TestRateWindowSpend(t *testing.T) {
	const per = time.Minute
	spent := domain.RateWindow{OpenedAt: noon, Spent: 3}
	tests := []struct {
		name   string
		before domain.RateWindow
		limit  int
		at     time.Duration // after noon
		after  domain.RateWindow
		want   domain.RateDecision
	}{
		{"the first opens", domain.RateWindow{}, 3, 0,
			domain.RateWindow{OpenedAt: noon, Spent: 1}, domain.RateDecision{Allowed: true, Limit: 3, Spent: 1, Remaining: 2, ResetIn: per}},
		{"refused to the last moment", spent, 3, per - 1,
			spent, domain.RateDecision{Limit: 3, Spent: 3, ResetIn: 1}},
		{"opens anew once passed", spent, 3, per,
			domain.RateWindow{OpenedAt: noon.Add(per), Spent: 1}, domain.RateDecision{Allowed: true, Limit: 3, Spent: 1, Remaining: 2, ResetIn: per}},
		{"opens anew long after", spent, 3, 1000 * time.Hour,
			domain.RateWindow{OpenedAt: noon.Add(1000 * time.Hour), Spent: 1}, domain.RateDecision{Allowed: true, Limit: 3, Spent: 1, Remaining: 2, ResetIn: per}},
		{"overtaken by a later call", domain.RateWindow{OpenedAt: noon, Spent: 1}, 3, -time.Microsecond,
			domain.RateWindow{OpenedAt: noon.Add(-time.Microsecond), Spent: 2}, domain.RateDecision{Allowed: true, Limit: 3, Spent: 2, Remaining: 1, ResetIn: per}},
		{"clock set back by years", spent, 3, -20_000 * time.Hour,
			domain.RateWindow{OpenedAt: noon.Add(-20_000 * time.Hour), Spent: 3}, domain.RateDecision{Limit: 3, Spent: 3, ResetIn: per}},
		{"limit lowered below what is spent", spent, 2, 0,
			spent, domain.RateDecision{Limit: 2, Spent: 3, ResetIn: per}},
		{"limit raised", spent, 5, 0,
			domain.RateWindow{OpenedAt: noon, Spent: 4}, domain.RateDecision{Allowed: true, Limit: 5, Spent: 4, Remaining: 1, ResetIn: per}},
		{"a look counts nothing", spent, 0, time.Second,
			spent, domain.RateDecision{Spent: 3, ResetIn: per - time.Second}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, got := tt.before.Spend(domain.RateRule{Limit: tt.limit, Per: per}, noon.Add(tt.at))
			if got != tt.want {
				t.Errorf("decision = %+v, want %+v", got, tt.want)
			}
			if after != tt.after {
				t.Errorf("window = %+v, want %+v", after, tt.after)
			}
		})
	}
}

// A look at a window that has not opened must not start its time.
func TestRateWindowOpensWithTheFirstThatCounts(t *testing.T) {
	look := domain.RateRule{Limit: 0, Per: time.Minute}
	window, _ := domain.RateWindow{}.Spend(look, noon)
	_, got := window.Spend(sixtyPerMinute, noon.Add(50*time.Second))
	if want := (domain.RateDecision{Allowed: true, Limit: 60, Spent: 1, Remaining: 59, ResetIn: time.Minute}); got != want {
		t.Errorf("decision = %+v, want %+v", got, want)
	}
}

// However the clock jumps, it grants one limit, and one more for each whole
// length of a window by which it has moved forward.
func TestRateWindowGrantsNoMoreThanTheClockMoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := domain.RateRule{Limit: rapid.IntRange(1, 5).Draw(t, "limit"), Per: time.Minute}
		now, window := noon, domain.RateWindow{}
		var granted int
		var forward time.Duration
		for range rapid.IntRange(1, 200).Draw(t, "calls") {
			step := time.Duration(rapid.IntRange(-90, 90).Draw(t, "step")) * time.Second
			now = now.Add(step)
			forward += max(0, step)
			var got domain.RateDecision
			window, got = window.Spend(rule, now)
			if got.Allowed {
				granted++
			}
			if got.ResetIn <= 0 || got.ResetIn > rule.Per {
				t.Fatalf("ResetIn = %v, want more than 0 and at most %v", got.ResetIn, rule.Per)
			}
			if got.Spent+got.Remaining != rule.Limit || got.Spent != window.Spent {
				t.Fatalf("decision = %+v does not tell of %+v", got, window)
			}
			if most := rule.Limit * (1 + int(forward/rule.Per)); granted > most {
				t.Fatalf("granted %d after %v forward, want at most %d", granted, forward, most)
			}
		}
	})
}

// Calls within one length of a window, in any order, see two windows at most.
func TestRateWindowGrantsTwiceTheLimitAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := domain.RateRule{Limit: rapid.IntRange(1, 5).Draw(t, "limit"), Per: time.Minute}
		window := domain.RateWindow{
			OpenedAt: noon.Add(-time.Duration(rapid.Int64Range(0, 120).Draw(t, "opened")) * time.Second),
			Spent:    rapid.IntRange(0, rule.Limit).Draw(t, "spent"),
		}
		granted := 0
		for range rapid.IntRange(1, 100).Draw(t, "calls") {
			var got domain.RateDecision
			window, got = window.Spend(rule, noon.Add(time.Duration(rapid.Int64Range(0, int64(rule.Per)-1).Draw(t, "at"))))
			if got.Allowed {
				granted++
			}
		}
		if granted > 2*rule.Limit {
			t.Fatalf("granted %d within %v, want at most %d", granted, rule.Per, 2*rule.Limit)
		}
	})
}

// Whoever is refused and waits for ResetIn is allowed, whatever others try meanwhile.
func TestRateWindowKeepsItsPromise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := domain.RateRule{Limit: 2, Per: time.Minute}
		window := domain.RateWindow{OpenedAt: noon, Spent: 2}
		now := noon.Add(time.Duration(rapid.IntRange(0, 59).Draw(t, "refused at")) * time.Second)
		window, refused := window.Spend(rule, now)
		for range rapid.IntRange(0, 20).Draw(t, "tries") {
			window, _ = window.Spend(rule, now.Add(time.Duration(rapid.Int64Range(0, int64(refused.ResetIn)-1).Draw(t, "at"))))
		}
		if _, got := window.Spend(rule, now.Add(refused.ResetIn)); refused.Allowed || !got.Allowed {
			t.Fatalf("after %+v and waiting: %+v, want allowed", refused, got)
		}
	})
}
