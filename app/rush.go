package app

import (
	"sync/atomic"
	"time"
)

// Rush tells whether so many people ask at this moment that mails should give
// way: who asks waits for an answer, a mail waits for somebody to look. A nil
// Rush counts nothing and never is one.
type Rush struct {
	Now    func() time.Time
	asking atomic.Int64
	seen   atomic.Int64 // when there were that many, in Unix nanoseconds
}

const (
	// rushFrom is how many requests are on their way to the disk at once in a
	// rush. A shop on a quiet day has none or one.
	rushFrom = 16

	// rushLasts bridges the moments in which all of them have just been answered
	// and ask again.
	rushLasts = 100 * time.Millisecond
)

// On reports whether there is a rush.
func (r *Rush) On() bool {
	if r == nil {
		return false
	}
	since := time.Duration(r.Now().UnixNano() - r.seen.Load())
	return since >= 0 && since < rushLasts
}

// during counts one request while do records it.
func (r *Rush) during(do func() error) error {
	if r == nil {
		return do()
	}
	if r.asking.Add(1) >= rushFrom {
		r.seen.Store(r.Now().UnixNano())
	}
	defer r.asking.Add(-1)
	return do()
}
