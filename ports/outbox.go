package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// Outbox keeps the deliveries that are waiting to be sent.
type Outbox interface {
	// Claim takes up to limit deliveries that are due at now, the longest due
	// first, lets judge decide on each, and stores all of it in one
	// transaction before it returns their number. A claimed delivery counts
	// one more attempt and is due again at now+lease, so that it comes back by
	// itself should the claimer die; the delivery judge sees shows both. If
	// judge fails, nothing is changed and its error is returned. judge must
	// not call back into the store.
	Claim(ctx context.Context, now time.Time, lease time.Duration, limit int, judge func(Due) (Verdict, error)) (int, error)

	// Settle stores how an attempt ended. It does nothing if the delivery is
	// final or a later attempt has begun, which means that the lease was lost.
	// Once begun, the end of ctx does not stop it.
	Settle(ctx context.Context, outcome Outcome) error
}

// Due is a delivery that has been claimed, with what its mail is made from.
type Due struct {
	Delivery  domain.Delivery
	Account   domain.Account
	Project   domain.Project
	ReturnURL domain.WebURL // of the request it answers; zero if it gave none
	ResetPage domain.WebURL // the caller's own page the link leads to; zero for the hosted one
}

// Verdict says what becomes of a claimed delivery. State is
// domain.DeliveryWaiting for one that will be sent now, else final. Token, if
// not nil, is recorded with it.
type Verdict struct {
	State domain.DeliveryState
	Token *domain.IssuedToken
}

// Outcome is how one attempt at a delivery ended.
type Outcome struct {
	ID      domain.DeliveryID
	Attempt int // the attempt it settles: Delivery.Attempts as claimed
	State   domain.DeliveryState
	DueAt   time.Time // when to try again; only for domain.DeliveryWaiting
	At      time.Time

	// PutBack says that the attempt was never begun: it is not counted.
	PutBack bool
}
