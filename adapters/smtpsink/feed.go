package smtpsink

import (
	"strconv"
	"sync"
)

// feed tells its listeners that what the inbox shows has changed, not what: they look for themselves. It is safe for
// concurrent use.
type feed struct {
	limit int

	mu        sync.Mutex
	count     uint64
	ended     bool
	listeners map[chan struct{}]bool
}

func newFeed(limit int) *feed {
	return &feed{limit: limit, listeners: make(map[chan struct{}]bool)}
}

// changed wakes every listener; those still busy with an earlier change are woken once for all.
func (f *feed) changed() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	for listener := range f.listeners {
		select {
		case listener <- struct{}{}:
		default: // a wake-up is waiting for it already
		}
	}
}

// revision names what the inbox shows now; whoever shows an earlier one is to look again.
func (f *feed) revision() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strconv.FormatUint(f.count, 10)
}

// join returns a channel that gets a value for changes and is closed at the end, or false when there are listeners
// enough or the feed has ended.
func (f *feed) join() (chan struct{}, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended || len(f.listeners) >= f.limit {
		return nil, false
	}
	listener := make(chan struct{}, 1)
	f.listeners[listener] = true
	return listener, true
}

func (f *feed) leave(listener chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.listeners, listener)
}

// end sends all listeners home and lets no other in; a second call does nothing.
func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	for listener := range f.listeners {
		close(listener)
		delete(f.listeners, listener)
	}
}
