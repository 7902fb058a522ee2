package app

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// putBack is the outcome of an attempt that was never begun: the delivery goes
// back as it was, before those that have failed.
func (d *Deliveries) putBack(l letter) ports.Outcome {
	return ports.Outcome{
		ID: l.delivery.ID, Attempt: l.delivery.Attempts, State: domain.DeliveryWaiting, DueAt: l.delivery.MadeAt, PutBack: true,
	}
}

// send makes one attempt and returns how it ended.
func (d *Deliveries) send(ctx context.Context, l letter) ports.Outcome {
	outcome := ports.Outcome{ID: l.delivery.ID, Attempt: l.delivery.Attempts, BeganAt: d.Now()}
	reply, err := d.hand(ctx, l)
	log := d.Log.With("delivery", l.delivery.ID, "kind", l.Kind, "attempt", l.delivery.Attempts)
	if err == nil {
		outcome.State, outcome.Words = domain.DeliveryHandedOver, reply
		log.InfoContext(ctx, "mail handed to the relay")
		d.answered(ctx)
		d.senderTaken(ctx, l.Project.ID)
		return outcome
	}
	fault, class := faultOf(err)
	if class == domain.FaultRelay && ctx.Err() != nil {
		return d.putBack(l) // it is us who went away
	}
	now := d.Now()
	ending := l.delivery.EndingAfter(class, now, d.spread())
	outcome.State, outcome.DueAt, outcome.PutBack = ending.State, ending.DueAt, !ending.Counts
	outcome.Fault, outcome.Words = fault, fault.Words
	switch {
	case class == domain.FaultRelay && fault.Phase == domain.PhaseSender:
		d.senderFault(ctx, l.Project.ID, fault, now)
	case class == domain.FaultRelay:
		d.relayFault(ctx, fault, now)
	case fault.AboutMail():
		d.answered(ctx)
		if fault.Phase != domain.PhaseSender { // nobody is asked for more before the sender is taken
			d.senderTaken(ctx, l.Project.ID)
		}
	}
	log.Log(ctx, levelOf(ending, class), "mail not sent", "error", err, "state", ending.State)
	return outcome
}

// levelOf keeps what the breaker reports once from being told for every mail.
func levelOf(ending domain.Ending, class domain.FaultClass) slog.Level {
	if class == domain.FaultRelay && ending.State == domain.DeliveryWaiting {
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

// faultOf returns err as a fault. One that no relay has seen anything of, such
// as a mail that cannot be built, may pass when somebody mends its cause.
func faultOf(err error) (*domain.RelayFault, domain.FaultClass) {
	var fault *domain.RelayFault
	if errors.As(err, &fault) {
		return fault, fault.Class()
	}
	return &domain.RelayFault{Words: domain.RelayWords(err.Error()), Cause: err}, domain.FaultTemporary
}

// hand writes the mail and hands it over. A panic on the way is the end of the
// attempt, not of the sender.
func (d *Deliveries) hand(ctx context.Context, l letter) (reply string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while the mail was written or sent: %T", p) // what it says may hold anything
		}
	}()
	mail, err := d.Writer.Write(l.Letter)
	if err != nil {
		return "", fmt.Errorf("write mail: %w", err)
	}
	return d.Mailer.Send(ctx, mail)
}

func (d *Deliveries) relayFault(ctx context.Context, fault *domain.RelayFault, now time.Time) {
	d.mu.Lock()
	opened := d.breaker.Fault(now)
	d.mu.Unlock()
	if opened {
		d.Log.ErrorContext(ctx, "the relay takes no mail: all mails are kept, and one is tried every "+domain.ProbeEvery.String(), "error", fault)
	}
}

func (d *Deliveries) answered(ctx context.Context) {
	d.mu.Lock()
	closed := d.breaker.Answered()
	d.mu.Unlock()
	if closed {
		d.Log.WarnContext(ctx, "the relay answers again: mails are on their way")
	}
}

// spread returns a random number in [0,1), or its middle if there is none to
// be had: jitter is no secret.
func (d *Deliveries) spread() float64 {
	var b [4]byte
	if _, err := io.ReadFull(d.Entropy, b[:]); err != nil {
		return 0.5
	}
	return float64(binary.BigEndian.Uint32(b[:])) / (1 << 32)
}

// budgetWarning tells once a day that the budget is nearly spent, and once that
// it is.
type budgetWarning struct {
	day         time.Time
	near, spent bool
}

// tell is called under Deliveries.claiming.
func (w *budgetWarning) tell(ctx context.Context, log *slog.Logger, budget domain.MailBudget, day time.Time, sent int) {
	if !w.day.Equal(day) {
		*w = budgetWarning{day: day}
	}
	if !w.near && budget.NearlySpent(sent) {
		w.near = true
		log.WarnContext(ctx, "four fifths of today's mail budget are spent", "sent", sent, "budget", budget.PerDay)
	}
	if !w.spent && sent >= budget.PerDay {
		w.spent = true
		log.ErrorContext(ctx, "today's mail budget is spent: link mails wait, notices still go", "sent", sent, "budget", budget.PerDay)
	}
}
