package ratewindows

import (
	"math/bits"

	"latchkey/ports"
)

// index finds slots by key: a hash table with chains, of a fixed number of
// slots. A Go map would do but for two things: at a million keys of this size
// it takes half as much memory again, and it cannot be walked a few steps per
// call, which is what sweeping needs.
type index struct {
	heads []uint32 // per bucket: 1 + the slot that its chain begins with, or 0
	slots []slot   // grows up to limit and never shrinks
	free  uint32   // 1 + the slot that the list of free ones begins with, or 0
	limit int
}

// slot is 32 bytes and holds no pointer, so the collector does not walk it.
type slot struct {
	key    ports.RateKey
	window window // 0 in a free slot
	next   uint32 // 1 + the next slot of the chain or the free list, or 0
}

func newIndex(limit int) index {
	return index{heads: make([]uint32, 1<<bits.Len(uint(limit-1))), limit: limit}
}

func (x *index) bucket(hash uint64) *uint32 {
	return &x.heads[hash&uint64(len(x.heads)-1)]
}

func (x *index) find(key ports.RateKey, hash uint64) (at uint32, found bool) {
	for link := *x.bucket(hash); link != 0; link = x.slots[link-1].next {
		if x.slots[link-1].key == key {
			return link - 1, true
		}
	}
	return 0, false
}

// add gives key a slot; ok is false if none is left.
func (x *index) add(key ports.RateKey, hash uint64) (at uint32, ok bool) {
	switch {
	case x.free != 0:
		at = x.free - 1
		x.free = x.slots[at].next
	case len(x.slots) < x.limit:
		at = uint32(len(x.slots))
		x.grow()
	default:
		return 0, false
	}
	head := x.bucket(hash)
	x.slots[at] = slot{key: key, next: *head}
	*head = at + 1
	return at, true
}

// grow adds one slot. It doubles the room, but not beyond the limit, where
// append would.
func (x *index) grow() {
	if len(x.slots) == cap(x.slots) {
		grown := make([]slot, len(x.slots), min(x.limit, max(8, 2*len(x.slots))))
		copy(grown, x.slots)
		x.slots = grown
	}
	x.slots = x.slots[:len(x.slots)+1]
}

// remove takes the slot out of the chain that hash leads to.
func (x *index) remove(at uint32, hash uint64) {
	link := x.bucket(hash)
	for *link != at+1 {
		link = &x.slots[*link-1].next
	}
	*link = x.slots[at].next
	x.slots[at] = slot{next: x.free}
	x.free = at + 1
}
