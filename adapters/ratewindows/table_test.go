package ratewindows_test

import (
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/adapters/ratewindows"
	"latchkey/domain"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

func TestContract(t *testing.T) {
	porttest.RateWindows(t, func(_ *testing.T, keys int) ports.RateWindows { return ratewindows.New(keys) })
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func key(n uint64) (k ports.RateKey) {
	binary.BigEndian.PutUint64(k[:], n)
	return k
}

// The compact form must never decide otherwise than the domain does, nor a key
// be lost or mixed up while others come, go and are swept.
func TestDecidesAsTheDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := ratewindows.New(100_000)
		rules := []domain.RateRule{{Limit: 1, Per: time.Second}, {Limit: 3, Per: time.Minute}, {Limit: 5, Per: time.Hour}}
		want := map[uint64]domain.RateWindow{}
		now := start
		for range rapid.IntRange(1, 300).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40_000).Draw(t, "passed")) * time.Millisecond)
			n := rapid.Uint64Range(0, 20).Draw(t, "key")
			if rapid.IntRange(0, 9).Draw(t, "forget") == 0 {
				table.Forget(key(n))
				delete(want, n)
				continue
			}
			rule := rules[n%3]
			if rapid.IntRange(0, 9).Draw(t, "look") == 0 {
				rule.Limit = 0
			}
			window, wantDecision := want[n].Spend(rule, now)
			want[n] = window
			if got := table.Spend(key(n), rule, now); got != wantDecision {
				t.Fatalf("Spend(%d, %v) = %+v, want %+v", n, rule, got, wantDecision)
			}
		}
	})
}

func TestOddRulesAndClocks(t *testing.T) {
	minute := domain.RateRule{Limit: 2, Per: time.Minute}
	tests := []struct {
		name  string
		rule  domain.RateRule
		at    time.Time
		calls int
		want  int // granted
	}{
		{"nothing allowed", domain.RateRule{Per: time.Minute}, start, 3, 0},
		{"clock at zero", minute, time.Time{}, 3, 2},
		{"clock before 1970", minute, time.Unix(-1, 0), 3, 2},
		{"clock beyond what is kept", minute, start.AddDate(1000, 0, 0), 3, 2},
		{"a window that never passes", domain.RateRule{Limit: 2, Per: 1<<63 - 1}, start, 3, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table := ratewindows.New(64)
			got := 0
			for range tt.calls {
				if table.Spend(key(1), tt.rule, tt.at).Allowed {
					got++
				}
			}
			if got != tt.want {
				t.Errorf("granted %d of %d, want %d", got, tt.calls, tt.want)
			}
		})
	}
}

func TestLimitIsWhatTheCountCanHold(t *testing.T) {
	rule := domain.RateRule{Limit: 1 << 40, Per: time.Hour}
	if got, want := ratewindows.New(64).Spend(key(1), rule, start).Limit, 1<<20-1; got != want {
		t.Errorf("Limit = %d, want %d", got, want)
	}
}

// Windows opened by a clock that ran ahead must not keep their room until that
// time has come.
func TestClockAheadThenSetBack(t *testing.T) {
	table, rule := ratewindows.New(640), domain.RateRule{Limit: 1, Per: time.Minute}
	for i := range uint64(10_000) {
		table.Spend(key(i), rule, start.AddDate(10, 0, 0))
	}
	granted := 0
	for i := range uint64(200) {
		if table.Spend(key(1<<32+i), rule, start).Allowed {
			granted++
		}
	}
	if granted < 190 {
		t.Errorf("granted %d of 200 new callers after the clock was set back, want nearly all", granted)
	}
}

// Where one window in twenty has passed, nearly each new caller must find it.
func TestMakesRoomAmongOpenWindows(t *testing.T) {
	long, short := domain.RateRule{Limit: 1, Per: time.Hour}, domain.RateRule{Limit: 1, Per: time.Minute}
	table := ratewindows.New(64 * 200)
	for i := range uint64(64 * 250) {
		rule := long
		if i%20 == 0 {
			rule = short
		}
		table.Spend(key(i), rule, start)
	}
	granted := 0
	for i := range uint64(300) {
		if table.Spend(key(1<<32+i), short, start.Add(time.Minute)).Allowed {
			granted++
		}
	}
	if granted < 240 {
		t.Errorf("granted %d of 300 new callers, want nearly all", granted)
	}
}
