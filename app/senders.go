package app

import (
	"context"
	"errors"

	"latchkey/domain"
)

// sendClaimed sends what is claimed, and settles each mail while the next are on
// their way: the wait for the disk costs no time then, and a sender that dies
// leaves few mails in doubt. All senders take from the same list, so that a mail
// the relay is slow about holds up no other.
func (d *Deliveries) sendClaimed(ctx context.Context) (sent int, err error) {
	settled := make(chan error, settlingAtOnce)
	for range settlingAtOnce {
		settled <- nil
	}
	for {
		l, more := d.take()
		if !more {
			break
		}
		sent++
		d.restock(ctx)
		outcome := d.putBack(l)
		switch {
		case ctx.Err() != nil || d.overtaken(l):
		case d.refusesSenderOf(l):
			outcome.DueAt = d.Now().Add(domain.ProbeEvery) // others go first meanwhile
		default:
			outcome = d.send(ctx, l)
		}
		if err = <-settled; err != nil {
			d.later(l, outcome)
			d.putAllBack()
			settled <- nil
			break
		}
		go func() { settled <- d.settle(ctx, l, outcome) }()
	}
	for range settlingAtOnce {
		err = errors.Join(err, <-settled)
	}
	return sent, err
}

// restock claims more before the list is empty, unless another sender does, so
// that nobody has to wait for it. In a rush it does not: between two turns of a
// sender is a pause then. What goes wrong here, even a panic, is met again, and
// told, by DeliverDue: the mail that this sender has taken must not suffer.
func (d *Deliveries) restock(ctx context.Context) {
	if ctx.Err() != nil || d.careful() || d.Rush.On() || !d.claiming.TryLock() {
		return
	}
	defer d.claiming.Unlock()
	defer func() { _ = recover() }()
	_, _ = d.claim(ctx)
}

// careful reports whether mails are claimed one by one: while the relay is in
// trouble, and while one of them may have killed the last server.
func (d *Deliveries) careful() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.breaker.Open() || d.suspicious(d.Now())
}

// putAllBack gives up what is claimed: what cannot be settled must not be sent
// either. It goes back as it came, as soon as the store takes it.
func (d *Deliveries) putAllBack() {
	for l, more := d.take(); more; l, more = d.take() {
		d.later(l, d.putBack(l))
	}
}

// take returns the next mail that is claimed and that no sender has.
func (d *Deliveries) take() (letter, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.claimed) == 0 {
		return letter{}, false
	}
	l := d.claimed[0]
	d.claimed = d.claimed[1:]
	return l, true
}

// overtaken reports whether l is not to be sent any more: its lease is about to
// end, its request has become too old meanwhile, or the breaker has opened,
// which lets one mail through and no batch.
func (d *Deliveries) overtaken(l letter) bool {
	now := d.Now()
	return l.tooOld(now) || now.After(l.latest) || l.inBatch && d.RelayTrouble()
}
