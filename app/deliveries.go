package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Deliveries turns accepted reset requests into mails. Its steps have no loop
// and no pause of their own: a worker calls them on its own clock, so that no
// request ever wakes them and the time of an answer tells nothing. Any number
// of senders may be in DeliverDue at once.
type Deliveries struct {
	Environment
	Requests ports.ResetRequests
	Outbox   ports.Outbox
	Writer   ports.MailWriter
	Mailer   ports.Mailer
	BaseURL  string // of the hosted pages, without a slash at the end
	Caps     domain.MailCaps
	Budget   domain.MailBudget
	Rush     *Rush // while there is one, mails are claimed few at a time

	claiming  sync.Mutex // held while a sender decides what to take and takes it
	settling  sync.Mutex // held while what is unsettled is stored
	mu        sync.Mutex // guards the rest; nothing that may wait is done under it, not even a word to the log
	breaker   domain.Breaker
	shops     map[domain.ProjectID]*domain.Breaker // of those whose sender the relay refuses
	inFlight  int                                  // link mails claimed and not settled
	claimed   []letter                             // that no sender has taken yet
	unsettled []ports.Outcome                      // that the store could not take
	warned    budgetWarning

	suspects    int // mails a dead server had claimed that have not been claimed again
	suspectedAt time.Time
}

const (
	// BatchSize bounds a step's transactions, so that requests waiting for the
	// single writer wait a millisecond or two at most.
	BatchSize = 32

	// SendBatch is how many mails are claimed at a time, for all senders, once
	// no more than enoughClaimed are left.
	SendBatch     = BatchSize
	enoughClaimed = 8

	// rushBatch is how many mails are claimed at a time in a rush.
	rushBatch = 2

	// settlingAtOnce is how many outcomes of one sender may be on their way to
	// the disk: as many mails, and the one being sent, come twice at most if the
	// server dies.
	settlingAtOnce = 3

	// claimLease is for a sender that lives and hangs; after a crash the next
	// server reclaims what was claimed as it starts. No attempt is begun
	// without ports.MaxSend of the lease left.
	claimLease = 2 * ports.MaxSend

	// suspicion is how long mails are claimed one by one at most after a crash.
	// One of them may have caused it and will do so again: those claimed with it
	// would have spent an attempt each time and never been sent.
	suspicion = time.Minute
)

// AdmitDue gives up to BatchSize accepted requests their final state, those
// that lead to a mail a delivery, and returns how many it took.
func (d *Deliveries) AdmitDue(ctx context.Context) (int, error) {
	now := d.Now()
	n, err := d.Requests.Admit(ctx, now, BatchSize, func(a ports.Applicant) (ports.Admission, error) {
		state, folded := a.Request.StateFor(a.Account, a.Earlier, d.Caps, now)
		if state != domain.RequestMailed {
			return ports.Admission{State: state, FoldedInto: folded}, nil
		}
		delivery, err := domain.NewDelivery(d.Entropy, domain.ResetLinkMail, a.Account, a.Request, now)
		return ports.Admission{State: state, Delivery: delivery}, err
	})
	if err != nil {
		return 0, fmt.Errorf("admit reset requests: %w", err)
	}
	return n, nil
}

// Resume takes back what a server that died had claimed. It must be called
// once, before the first DeliverDue.
func (d *Deliveries) Resume(ctx context.Context) error {
	n, err := d.Outbox.Reclaim(ctx, d.Now())
	if err != nil {
		return fmt.Errorf("reclaim deliveries: %w", err)
	}
	d.mu.Lock()
	d.suspects, d.suspectedAt = n, d.Now()
	d.mu.Unlock()
	if n > 0 {
		d.Log.InfoContext(ctx, "mails that were on their way when the last server ended are sent again", "mails", n)
	}
	return nil
}

// DeliverDue claims due deliveries, up to SendBatch, and sends those that are
// claimed, by this sender or another, one after the other; each is settled as
// soon as its outcome is known. It returns how many it dealt with. If ctx ends,
// the mail on its way is finished and the others are put back.
func (d *Deliveries) DeliverDue(ctx context.Context) (int, error) {
	if err := d.settleAgain(ctx); err != nil {
		return 0, err
	}
	claimed, err := d.claimInTurn(ctx)
	if err != nil {
		return 0, err
	}
	sent, err := d.sendClaimed(ctx)
	return max(claimed, sent), err
}

// claimInTurn claims once no other sender does. Not even a panic keeps the turn:
// no mail would ever be sent again, nor could the server end.
func (d *Deliveries) claimInTurn(ctx context.Context) (int, error) {
	d.claiming.Lock()
	defer d.claiming.Unlock()
	return d.claim(ctx)
}

