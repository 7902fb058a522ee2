package loglines

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// MostWaiting is how many bytes of lines wait to be written at most; what does
// not fit is dropped.
const MostWaiting = 1 << 20

// closeWithin is how long the last lines are waited for.
const closeWithin = time.Second

// Log passes lines on to a writer that may be full, closed, or a pipe nobody
// reads: a line is taken at once or dropped, and it is counted and said how many
// were. A server would rather lose lines than keep its customers waiting.
type Log struct {
	to     io.Writer
	notice func(dropped uint64) []byte

	mu      sync.Mutex
	waiting []byte
	ended   bool
	more    chan struct{}

	dropped atomic.Uint64
	told    uint64 // of those dropped; with torn for the writing goroutine only
	torn    bool   // the last line was written in part
	done    chan struct{}
}

// Start returns a log that writes to to until it is closed. What it says itself
// is as options and the clock want it.
func Start(to io.Writer, options Options, now func() time.Time) *Log {
	l := &Log{to: to, more: make(chan struct{}, 1), done: make(chan struct{})}
	l.notice = func(dropped uint64) []byte {
		var line bytes.Buffer
		record := slog.NewRecord(now(), slog.LevelWarn, "log lines were dropped, because they could not be written", 0)
		record.AddAttrs(slog.Uint64("lines", dropped))
		_ = Handler(&line, options).Handle(context.Background(), record) // whatever the level: a buffer takes it
		return line.Bytes()
	}
	go l.run()
	return l
}

// Write takes whole lines, and never fails or waits. It may be called by many at
// once.
func (l *Log) Write(lines []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || len(l.waiting)+len(lines) > MostWaiting {
		l.drop(lines)
		return len(lines), nil
	}
	l.waiting = append(l.waiting, lines...)
	select {
	case l.more <- struct{}{}:
	default: // it is known already
	}
	return len(lines), nil
}

// Dropped returns how many lines were dropped since the start.
func (l *Log) Dropped() uint64 { return l.dropped.Load() }

func (l *Log) drop(lines []byte) { l.dropped.Add(uint64(bytes.Count(lines, newline))) }

// Close waits until the last lines are written, a second at most, and drops what
// comes later. It is called once and never fails.
func (l *Log) Close() error {
	l.mu.Lock()
	l.ended = true
	close(l.more)
	l.mu.Unlock()
	patience := time.NewTimer(closeWithin)
	defer patience.Stop()
	select {
	case <-l.done:
	case <-patience.C:
	}
	return nil
}

// run writes what waits, until the log is closed.
func (l *Log) run() {
	defer close(l.done)
	var spare []byte
	for open := true; open; {
		_, open = <-l.more
		l.mu.Lock()
		lines := l.waiting
		l.waiting = spare[:0]
		l.mu.Unlock()
		l.pass(lines)
		spare = lines
	}
}

// pass writes lines, and how many were dropped if that is news.
func (l *Log) pass(lines []byte) {
	written := l.put(lines)
	l.drop(lines[written:])
	if dropped := l.Dropped(); written == len(lines) && dropped > l.told {
		if notice := l.notice(dropped - l.told); l.put(notice) == len(notice) {
			l.told = dropped
		}
	}
}

var newline = []byte{'\n'}

// put returns how much of text was written. Half a line from before is ended
// first.
func (l *Log) put(text []byte) int {
	if l.torn {
		if n, _ := l.to.Write(newline); n == 0 {
			return 0
		}
		l.torn = false
	}
	n, _ := l.to.Write(text)
	l.torn = n > 0 && n < len(text) && text[n-1] != '\n'
	return n
}
