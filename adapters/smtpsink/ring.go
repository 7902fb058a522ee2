package smtpsink

import (
	"slices"
	"strconv"
	"sync"
)

// ring keeps the newest mails in memory, within a number and a size; the oldest leave first. Ids are counted here and
// come from nothing in a mail.
type ring struct {
	maxMails int
	maxBytes int64

	mu    sync.RWMutex
	last  uint64
	bytes int64
	mails []*mail // oldest first
}

func newRing(mails int, bytes int64) *ring {
	return &ring{maxMails: mails, maxBytes: bytes}
}

// add keeps m under a new id, which it returns.
func (r *ring) add(m *mail) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	m.ID = strconv.FormatUint(r.last, 10)
	r.mails = append(r.mails, m)
	r.bytes += m.size()
	leave := 0
	for len(r.mails)-leave > r.maxMails || r.bytes > r.maxBytes {
		r.bytes -= r.mails[leave].size()
		leave++
	}
	r.mails = slices.Delete(r.mails, 0, leave)
	return m.ID
}

// newestFirst returns all kept mails.
func (r *ring) newestFirst() []*mail {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := slices.Clone(r.mails)
	slices.Reverse(all)
	return all
}

// find returns the mail with that id, if it is still kept.
func (r *ring) find(id string) (*mail, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, m := range r.mails {
		if m.ID == id {
			return m, true
		}
	}
	return nil, false
}

// empty forgets all mails; ids go on counting.
func (r *ring) empty() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mails, r.bytes = nil, 0
}
