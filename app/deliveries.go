package app

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Deliveries turns accepted reset requests into mails. Its two steps have no
// loop and no pause of their own: a worker calls them on its own clock, so
// that no request ever wakes them and the time of an answer tells nothing.
type Deliveries struct {
	Environment
	Requests ports.ResetRequests
	Outbox   ports.Outbox
	Writer   ports.MailWriter
	Mailer   ports.Mailer
	BaseURL  string // of the hosted pages, without a slash at the end
	Caps     domain.MailCaps
}

const (
	// BatchSize bounds a step's transactions, so that requests waiting for the
	// single writer wait a millisecond or two at most.
	BatchSize = 32

	// A claimed delivery comes back by itself after claimLease. An attempt
	// takes a minute at most (see ports.Mailer), so none is begun with less
	// than sendTime of its lease left.
	claimLease = 5 * time.Minute
	sendTime   = time.Minute
)

// AdmitDue gives up to BatchSize accepted requests their final state, those
// that lead to a mail a delivery, and returns how many it took.
func (d *Deliveries) AdmitDue(ctx context.Context) (int, error) {
	now := d.Now()
	n, err := d.Requests.Admit(ctx, now, BatchSize, func(a ports.Applicant) (ports.Admission, error) {
		state := a.Request.StateFor(a.Account, a.Earlier, d.Caps, now)
		if state != domain.RequestMailed {
			return ports.Admission{State: state}, nil
		}
		delivery, err := domain.NewDelivery(d.Entropy, domain.ResetLinkMail, a.Account, a.Request.ID, now)
		return ports.Admission{State: state, Delivery: delivery}, err
	})
	if err != nil {
		return 0, fmt.Errorf("admit reset requests: %w", err)
	}
	return n, nil
}

// DeliverDue claims up to BatchSize due deliveries, sends them one after the
// other and settles each as soon as its outcome is known. It returns how many
// it claimed. If ctx ends, the mail on its way is finished and the others are
// put back.
func (d *Deliveries) DeliverDue(ctx context.Context) (int, error) {
	now := d.Now()
	var letters []letter
	n, err := d.Outbox.Claim(ctx, now, claimLease, BatchSize, func(due ports.Due) (ports.Verdict, error) {
		if !due.Delivery.StillWanted(due.Account, now) {
			return ports.Verdict{State: domain.DeliveryDropped}, nil
		}
		l, token, err := d.address(due, now)
		if err != nil {
			return ports.Verdict{}, err
		}
		letters = append(letters, l)
		return ports.Verdict{State: domain.DeliveryWaiting, Token: token}, nil
	})
	if err != nil {
		return 0, fmt.Errorf("claim deliveries: %w", err)
	}
	for _, l := range letters {
		if err := d.deliver(ctx, l, now.Add(claimLease-sendTime)); err != nil {
			return n, err
		}
	}
	return n, nil
}

// letter is a claimed delivery with what its mail has to tell. The plain token
// is in it, and nowhere else.
type letter struct {
	domain.Letter
	delivery domain.Delivery
}

// address prepares the letter for a claimed delivery and mints the token it
// carries. Every attempt gets a token of its own, because the one before it is
// known to nobody but, perhaps, the customer.
func (d *Deliveries) address(due ports.Due, now time.Time) (letter, *domain.IssuedToken, error) {
	l := letter{delivery: due.Delivery, Letter: domain.Letter{
		Kind: due.Delivery.Kind, ID: due.Delivery.ID, Project: due.Project, To: due.Account.Email, Date: due.Delivery.MadeAt,
	}}
	if due.Delivery.Kind != domain.ResetLinkMail {
		return l, nil, nil
	}
	token, err := domain.MintResetToken(d.Entropy)
	if err != nil {
		return letter{}, nil, err
	}
	issued := domain.Issue(token, due.Delivery.ID, due.Account, now)
	l.Link = domain.ResetLink(d.BaseURL, token)
	if !due.ResetPage.IsZero() {
		l.Link = domain.ResetPageLink(due.ResetPage, due.Account.ID, token, due.ReturnURL)
	}
	l.Code = token.Base32()
	l.ExpiresAt = issued.ExpiresAt()
	return l, &issued, nil
}

func (d *Deliveries) deliver(ctx context.Context, l letter, latest time.Time) error {
	outcome := ports.Outcome{ID: l.delivery.ID, Attempt: l.delivery.Attempts}
	if ctx.Err() != nil || d.Now().After(latest) {
		// Not begun: it goes back as it was, before those that have failed.
		outcome.State, outcome.DueAt, outcome.PutBack = domain.DeliveryWaiting, l.delivery.MadeAt, true
	} else {
		d.send(ctx, l, &outcome)
	}
	outcome.At = d.Now()
	if err := d.Outbox.Settle(context.WithoutCancel(ctx), outcome); err != nil {
		return fmt.Errorf("settle delivery: %w", err)
	}
	return nil
}

func (d *Deliveries) send(ctx context.Context, l letter, outcome *ports.Outcome) {
	// A mail on its way is not cut off: half a transaction is the one case in
	// which nobody can know whether it arrived.
	err := d.hand(context.WithoutCancel(ctx), l)
	log := d.Log.With("delivery", l.delivery.ID, "kind", l.Kind, "attempt", l.delivery.Attempts)
	switch {
	case err == nil:
		outcome.State = domain.DeliveryHandedOver
		log.InfoContext(ctx, "mail handed to the relay")
	case errors.Is(err, ports.ErrMailRefused):
		outcome.State = domain.DeliveryRefused
		log.WarnContext(ctx, "relay refused the mail", "error", err)
	default:
		due, again := l.delivery.NextAttempt(d.Now(), d.spread())
		outcome.State, outcome.DueAt = domain.DeliveryWaiting, due
		if !again {
			outcome.State = domain.DeliveryGivenUp
		}
		log.WarnContext(ctx, "mail not sent", "error", err, "again", again)
	}
}

func (d *Deliveries) hand(ctx context.Context, l letter) error {
	mail, err := d.Writer.Write(l.Letter)
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return d.Mailer.Send(ctx, mail)
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