// claim takes due deliveries, as many as breaker and budget allow, unless
// enough are claimed already that no sender has. Whoever calls it holds
// claiming.
func (d *Deliveries) claim(ctx context.Context) (int, error) {
	now := d.Now()
	order, err := d.order(ctx, now)
	if err != nil || order.Limit == 0 {
		return 0, err
	}
	var letters []letter
	again := 0
	n, err := d.Outbox.Claim(ctx, order, func(due ports.Due) (ports.Verdict, error) {
		if due.Delivery.Attempts > 1 {
			again++
		}
		if state := due.Delivery.StateFor(due.Account, now); state != domain.DeliveryWaiting {
			return ports.Verdict{State: state}, nil
		}
		l, token, err := d.address(due, now)
		if err != nil {
			return ports.Verdict{}, err
		}
		l.latest, l.inBatch = now.Add(claimLease-ports.MaxSend), order.Limit > 1
		letters = append(letters, l)
		return ports.Verdict{State: domain.DeliveryWaiting, Token: token}, nil
	})
	if err != nil {
		return 0, fmt.Errorf("claim deliveries: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.suspects -= again
	for _, l := range letters {
		d.inFlight += l.charge()
	}
	if len(letters) == 0 {
		d.breaker.Unused() // the relay was not asked
	}
	d.claimed = append(d.claimed, letters...)
	return n, nil
}

// order decides how much may be claimed now.
func (d *Deliveries) order(ctx context.Context, now time.Time) (ports.ClaimOrder, error) {
	order := ports.ClaimOrder{Now: now, Lease: claimLease}
	d.mu.Lock()
	if len(d.claimed) > enoughClaimed {
		d.mu.Unlock()
		return order, nil
	}
	batch := SendBatch
	if d.Rush.On() {
		batch = rushBatch
	}
	if d.suspicious(now) {
		batch = 1
	}
	order.Limit = d.breaker.Allow(batch, now)
	inFlight := d.inFlight
	d.mu.Unlock()
	if d.Budget.PerDay == 0 || order.Limit == 0 {
		return order, nil
	}
	day := domain.BudgetDay(now)
	sent, err := d.Outbox.HandedOver(ctx, day)
	if err != nil {
		return order, fmt.Errorf("count the mails of today: %w", err)
	}
	d.warned.tell(ctx, d.Log, d.Budget, day, sent)
	if left := d.Budget.Left(sent+inFlight, order.Limit); left > 0 {
		order.Limit = left
	} else {
		order.NoticesOnly = true
	}
	return order, nil
}

// suspicious is called under mu.
func (d *Deliveries) suspicious(now time.Time) bool {
	return d.suspects > 0 && now.Sub(d.suspectedAt) < suspicion
}

// settle stores an outcome, or keeps it until the store takes it.
func (d *Deliveries) settle(ctx context.Context, l letter, outcome ports.Outcome) error {
	outcome.At = d.Now()
	if err := d.record(ctx, outcome); err != nil {
		d.later(l, outcome)
		return fmt.Errorf("settle delivery: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inFlight -= l.charge()
	return nil
}

// record stores an outcome. A panic is a failure to do so: where mails are
// settled nobody else would catch it, the program would end, and its last words
// would be what the panic says, which may be somebody's address.
func (d *Deliveries) record(ctx context.Context, outcome ports.Outcome) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %T", p)
		}
	}()
	return d.Outbox.Settle(context.WithoutCancel(ctx), outcome)
}

func (d *Deliveries) later(l letter, outcome ports.Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	outcome.At = d.Now()
	d.unsettled = append(d.unsettled, outcome)
	d.inFlight -= l.charge()
}

// settleAgain stores the outcomes that the store could not take before. All
// senders wait for it: what cannot be settled must not be sent either.
func (d *Deliveries) settleAgain(ctx context.Context) error {
	d.settling.Lock()
	defer d.settling.Unlock()
	for outcome, more := d.oldestUnsettled(); more; outcome, more = d.oldestUnsettled() {
		if err := d.record(ctx, outcome); err != nil {
			return fmt.Errorf("settle delivery: %w", err)
		}
		d.mu.Lock()
		d.unsettled = d.unsettled[1:] // others only add to its end
		d.mu.Unlock()
	}
	return nil
}

func (d *Deliveries) oldestUnsettled() (ports.Outcome, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.unsettled) == 0 {
		return ports.Outcome{}, false
	}
	return d.unsettled[0], true
}

// RelayTrouble reports whether the relay is held to take no mails at present.
func (d *Deliveries) RelayTrouble() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.breaker.Open()
}
