package app_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// locked returns the lock-outs in the audit log, the oldest first.
func (h *house) locked() []domain.AuditEvent {
	h.t.Helper()
	found, err := h.store.AuditLog().Newest(h.t.Context(), ports.AuditQuery{Kind: domain.AuditSignInLocked, Limit: 1000})
	if err != nil {
		h.t.Fatal(err)
	}
	var events []domain.AuditEvent
	for i := len(found) - 1; i >= 0; i-- {
		events = append(events, found[i])
	}
	return events
}

func (h *house) guesses(address string, times int) {
	h.t.Helper()
	for range times {
		if err := h.signIn(address, "a wrong password"); err == nil {
			h.t.Fatal("a wrong password signs in")
		}
	}
}

// A lock-out is recorded once, without an account as with one, and not before
// the answer.
func TestLockOutIsRecordedOnce(t *testing.T) {
	for _, address := range []string{"jane@example.com", "jim@example.com"} {
		h := newHouse(t)
		h.addAccount(1, "jane@example.com", "the old password")
		h.guesses(address, 9)
		must(t, h.lockOuts.RecordAll(t.Context()))
		if got := h.locked(); got != nil {
			t.Fatalf("%s: %+v after nine failures, want none", address, got)
		}
		at := h.clock.Now()
		h.guesses(address, 50)
		if got := h.locked(); got != nil {
			t.Errorf("%s: %+v is stored while a caller waits, want none before the worker comes", address, got)
		}
		must(t, h.lockOuts.RecordAll(t.Context()))
		want := []domain.AuditEvent{{At: at.UTC(), Kind: domain.AuditSignInLocked, Project: 1, Address: email(address).Masked()}}
		if got := h.locked(); !sameEvents(got, want) {
			t.Errorf("%s: %+v, want %+v", address, got, want)
		}
		h.clock.advance(15 * time.Minute)
		h.guesses(address, 50)
		must(t, h.lockOuts.RecordAll(t.Context()))
		if got := h.locked(); len(got) != 2 {
			t.Errorf("%s: %d events after two lock-outs, want 2", address, len(got))
		}
	}
}

func sameEvents(got, want []domain.AuditEvent) bool {
	for i := range got {
		got[i].At = got[i].At.UTC()
	}
	return reflect.DeepEqual(got, want)
}

func TestNoLockOutNoRecord(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.guesses("jane@example.com", 9)
	must(t, h.signIn("jane@example.com", "the old password"))
	h.guesses("jane@example.com", 9)
	if n, err := h.lockOuts.RecordDue(t.Context()); n != 0 || err != nil {
		t.Errorf("RecordDue = %d, %v, want 0", n, err)
	}
}

func TestGuessesAtOnceAreOneLockOut(t *testing.T) {
	h := newHouse(t)
	var guesses sync.WaitGroup
	for range 100 {
		guesses.Go(func() { _ = h.signIn("jane@example.com", "a guess that is wrong") })
	}
	guesses.Wait()
	must(t, h.lockOuts.RecordAll(t.Context()))
	if got := h.locked(); len(got) != 1 {
		t.Errorf("%d events, want 1", len(got))
	}
}

// What somebody who guesses everywhere can have written is bounded, and the log
// says that there was more.
func TestLockOutsAreBounded(t *testing.T) {
	h := newHouse(t)
	for n := range 250 {
		h.guesses(fmt.Sprintf("canary%d@example.com", n), 10)
	}
	must(t, h.lockOuts.RecordAll(t.Context()))
	if got := h.locked(); len(got) != 200 {
		t.Errorf("%d events, want 200", len(got))
	}
	if log := h.log.String(); !strings.Contains(log, `"left_out":50`) || strings.Contains(log, "canary") {
		t.Errorf("the log does not say that 50 are left out, or names one:\n%s", log)
	}
	h.clock.advance(time.Hour)
	h.guesses("canary0@example.com", 10)
	must(t, h.lockOuts.RecordAll(t.Context()))
	if got := h.locked(); len(got) != 201 {
		t.Errorf("%d events after an hour, want 201", len(got))
	}
}

// failingLog fails as long as it is told to.
type failingLog struct {
	ports.AuditLog
	fail error
}

func (l *failingLog) Append(ctx context.Context, e domain.AuditEvent) error {
	if l.fail != nil {
		return l.fail
	}
	return l.AuditLog.Append(ctx, e)
}

func TestLockOutOutlivesAFullDisk(t *testing.T) {
	h := newHouse(t)
	full := &failingLog{h.store.AuditLog(), &domain.Problem{Kind: domain.Unavailable}}
	h.lockOuts.AuditLog = full
	h.guesses("jane@example.com", 10)
	for range 3 {
		if n, err := h.lockOuts.RecordDue(t.Context()); n != 0 || !errors.Is(err, domain.Unavailable) {
			t.Fatalf("RecordDue = %d, %v, want domain.Unavailable", n, err)
		}
	}
	full.fail = nil
	if n, err := h.lockOuts.RecordDue(t.Context()); n != 1 || err != nil {
		t.Errorf("RecordDue = %d, %v, want 1", n, err)
	}
	if got := h.locked(); len(got) != 1 {
		t.Errorf("%d events, want 1", len(got))
	}
}

// TestAHangingLogKeepsNoGuesserWaiting: nobody may be reading the log, and who
// signs in must not learn of it.
func TestAHangingLogKeepsNoGuesserWaiting(t *testing.T) {
	h := newHouse(t)
	for n := range 201 {
		h.guesses(fmt.Sprintf("guessed%d@example.com", n), 10)
	}
	hanging := hangingLog{reached: make(chan struct{}), release: make(chan struct{}), line: "more lock-outs"}
	h.lockOuts.Log = slog.New(slog.NewTextHandler(hanging, nil))
	recorded, guessed := make(chan error, 1), make(chan struct{})
	go func() {
		_, err := h.lockOuts.RecordDue(t.Context())
		recorded <- err
	}()
	<-hanging.reached
	go func() {
		defer close(guessed)
		for range 10 {
			_ = h.signIn("jane@example.com", "a wrong password")
		}
	}()
	select {
	case <-guessed:
	case <-time.After(10 * time.Second):
		t.Error("who guesses waits for the log")
	}
	hanging.release <- struct{}{}
	must(t, <-recorded)
	<-guessed
}
