package app_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// attic holds so many old rows.
type attic struct {
	rows, calls int
	err         error
}

func (a *attic) Purge(_ context.Context, _ domain.Retention, _ time.Time, limit int) (domain.Purged, error) {
	a.calls++
	if a.err != nil {
		return domain.Purged{}, a.err
	}
	n := min(a.rows, limit)
	a.rows -= n
	return domain.Purged{Unknown: n}, nil
}

func TestPurgeDueWorksInBatchesAndThenRests(t *testing.T) {
	clock := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	store := &attic{rows: 1000}
	h := &app.Housekeeping{
		Environment: app.Environment{Now: clock.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}, Store: store, Keep: domain.DefaultRetention(),
	}
	batches := 0
	for n := 1; n > 0; batches++ {
		var err error
		if n, err = h.PurgeDue(t.Context()); err != nil || n > 200 {
			t.Fatalf("PurgeDue = %d, %v", n, err)
		}
	}
	if batches != 6 || h.Purged().Unknown != 1000 {
		t.Errorf("%d rows in %d batches, want 1000 in 5 and a look that finds nothing", h.Purged().Unknown, batches)
	}
	calls := store.calls
	for range 59 {
		clock.advance(time.Second)
		if _, err := h.PurgeDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if store.calls != calls {
		t.Errorf("%d looks within a minute, want none", store.calls-calls)
	}
	store.rows = 3
	clock.advance(time.Second)
	if n, err := h.PurgeDue(t.Context()); n != 3 || err != nil {
		t.Errorf("a minute later: %d, %v; want 3", n, err)
	}
	if n, err := h.PurgeDue(t.Context()); n != 0 || err != nil {
		t.Errorf("and then: %d, %v; want 0", n, err)
	}
	clock.advance(-time.Hour) // a clock set back must not keep the rows for longer
	store.rows = 1
	if n, _ := h.PurgeDue(t.Context()); n != 1 {
		t.Error("nothing is removed after the clock was set back")
	}
	store.err = errors.New("disk full")
	clock.advance(2 * time.Minute)
	if _, err := h.PurgeDue(t.Context()); !errors.Is(err, store.err) {
		t.Errorf("got %v, want the store's error", err)
	}
}
