package httpapi

import (
	"context"
	"hash/maphash"
	"log/slog"
	"sync"
	"time"
)

// SparseHandler leaves out warnings and errors that say the same, but for the
// request they are about, as one of the last ten seconds: a disk that is full
// must not fill with lines about it. The next such line tells how many were left
// out before it, as left_out.
type SparseHandler struct {
	slog.Handler
	told   *told
	prefix string // the attributes and groups that all lines of this handler have
}

const (
	tellEvery = 10 * time.Second
	mostTold  = 1000 // lines remembered; beyond that all are told
)

// told remembers the lines of the last ten seconds.
type told struct {
	now   func() time.Time
	seed  maphash.Seed
	mu    sync.Mutex
	lines map[uint64]*toldLine
}

type toldLine struct {
	at      time.Time
	leftOut int
}

// NewSparseHandler returns a handler that passes lines on to next, by the given
// clock.
func NewSparseHandler(next slog.Handler, now func() time.Time) SparseHandler {
	return SparseHandler{Handler: next, told: &told{now: now, seed: maphash.MakeSeed(), lines: map[uint64]*toldLine{}}}
}

// Handle passes the record on unless it repeats another.
func (h SparseHandler) Handle(ctx context.Context, record slog.Record) error {
	if record.Level < slog.LevelWarn {
		return h.Handler.Handle(ctx, record)
	}
	pass, leftOut := h.told.pass(h.sense(record))
	if !pass {
		return nil
	}
	if leftOut > 0 {
		record = record.Clone()
		record.AddAttrs(slog.Int("left_out", leftOut))
	}
	return h.Handler.Handle(ctx, record)
}

// sense is what a line says, without the request it is about.
func (h SparseHandler) sense(record slog.Record) uint64 {
	var sum maphash.Hash
	sum.SetSeed(h.told.seed)
	write := func(text string) { _, _ = sum.WriteString(text); _ = sum.WriteByte(0) }
	write(h.prefix)
	write(record.Level.String())
	write(record.Message)
	record.Attrs(func(attr slog.Attr) bool {
		if attr.Key != requestIDKey {
			write(attr.Key)
			write(attr.Value.String())
		}
		return true
	})
	return sum.Sum64()
}

// pass reports whether to tell a line, and how often it was left out since it
// was last told.
func (t *told) pass(sense uint64) (tell bool, leftOut int) {
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if line := t.lines[sense]; line != nil {
		if age := now.Sub(line.at); age >= 0 && age < tellEvery {
			line.leftOut++
			return false, 0
		}
		leftOut = line.leftOut
	}
	if len(t.lines) >= mostTold {
		for key, line := range t.lines {
			if age := now.Sub(line.at); age < 0 || age >= tellEvery {
				delete(t.lines, key)
			}
		}
	}
	if len(t.lines) < mostTold || t.lines[sense] != nil {
		t.lines[sense] = &toldLine{at: now}
	}
	return true, leftOut
}

// WithAttrs returns a handler whose lines have attrs and that counts with this
// one.
func (h SparseHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	prefix := h.prefix
	for _, attr := range attrs {
		prefix += attr.Key + "\x00" + attr.Value.String() + "\x00"
	}
	return SparseHandler{Handler: h.Handler.WithAttrs(attrs), told: h.told, prefix: prefix}
}

// WithGroup returns a handler whose lines have a group and that counts with
// this one.
func (h SparseHandler) WithGroup(name string) slog.Handler {
	return SparseHandler{Handler: h.Handler.WithGroup(name), told: h.told, prefix: h.prefix + name + "\x01"}
}
