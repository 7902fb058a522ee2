package app_test

import (
	"fmt"
	"testing"
	"time"

	"latchkey/adapters/ratewindows"
	"latchkey/app"
	"latchkey/domain"
)

func newBudgets(keys int) (*app.Budgets, *clock) {
	c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	return &app.Budgets{Environment: app.Environment{Now: c.Now}, Windows: ratewindows.New(keys)}, c
}

var threeAMinute = app.Budget{Name: "test", Rule: domain.RateRule{Limit: 3, Per: time.Minute}}

// TestSiteBudget (A23): the /64 networks of one /48 have 16 allowances
// together, no more, and neither more nor less than its own each.
func TestSiteBudget(t *testing.T) {
	budgets, clock := newBudgets(1000)
	spend := func(caller string) domain.RateDecision { return budgets.Spend(threeAMinute, caller) }
	for i := range 5 { // refused calls count nowhere: neither in the /64 nor in the /48
		if got := spend("2001:db8:1:1::/64"); got.Allowed != (i < 3) || got.Limit != 3 || got.Remaining != max(0, 2-i) {
			t.Errorf("call %d: %+v", i, got)
		}
	}
	for i := range 15 {
		for range 3 {
			if caller := fmt.Sprintf("2001:db8:1:%x::/64", i+2); !spend(caller).Allowed {
				t.Fatalf("%s was refused", caller)
			}
		}
	}
	clock.advance(time.Second)
	fresh := "2001:db8:1:ffff::/64"
	if got := spend(fresh); got.Allowed || got.Remaining != 0 || got.Limit != 3 || got.ResetIn != 59*time.Second {
		t.Errorf("call 49 of the /48: %+v, want refused for 59 s", got)
	}
	if got := budgets.Look(threeAMinute, fresh); got.Allowed || got.Remaining != 0 || got.Limit != 3 {
		t.Errorf("looked at: %+v", got)
	}
	for _, other := range []string{"2001:db8:2::/64", "192.0.2.1", "client 01", "unknown"} {
		if got := spend(other); !got.Allowed || got.Remaining != 2 {
			t.Errorf("%s: %+v", other, got)
		}
	}
	clock.advance(59 * time.Second)
	if got := spend(fresh); !got.Allowed || got.Remaining != 2 { // what was refused before did not count
		t.Errorf("a minute later: %+v", got)
	}
}

// TestRemainingIsNeverMoreThanTheSiteHas: the smaller of the two is told.
func TestRemainingIsNeverMoreThanTheSiteHas(t *testing.T) {
	budgets, _ := newBudgets(1000)
	for i := range 47 {
		budgets.Spend(threeAMinute, fmt.Sprintf("2001:db8:1:%x::/64", i))
	}
	if got := budgets.Look(threeAMinute, "2001:db8:1:ffff::/64"); !got.Allowed || got.Remaining != 1 {
		t.Errorf("looked at: %+v, want 1 left", got)
	}
	if got := budgets.Spend(threeAMinute, "2001:db8:1:ffff::/64"); !got.Allowed || got.Remaining != 0 || got.Limit != 3 {
		t.Errorf("the last one: %+v, want allowed with none left", got)
	}
}

// TestOddCallers: a name that only looks like a network is a name.
func TestOddCallers(t *testing.T) {
	budgets, _ := newBudgets(1000)
	for _, caller := range []string{"/64", "x/64", "10.0.0.0/64", "2001:db8::1%eth0/64", ""} {
		for i := range 4 {
			if got := budgets.Spend(threeAMinute, caller); got.Allowed != (i < 3) {
				t.Errorf("%q, call %d: %+v", caller, i, got)
			}
		}
	}
}
