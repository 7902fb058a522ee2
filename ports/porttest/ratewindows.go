package porttest

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// RateWindows checks what ports.RateWindows promises of what new returns: a
// store that is full once it holds about so many keys.
func RateWindows(t *testing.T, new func(t *testing.T, keys int) ports.RateWindows) {
	const roomy, tight = 10_000, 128
	t.Run("counts down, refuses, opens anew", func(t *testing.T) { spendsWindow(t, new(t, roomy)) })
	t.Run("each key has its own window and rule", func(t *testing.T) { keepsKeysApart(t, new(t, roomy)) })
	t.Run("looks under a rule that allows nothing", func(t *testing.T) { looks(t, new(t, roomy), roomy) })
	t.Run("takes a call back", func(t *testing.T) { refunds(t, new(t, roomy)) })
	t.Run("forgets", func(t *testing.T) { forgets(t, new(t, roomy)) })
	t.Run("grants no more to calls at once", func(t *testing.T) { grantsOnce(t, new(t, roomy)) })
	t.Run("keeps a window while others come and go", func(t *testing.T) { survivesCrowd(t, new(t, tight)) })
	t.Run("grants no more to calls that overtake", func(t *testing.T) { grantsOvertaken(t, new(t, roomy)) })
	t.Run("new callers share a window when full", func(t *testing.T) { sharesWhenFull(t, new(t, tight), tight) })
	t.Run("known callers keep theirs when full", func(t *testing.T) { keepsKnownWhenFull(t, new(t, tight), tight) })
	t.Run("has room again once windows have passed", func(t *testing.T) { makesRoom(t, new(t, tight), tight) })
}

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func rateKey(n uint64) (key ports.RateKey) {
	binary.BigEndian.PutUint64(key[8:], n)
	return key
}

// decided is the decision after so many calls of a window were counted.
func decided(allowed bool, limit, spent int, resetIn time.Duration) domain.RateDecision {
	return domain.RateDecision{Allowed: allowed, Limit: limit, Spent: spent, Remaining: max(0, limit-spent), ResetIn: resetIn}
}

func wantDecision(t *testing.T, call string, got, want domain.RateDecision) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %+v, want %+v", call, got, want)
	}
}

func spendsWindow(t *testing.T, windows ports.RateWindows) {
	rule := domain.RateRule{Limit: 3, Per: time.Minute}
	steps := []struct {
		after time.Duration
		want  domain.RateDecision
	}{
		{0, decided(true, 3, 1, time.Minute)},
		{20 * time.Second, decided(true, 3, 2, 40*time.Second)},
		{21 * time.Second, decided(true, 3, 3, 39*time.Second)},
		{22 * time.Second, decided(false, 3, 3, 38*time.Second)},
		{59 * time.Second, decided(false, 3, 3, time.Second)},
		{60 * time.Second, decided(true, 3, 1, time.Minute)},
	}
	for _, step := range steps {
		got := windows.Spend(rateKey(1), rule, noon().Add(step.after))
		wantDecision(t, "Spend after "+step.after.String(), got, step.want)
	}
}

func keepsKeysApart(t *testing.T, windows ports.RateWindows) {
	rules := []domain.RateRule{{Limit: 1, Per: time.Second}, {Limit: 2, Per: time.Minute}, {Limit: 600, Per: 24 * time.Hour}}
	for i := range uint64(3000) {
		rule := rules[i%3]
		wantDecision(t, "first Spend", windows.Spend(rateKey(i), rule, noon()), decided(true, rule.Limit, 1, rule.Per))
	}
	later := noon().Add(10 * time.Second)
	for i := range uint64(3000) {
		rule := rules[i%3]
		want := decided(true, rule.Limit, 2, rule.Per-10*time.Second)
		if rule.Per < 10*time.Second {
			want = decided(true, rule.Limit, 1, rule.Per)
		}
		wantDecision(t, "second Spend", windows.Spend(rateKey(i), rule, later), want)
	}
}

// looks spends under a rule with Limit 0, which counts nothing and opens nothing.
func looks(t *testing.T, windows ports.RateWindows, keys int) {
	look, rule := domain.RateRule{Limit: 0, Per: time.Minute}, domain.RateRule{Limit: 2, Per: time.Minute}
	for i := range 2 * keys {
		wantDecision(t, "look of the unknown", windows.Spend(rateKey(uint64(i)), look, noon()), decided(false, 0, 0, time.Minute))
	}
	later := noon().Add(30 * time.Second)
	for i := range keys / 40 {
		key := rateKey(uint64(2*keys - 1 - i)) // looked when a store that keeps lookers would be full
		wantDecision(t, "Spend after a look", windows.Spend(key, rule, later), decided(true, 2, 1, time.Minute))
		wantDecision(t, "look after Spend", windows.Spend(key, look, later), decided(false, 0, 1, time.Minute))
	}
}

func refunds(t *testing.T, windows ports.RateWindows) {
	rule := domain.RateRule{Limit: 2, Per: time.Minute}
	windows.Refund(rateKey(1)) // not known: nothing to do
	for spent := 1; spent <= 2; spent++ {
		wantDecision(t, "Spend", windows.Spend(rateKey(1), rule, noon()), decided(true, 2, spent, time.Minute))
	}
	windows.Refund(rateKey(1))
	later := noon().Add(time.Second)
	wantDecision(t, "Spend after a refund", windows.Spend(rateKey(1), rule, later), decided(true, 2, 2, 59*time.Second))
	windows.Refund(rateKey(1))
	windows.Refund(rateKey(1))
	wantDecision(t, "Spend after all was refunded", windows.Spend(rateKey(1), rule, later), decided(true, 2, 1, time.Minute))
}

