package ratewindows_test

import (
	"runtime"
	"testing"
	"time"

	"latchkey/adapters/ratewindows"
	"latchkey/domain"
)

func TestAllocatesNothing(t *testing.T) {
	rule := domain.RateRule{Limit: 60, Per: time.Minute}
	table := ratewindows.New(640)
	n := uint64(0)
	for ; n < 10_000; n++ {
		table.Spend(key(n), rule, start)
	}
	if got := testing.AllocsPerRun(1000, func() { table.Spend(key(1), rule, start) }); got != 0 {
		t.Errorf("a known key allocates %v times, want 0", got)
	}
	if got := testing.AllocsPerRun(1000, func() { n++; table.Spend(key(n), rule, start) }); got != 0 {
		t.Errorf("a new key in a full table allocates %v times, want 0", got)
	}
	if got := testing.AllocsPerRun(1000, func() { n++; table.Spend(key(n), rule, start.Add(time.Hour)) }); got != 0 {
		t.Errorf("a new key in a swept slot allocates %v times, want 0", got)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	for range 2 { // the second takes what pools held over the first
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// T18: a million keys in 64 MiB; A23: more callers take no more.
func TestMemoryIsBounded(t *testing.T) {
	rule := domain.RateRule{Limit: 60, Per: time.Minute}
	before := heap()
	table := ratewindows.New(ratewindows.DefaultKeys)
	for i := range uint64(11 * ratewindows.DefaultKeys / 10) {
		table.Spend(key(i), rule, start)
	}
	used := heap() - before
	t.Logf("%.1f MiB for %d keys", float64(used)/(1<<20), ratewindows.DefaultKeys)
	if used > 64<<20 {
		t.Errorf("%d bytes for %d keys, want at most 64 MiB", used, ratewindows.DefaultKeys)
	}
	if table.Spend(key(1<<40), rule, start).Allowed {
		t.Error("a new caller is allowed in a full table, want refused: the shared window is spent")
	}
	runtime.KeepAlive(table)
}

// Callers that come once and never again must not fill the table as time goes by.
func TestMemoryFollowsOpenWindows(t *testing.T) {
	rule := domain.RateRule{Limit: 60, Per: time.Second}
	table := ratewindows.New(ratewindows.DefaultKeys)
	before := heap()
	for i := range uint64(300_000) {
		table.Spend(key(i), rule, start.Add(time.Duration(i)*time.Millisecond))
	}
	grown := heap() - before
	t.Logf("%d KiB for 1000 open windows", grown>>10)
	if grown > 1<<20 {
		t.Errorf("grown by %d bytes for 1000 open windows, want at most 1 MiB", grown)
	}
	runtime.KeepAlive(table)
}
