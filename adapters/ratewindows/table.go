// Package ratewindows keeps callers' rate windows in memory: a bounded number
// of them, in a bounded piece of memory, with bounded work per call.
package ratewindows

import (
	"hash/maphash"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// DefaultKeys is how many keys a Table holds if nothing else is said: up to
// 40 MiB once all have been seen, 4 MiB before the first.
const DefaultKeys = 1_000_000

const shardCount = 64

// Table implements ports.RateWindows. It counts time in whole milliseconds and
// calls up to 1,048,575 in one window: a higher limit is lowered to that.
type Table struct {
	seed     maphash.Seed // unknown outside: nobody can choose keys that crowd one shard
	shards   [shardCount]shard
	overflow overflow
}

// New returns a Table for about so many keys: each shard holds its 64th part,
// at least one, and 1,000,000 keys spread within 1 in 100.
func New(keys int) *Table {
	t := &Table{seed: maphash.MakeSeed(), overflow: overflow{windows: map[time.Duration]window{}}}
	for i := range t.shards {
		t.shards[i].seed = t.seed
		t.shards[i].index = newIndex(max(1, keys/shardCount))
	}
	return t
}

// Spend counts one call under key at now.
func (t *Table) Spend(key ports.RateKey, rule domain.RateRule, now time.Time) domain.RateDecision {
	at := millisOf(now)
	s, hash := t.locate(key)
	decision, known := s.spend(key, hash, rule, at)
	if !known {
		return t.overflow.spend(rule, at)
	}
	return decision
}

// Refund takes one call back. One counted in a window shared with others stays
// counted.
func (t *Table) Refund(key ports.RateKey) {
	s, hash := t.locate(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	at, found := s.index.find(key, hash)
	if !found {
		return
	}
	if w := &s.index.slots[at].window; *w&maxCount > 1 {
		*w--
		return
	}
	s.index.remove(at, hash)
}

// Forget closes the key's window. A window shared with others stays as it is.
func (t *Table) Forget(key ports.RateKey) {
	s, hash := t.locate(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, found := s.index.find(key, hash); found {
		s.index.remove(at, hash)
	}
}

func (t *Table) locate(key ports.RateKey) (*shard, uint64) {
	hash := maphash.Bytes(t.seed, key[:])
	return &t.shards[hash>>58], hash // the index takes the low bits
}

// overflow has one window per Per, for all callers that found no room. It is
// shared even by rules with different limits, so that one who only looks (with
// Limit 0) sees what others have spent. Rules come from the configuration, so
// they are few, and no caller can make one.
type overflow struct {
	mu      sync.Mutex
	windows map[time.Duration]window
}

func (o *overflow) spend(rule domain.RateRule, at int64) domain.RateDecision {
	o.mu.Lock()
	defer o.mu.Unlock()
	next, decision := o.windows[rule.Per].spend(rule, at)
	o.windows[rule.Per] = next
	return decision
}