func forgets(t *testing.T, windows ports.RateWindows) {
	rule := domain.RateRule{Limit: 1, Per: time.Minute}
	windows.Forget(rateKey(1)) // not known: nothing to do
	windows.Spend(rateKey(1), rule, noon())
	windows.Spend(rateKey(2), rule, noon())
	windows.Forget(rateKey(1))
	later := noon().Add(time.Second)
	wantDecision(t, "Spend of the forgotten", windows.Spend(rateKey(1), rule, later),
		decided(true, 1, 1, time.Minute))
	wantDecision(t, "Spend of the other", windows.Spend(rateKey(2), rule, later),
		decided(false, 1, 1, 59*time.Second))
}

func grantsOnce(t *testing.T, windows ports.RateWindows) {
	rule := domain.RateRule{Limit: 100, Per: time.Minute}
	var granted [2]atomic.Int64
	var calls sync.WaitGroup
	for i := range 16 {
		calls.Go(func() {
			for range 100 {
				if windows.Spend(rateKey(uint64(i%2)), rule, noon()).Allowed {
					granted[i%2].Add(1)
				}
				windows.Forget(rateKey(99))
			}
		})
	}
	calls.Wait()
	for key := range granted {
		if got := granted[key].Load(); got != 100 {
			t.Errorf("key %d was granted %d of 800 calls at once, want 100", key, got)
		}
	}
}

// survivesCrowd has many calls of all kinds at once, more keys than there is
// room for; the race detector sees what the result does not.
func survivesCrowd(t *testing.T, windows ports.RateWindows) {
	rule := domain.RateRule{Limit: 3, Per: time.Hour}
	windows.Spend(rateKey(0), rule, noon())
	var calls sync.WaitGroup
	for caller := range 8 {
		calls.Go(func() {
			for i := range 2000 {
				key := rateKey(uint64(1 + (caller*31+i)%500))
				windows.Spend(key, domain.RateRule{Limit: i % 3, Per: time.Second}, noon().Add(time.Duration(i)*time.Millisecond))
				if i%7 == 0 {
					windows.Forget(key)
				}
			}
		})
	}
	calls.Wait()
	wantDecision(t, "Spend afterwards", windows.Spend(rateKey(0), rule, noon().Add(time.Minute)), decided(true, 3, 2, 59*time.Minute))
}

// grantsOvertaken has each call come with an earlier time than the one before.
func grantsOvertaken(t *testing.T, windows ports.RateWindows) {
	rule := domain.RateRule{Limit: 10, Per: time.Minute}
	granted := 0
	for i := range 100 {
		if windows.Spend(rateKey(1), rule, noon().Add(-time.Duration(i)*time.Millisecond)).Allowed {
			granted++
		}
	}
	if granted != rule.Limit {
		t.Errorf("granted %d of 100 calls that overtook one another, want %d", granted, rule.Limit)
	}
}

// flood spends one call for each of n callers never seen before and returns how
// many were granted.
func flood(windows ports.RateWindows, from uint64, n int, rule domain.RateRule, now time.Time) (granted int) {
	for i := range uint64(n) {
		if windows.Spend(rateKey(from+i), rule, now).Allowed {
			granted++
		}
	}
	return granted
}

func sharesWhenFull(t *testing.T, windows ports.RateWindows, keys int) {
	rule := domain.RateRule{Limit: 5, Per: time.Minute}
	if got, atMost := flood(windows, 0, 20*keys, rule, noon()), keys+rule.Limit; got > atMost {
		t.Errorf("granted %d of %d new callers, want at most %d", got, 20*keys, atMost)
	}
	if got := flood(windows, 1<<32, 100, rule, noon().Add(time.Second)); got != 0 {
		t.Errorf("granted %d new callers after that, want 0", got)
	}
	look := domain.RateRule{Limit: 0, Per: rule.Per}
	if got := windows.Spend(rateKey(1<<33), look, noon().Add(time.Second)).Spent; got < rule.Limit {
		t.Errorf("a new caller who looks finds %d spent, want %d or more", got, rule.Limit)
	}
	other := domain.RateRule{Limit: 7, Per: time.Hour}
	if got := flood(windows, 1<<34, 100, other, noon().Add(time.Second)); got > other.Limit {
		t.Errorf("granted %d new callers under another rule, want at most %d", got, other.Limit)
	}
}

func keepsKnownWhenFull(t *testing.T, windows ports.RateWindows, keys int) {
	rule := domain.RateRule{Limit: 3, Per: time.Minute}
	windows.Spend(rateKey(0), rule, noon())
	flood(windows, 1, 20*keys, rule, noon())
	wantDecision(t, "Spend of the known", windows.Spend(rateKey(0), rule, noon().Add(time.Second)),
		decided(true, 3, 2, 59*time.Second))
}

func makesRoom(t *testing.T, windows ports.RateWindows, keys int) {
	long, short := domain.RateRule{Limit: 2, Per: time.Hour}, domain.RateRule{Limit: 2, Per: time.Minute}
	windows.Spend(rateKey(0), long, noon())
	flood(windows, 1, 20*keys, short, noon())
	later := noon().Add(time.Minute)
	if got, atLeast := flood(windows, 1<<32, keys/2, short, later), keys/4; got < atLeast {
		t.Errorf("granted %d of %d new callers once windows had passed, want at least %d", got, keys/2, atLeast)
	}
	wantDecision(t, "Spend of the one still open", windows.Spend(rateKey(0), long, later),
		decided(true, 2, 2, 59*time.Minute))
}
