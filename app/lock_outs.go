package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// LockOuts records in the audit log that a caller failed so often to sign in
// that nothing more is checked for him. Nothing is written while he waits for
// his answer: a lock-out is noted in memory, the same whether or not anybody has
// the address, and a worker stores it on its own clock.
type LockOuts struct {
	Environment
	AuditLog ports.AuditLog

	mu      sync.Mutex // callers wait for it: nothing that may wait is done under it, not even a word to the log
	hour    domain.RateWindow
	noted   map[ports.RateKey]time.Time // until when those of this hour last
	waiting []domain.AuditEvent
	leftOut int // since the last line in the log about it
}

// lockOutsAnHour bounds what somebody who guesses from many places at once can
// make the audit log, and this memory, hold.
var lockOutsAnHour = domain.RateRule{Limit: 200, Per: time.Hour}

// note remembers the lock-out named by key, which lasts until the given time,
// once. A nil LockOuts remembers nothing.
func (l *LockOuts) note(key ports.RateKey, until time.Time, try SignInTry) {
	if l == nil {
		return
	}
	now := l.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if end, known := l.noted[key]; known && now.Before(end) {
		return
	}
	var decision domain.RateDecision
	if l.hour, decision = l.hour.Spend(lockOutsAnHour, now); !decision.Allowed || len(l.waiting) >= lockOutsAnHour.Limit {
		l.leftOut++
		return
	}
	if decision.Spent == 1 || l.noted == nil { // a new hour: at most as many are remembered as one has
		l.noted = map[ports.RateKey]time.Time{}
	}
	l.noted[key] = until
	l.waiting = append(l.waiting, domain.AuditEvent{
		At: now, Kind: domain.AuditSignInLocked, Project: try.Project, Address: try.Email.Masked(),
	})
}

// RecordDue stores the oldest lock-out that is noted and returns 1, or 0 if there
// is none. It is a worker's step; one that fails is tried again with the next.
func (l *LockOuts) RecordDue(ctx context.Context) (int, error) {
	event, due, leftOut := l.next()
	if leftOut > 0 {
		l.Log.WarnContext(ctx, "somebody guesses passwords from many places: more lock-outs from signing in than are recorded",
			"left_out", leftOut, "recorded_an_hour", lockOutsAnHour.Limit)
	}
	if !due {
		return 0, nil
	}
	if err := l.AuditLog.Append(ctx, event); err != nil {
		l.mu.Lock()
		l.waiting = append([]domain.AuditEvent{event}, l.waiting...)
		l.mu.Unlock()
		return 0, fmt.Errorf("record a lock-out: %w", err)
	}
	return 1, nil
}

// next takes the oldest lock-out, if there is one, and the count of those that
// were too many.
func (l *LockOuts) next() (event domain.AuditEvent, due bool, leftOut int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	leftOut, l.leftOut = l.leftOut, 0
	if len(l.waiting) == 0 {
		return domain.AuditEvent{}, false, leftOut
	}
	event, l.waiting = l.waiting[0], l.waiting[1:]
	return event, true, leftOut
}

// RecordAll stores all that is noted, for a server that ends.
func (l *LockOuts) RecordAll(ctx context.Context) error {
	for {
		if n, err := l.RecordDue(ctx); n == 0 {
			return err
		}
	}
}
