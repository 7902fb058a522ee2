package smtpsink

import (
	"strings"
	"sync"
	"time"
)

// fault is a trouble of real relays that the sink plays when the page asks for it.
type fault string

const (
	noFault          fault = "none"
	relayDown        fault = "down"
	greylisting      fault = "greylist"
	refusedRecipient fault = "refuse"
	slowServer       fault = "slow"
)

const (
	greylistTime  = 10 * time.Second // less than a mailer waits before it tries again
	slowness      = 2 * time.Second  // for each reply; a mailer that gives one mail 20 seconds gets through
	maxGreylisted = 1000
)

// describedFault is a fault in words for the page.
type describedFault struct {
	Fault        fault
	Label, About string
}

func describedFaults() []describedFault {
	return []describedFault{
		{noFault, "None", "every mail is taken at once"},
		{relayDown, "Relay down", "every connection is answered 421 and closed"},
		{greylisting, "Greylisting", "each recipient is answered 450 for the first 10 seconds"},
		{refusedRecipient, "Recipient refused", "every recipient is answered 550 5.1.1"},
		{slowServer, "Slow server", "every reply takes 2 seconds"},
	}
}

// describe returns the words for f, or false if f is none of the faults.
func describe(f fault) (describedFault, bool) {
	for _, d := range describedFaults() {
		if d.Fault == f {
			return d, true
		}
	}
	return describedFault{}, false
}

// faults knows which fault is played; it is safe for concurrent use.
type faults struct {
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
	delay time.Duration // of each reply of a slow server
	told  func()        // called, without a lock held, whenever met has grown

	mu      sync.Mutex
	playing fault
	met     int                  // how often the fault was met since it was chosen
	tried   map[string]time.Time // when each recipient was tried first, while greylisting
}

// play changes the fault and forgets what the one before had led to.
func (f *faults) play(next fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.playing, f.met, f.tried = next, 0, make(map[string]time.Time)
}

// state returns the fault that is played and how often it was met.
func (f *faults) state() (fault, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.playing, f.met
}

func (f *faults) isPlaying(one fault) bool {
	playing, _ := f.state()
	return playing == one
}

// meets counts one more time that somebody met the fault, if it is one that is played.
func (f *faults) meets(one fault) bool {
	f.mu.Lock()
	met := f.playing == one
	if met {
		f.met++
	}
	f.mu.Unlock()
	if met {
		f.told()
	}
	return met
}

// refusal returns how a recipient is refused, or nil.
func (f *faults) refusal(to string) error {
	switch {
	case f.meets(refusedRecipient):
		return refuse(550, 5, 1, 1, "There is no such mailbox: the demo's inbox plays this fault")
	case f.isGreylisted(to) && f.meets(greylisting):
		return refuse(450, 4, 7, 1, "Greylisted, try again later: the demo's inbox plays this fault")
	}
	return nil
}

// isGreylisted tells whether to was tried first less than greylistTime ago, or is tried first now.
func (f *faults) isGreylisted(to string) bool {
	now := f.now()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.playing != greylisting {
		return false
	}
	first, known := f.tried[strings.ToLower(to)]
	if !known {
		if len(f.tried) >= maxGreylisted {
			clear(f.tried) // a demo has a handful of recipients; beyond that, waiting twice is fair
		}
		first = now
		f.tried[strings.ToLower(to)] = now
	}
	return now.Before(first.Add(greylistTime))
}

// hesitate delays one reply of a slow server, or until gone is closed.
func (f *faults) hesitate(gone <-chan struct{}) {
	if !f.meets(slowServer) {
		return
	}
	select {
	case <-f.after(f.delay):
	case <-gone:
	}
}
