package app_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// slowDisk lets requests onto the disk together, once all have come.
type slowDisk struct {
	ports.ResetRequests
	arrived chan struct{}
	open    chan struct{}
}

func (d slowDisk) Add(context.Context, domain.ResetRequest) error {
	d.arrived <- struct{}{}
	<-d.open
	return nil
}

// TestMailsGiveWayInARush: who asks waits for an answer, so while many do, mails
// are taken few at a time, and each sender has a pause after these.
func TestMailsGiveWayInARush(t *testing.T) {
	const mails, few, halfAnHour = 12, 2, 30 * time.Minute
	for _, c := range []struct {
		asking int
		later  time.Duration
		want   int
	}{
		{asking: 0, want: mails},
		{asking: 15, want: mails},
		{asking: 16, want: few},
		{asking: 16, later: 99 * time.Millisecond, want: few},
		{asking: 16, later: 100 * time.Millisecond, want: mails},
		{asking: 16, later: -halfAnHour, want: mails}, // the clock was set back
	} {
		t.Run(fmt.Sprintf("%d %v", c.asking, c.later), func(t *testing.T) {
			h := newHouse(t)
			for i := range mails {
				h.addAccount(1, fmt.Sprintf("c%d@example.com", i), "a long phrase")
				h.ask(fmt.Sprintf("c%d@example.com", i))
			}
			if n, err := h.deliveries.AdmitDue(t.Context()); n != mails || err != nil {
				t.Fatal(n, err)
			}
			rush := &app.Rush{Now: h.clock.Now}
			h.resets.Rush, h.deliveries.Rush = rush, rush
			h.clock.advance(halfAnHour)
			h.crowd(c.asking)
			h.clock.advance(c.later)
			if n, err := h.deliveries.DeliverDue(t.Context()); n != c.want || err != nil {
				t.Errorf("DeliverDue = %d, %v, want %d", n, err, c.want)
			}
		})
	}
}

// crowd lets n people ask at the same time, and waits until all are answered.
func (h *house) crowd(n int) {
	h.t.Helper()
	disk := slowDisk{arrived: make(chan struct{}), open: make(chan struct{})}
	h.resets.Requests = disk
	var asking sync.WaitGroup
	for range n {
		asking.Go(func() { h.ask("nobody@example.com") })
	}
	for range n {
		<-disk.arrived
	}
	close(disk.open)
	asking.Wait()
}
