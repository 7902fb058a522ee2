package ratewindows

import (
	"hash/maphash"
	"sync"

	"latchkey/domain"
	"latchkey/ports"
)

// How many slots one call looks at for windows that have passed: a few, so
// that a shard is clean after half as many calls as it has slots; more if a
// new key finds no room, as it would share a window otherwise.
const (
	sweepEachCall = 2
	sweepWhenFull = 64
)

type shard struct {
	mu      sync.Mutex
	seed    maphash.Seed // the table's
	index   index
	hand    int   // the slot that the next sweep begins with
	longest int64 // the longest Per of the keys spent here, in milliseconds
}

// spend counts one call; room is false if the key is new and there is none.
func (s *shard) spend(key ports.RateKey, hash uint64, rule domain.RateRule, at int64) (decision domain.RateDecision, room bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longest = max(s.longest, rule.Per.Milliseconds())
	s.sweep(sweepEachCall, at)
	slot, room := s.index.find(key, hash)
	if !room {
		slot, room = s.makeRoom(key, hash, at)
	}
	if !room {
		return domain.RateDecision{}, false
	}
	w := &s.index.slots[slot].window
	*w, decision = w.spend(rule, at)
	if decision.Spent == 0 {
		s.index.remove(slot, hash) // it only looked
	}
	return decision, true
}

func (s *shard) makeRoom(key ports.RateKey, hash uint64, at int64) (slot uint32, room bool) {
	if slot, room = s.index.add(key, hash); room {
		return slot, true
	}
	s.sweep(sweepWhenFull, at)
	return s.index.add(key, hash)
}

// sweep removes windows that have passed from the next n slots. One that ends
// further ahead than any rule reaches was opened before the clock was set back
// and would take its room until the clock is there again. (Twice as far,
// because calls of one moment overtake one another.)
func (s *shard) sweep(n int, at int64) {
	for range min(n, len(s.index.slots)) {
		s.hand++
		if s.hand >= len(s.index.slots) {
			s.hand = 0
		}
		found := &s.index.slots[s.hand]
		ends := found.window.endsAt()
		if found.window != 0 && (ends <= at || ends > at+2*s.longest) {
			s.index.remove(uint32(s.hand), maphash.Bytes(s.seed, found.key[:]))
		}
	}
}
