package loglines_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"latchkey/adapters/loglines"
)

// disk takes room bytes and no more.
type disk struct {
	mu      sync.Mutex
	content strings.Builder
	room    int
	tried   chan struct{} // what happened after each attempt to write
}

func newDisk(room int) *disk { return &disk{room: room, tried: make(chan struct{}, 100)} }

func (d *disk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer func() { d.tried <- struct{}{} }()
	n := min(len(p), d.room)
	d.room -= n
	d.content.Write(p[:n])
	if n < len(p) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

func (d *disk) grow(room int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room = room
}

func (d *disk) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.content.String()
}

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

const notice = `time=2026-03-01T12:00:00.000Z level=WARN msg="log lines were dropped, because they could not be written" lines=%d` + "\n"

func write(t *testing.T, log *loglines.Log, text string) {
	t.Helper()
	if n, err := log.Write([]byte(text)); n != len(text) || err != nil {
		t.Errorf("Write(%q) = %d, %v, want it taken", text, n, err)
	}
}

// TestDiskFull: lines that find no room are counted, nobody hears of it but the
// log once there is room again, and half a line is no part of another.
func TestDiskFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk(len("one\ntw"))
		log := loglines.Start(d, loglines.Options{}, noon)
		for _, line := range []string{"one\n", "two\n", "three\n"} {
			write(t, log, line)
			<-d.tried
		}
		d.grow(1000)
		write(t, log, "four\n")
		for range 3 { // the end of the half line, the line, the notice
			<-d.tried
		}
		write(t, log, "five\n")
		if err := log.Close(); err != nil {
			t.Error(err)
		}
		write(t, log, "late\n")
		if got, want := d.text(), "one\ntw\nfour\n"+fmt.Sprintf(notice, 2)+"five\n"; got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if got := log.Dropped(); got != 3 {
			t.Errorf("Dropped = %d, want 3", got)
		}
	})
}

// TestNoRoomForTheNotice: it is said as soon as it fits.
func TestNoRoomForTheNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk(0)
		log := loglines.Start(d, loglines.Options{}, noon)
		write(t, log, "one\n")
		<-d.tried
		d.grow(len("two\n") + 10)
		write(t, log, "two\n")
		<-d.tried
		<-d.tried
		d.grow(1000)
		write(t, log, "three\n")
		if err := log.Close(); err != nil {
			t.Error(err)
		}
		if got, want := d.text(), "two\ntime=2026-\nthree\n"+fmt.Sprintf(notice, 1); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}

// stuckPipe takes nothing until somebody reads.
type stuckPipe struct {
	disk
	begun chan struct{}
	read  chan struct{}
}

func (p *stuckPipe) Write(b []byte) (int, error) {
	select {
	case p.begun <- struct{}{}:
	default:
	}
	<-p.read
	return p.disk.Write(b)
}

// TestNobodyReads: nobody waits, what waits has a bound, and what was dropped is
// said when there is a reader.
func TestNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &stuckPipe{disk: *newDisk(3 * loglines.MostWaiting), begun: make(chan struct{}, 1), read: make(chan struct{})}
		log := loglines.Start(p, loglines.Options{}, noon)
		line := strings.Repeat("x", 1023) + "\n"
		write(t, log, line)
		<-p.begun
		const many = 3 * loglines.MostWaiting / 1024
		var writers sync.WaitGroup
		for range 3 {
			writers.Go(func() {
				for range many / 3 {
					write(t, log, line)
				}
			})
		}
		began := time.Now()
		writers.Wait()
		if took := time.Since(began); took > 0 { // by a clock that moves only when all wait
			t.Errorf("writers waited for %v", took)
		}
		const dropped = many - loglines.MostWaiting/1024
		if got := log.Dropped(); got != dropped {
			t.Errorf("Dropped = %d, want %d", got, dropped)
		}
		close(p.read)
		if err := log.Close(); err != nil {
			t.Error(err)
		}
		want := line + fmt.Sprintf(notice, dropped) + strings.Repeat(line, loglines.MostWaiting/1024)
		if p.text() != want {
			t.Errorf("%d bytes were written, want %d with the notice", len(p.text()), len(want))
		}
	})
}

// TestNobodyEverReads: the end does not wait for a reader for long.
func TestNobodyEverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &stuckPipe{disk: *newDisk(100), begun: make(chan struct{}, 1), read: make(chan struct{})}
		defer close(p.read)
		log := loglines.Start(p, loglines.Options{}, noon)
		write(t, log, "one\n")
		<-p.begun
		began := time.Now()
		if err := log.Close(); err != nil || time.Since(began) > 2*time.Second {
			t.Errorf("Close = %v after %v", err, time.Since(began))
		}
	})
}

// TestEverythingIsWritten: in its order, and all of it before the end.
func TestEverythingIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk(loglines.MostWaiting)
		d.tried = make(chan struct{}, 20_000)
		log := loglines.Start(d, loglines.Options{}, noon)
		var want strings.Builder
		for n := range 10_000 {
			line := fmt.Sprintf("line %d\n", n)
			want.WriteString(line)
			write(t, log, line)
		}
		if err := log.Close(); err != nil {
			t.Error(err)
		}
		if d.text() != want.String() || log.Dropped() != 0 {
			t.Errorf("%d bytes written and %d lines dropped, want %d and 0", len(d.text()), log.Dropped(), want.Len())
		}
	})
}
