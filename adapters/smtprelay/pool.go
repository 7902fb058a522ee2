package smtprelay

import (
	"context"
	"slices"
	"time"

	"latchkey/domain"
)

// takeTurn waits until one more conversation may be held.
func (r *Relay) takeTurn(ctx context.Context) *domain.RelayFault {
	ctx, cancel := context.WithTimeoutCause(ctx, min(maxWait, r.config.Limits.Command), errTimedOut)
	defer cancel()
	select {
	case r.turns <- struct{}{}:
	case <-ctx.Done():
		return broken(domain.PhaseConnect, context.Cause(ctx))
	}
	fault := error(nil)
	r.mu.Lock()
	if r.closed {
		fault = errClosed
	}
	r.mu.Unlock()
	if ctx.Err() != nil { // select prefers neither
		fault = context.Cause(ctx)
	}
	if fault != nil {
		r.giveTurn()
		return broken(domain.PhaseConnect, fault)
	}
	return nil
}

func (r *Relay) giveTurn() { <-r.turns }

// takeIdle returns the connection used last, which is the one most likely to
// live, or nil if none is kept.
func (r *Relay) takeIdle() *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.idle) == 0 {
		return nil
	}
	s := r.idle[len(r.idle)-1]
	r.idle = r.idle[:len(r.idle)-1]
	s.idle.Stop()
	return s
}

// keep puts s where the next mail finds it. A connection nobody has used for a
// while takes leave, before the relay or a firewall on the way drops it in
// silence.
func (r *Relay) keep(s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.idle = time.AfterFunc(r.config.Limits.Idle, func() {
		if r.forget(s) {
			s.quit()
		}
	})
	r.idle = append(r.idle, s)
}

// forget reports whether s was still waiting for a mail; now it is not.
func (r *Relay) forget(s *session) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.idle, s)
	if i >= 0 {
		r.idle = slices.Delete(r.idle, i, i+1)
	}
	return i >= 0
}

// deliver hands p over on s and keeps s for the next mail if it is still good.
func (r *Relay) deliver(ctx context.Context, s *session, p *parcel) (string, *domain.RelayFault) {
	words, fault := s.deliver(ctx, p)
	if fault != nil && spoilt(fault) {
		s.cut()
	} else {
		r.keep(s)
	}
	return words, fault
}

// part ends the connection after fault.
func (s *session) part(fault *domain.RelayFault) {
	if spoilt(fault) {
		s.cut()
		return
	}
	s.quit()
}
