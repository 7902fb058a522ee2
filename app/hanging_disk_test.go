package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// hangingOutbox does not come back from storing an outcome until it is let go.
type hangingOutbox struct {
	ports.Outbox
	reached, release chan struct{}
}

func (o *hangingOutbox) Settle(ctx context.Context, outcome ports.Outcome) error {
	o.reached <- struct{}{}
	<-o.release
	return o.Outbox.Settle(ctx, outcome)
}

// TestAHangingDiskKeepsOnlySendersWaiting: whoever asks for the relay's state,
// as the numbers for the operator do, gets an answer while an outcome that the
// disk had refused is on its way to one that hangs.
func TestAHangingDiskKeepsOnlySendersWaiting(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.ask("jane@example.com")
	_, err := h.deliveries.AdmitDue(t.Context())
	must(t, err)
	outbox := h.deliveries.Outbox
	full := errors.New("disk full")
	h.deliveries.Outbox = &fragileOutbox{Outbox: outbox, fail: full}
	if _, err := h.deliveries.DeliverDue(t.Context()); !errors.Is(err, full) {
		t.Fatalf("DeliverDue = %v, want the store's error", err)
	}
	hanging := &hangingOutbox{Outbox: outbox, reached: make(chan struct{}), release: make(chan struct{})}
	h.deliveries.Outbox = hanging
	ended := make(chan error, 2)
	for range cap(ended) {
		go func() {
			_, err := h.deliveries.DeliverDue(t.Context())
			ended <- err
		}()
	}
	<-hanging.reached
	if h.relayTrouble() {
		t.Error("a disk that hangs passes for a relay in trouble")
	}
	close(hanging.release)
	for range cap(ended) {
		must(t, <-ended)
	}
	if mails := h.work(); len(mails) != 0 || len(h.mailer.sent()) != 1 {
		t.Errorf("%d mails in all, want the one that was settled late", len(h.mailer.sent()))
	}
}

// relayTrouble asks for the relay's state, which must be told at once.
func (h *house) relayTrouble() bool {
	h.t.Helper()
	asked := make(chan bool, 1)
	go func() { asked <- h.deliveries.RelayTrouble() }()
	select {
	case trouble := <-asked:
		return trouble
	case <-time.After(10 * time.Second):
		h.t.Error("nobody learns how the relay is")
		return false
	}
}

// hangingLog does not come back from a certain line until it is let go.
type hangingLog struct {
	reached, release chan struct{}
	line             string // a part of it
}

func (l hangingLog) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(l.line)) {
		l.reached <- struct{}{}
		<-l.release
	}
	return len(line), nil
}

// TestAHangingLogKeepsOnlySendersWaiting: nobody may be reading the log.
func TestAHangingLogKeepsOnlySendersWaiting(t *testing.T) {
	h := newHouse(t)
	for i := range domain.BreakerTrips {
		address := fmt.Sprintf("customer%d@example.com", i)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	hanging := hangingLog{reached: make(chan struct{}), release: make(chan struct{}), line: "the relay "}
	h.deliveries.Log = slog.New(slog.NewTextHandler(hanging, nil))
	_, err := h.deliveries.AdmitDue(t.Context())
	must(t, err)
	steps := []struct {
		relay   error
		trouble bool
	}{{errUnreachable, true}, {nil, false}}
	for _, step := range steps {
		h.fate(step.relay)
		ended := make(chan error, 1)
		go func() {
			_, err := h.deliveries.DeliverDue(t.Context())
			ended <- err
		}()
		<-hanging.reached
		if got := h.relayTrouble(); got != step.trouble {
			t.Errorf("the relay is in trouble: %v, want %v", got, step.trouble)
		}
		hanging.release <- struct{}{}
		must(t, <-ended)
		h.clock.advance(domain.ProbeEvery)
	}
}
