package ratewindows_test

import (
	"sync/atomic"
	"testing"
	"time"

	"latchkey/adapters/ratewindows"
	"latchkey/domain"
)

func BenchmarkSpend(b *testing.B) {
	rule := domain.RateRule{Limit: 60, Per: time.Minute}
	full := ratewindows.New(ratewindows.DefaultKeys)
	for i := range uint64(2 * ratewindows.DefaultKeys) {
		full.Spend(key(i), rule, start)
	}
	b.Run("known", func(b *testing.B) {
		for n := uint64(0); b.Loop(); n++ {
			full.Spend(key(n%100_000), rule, start)
		}
	})
	b.Run("new in a full table", func(b *testing.B) {
		for n := uint64(1 << 40); b.Loop(); n++ {
			full.Spend(key(n), rule, start)
		}
	})
	b.Run("known, parallel", func(b *testing.B) {
		var callers atomic.Uint64
		b.RunParallel(func(pb *testing.PB) {
			for n := callers.Add(1) * 1000; pb.Next(); n++ {
				full.Spend(key(n%100_000), rule, start)
			}
		})
	})
	b.Run("new, swept as it goes", func(b *testing.B) {
		for n, now := uint64(1<<41), start; b.Loop(); n++ {
			now = now.Add(time.Millisecond)
			full.Spend(key(n), rule, now)
		}
	})
}
