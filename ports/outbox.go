package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// MaxSend bounds one call of Mailer.Send: 10 s to connect, a minute for each
// command and five for the relay's last word (RFC 5321 §4.5.3.2.6 asks for
// ten), with room for a second connection where the first had died.
const MaxSend = 13 * time.Minute

// Outbox keeps the deliveries that are waiting to be sent.
type Outbox interface {
	// Claim takes deliveries that are due, lets judge decide on each, and
	// stores all of it in one transaction before it returns their number. A
	// claimed delivery counts one more attempt and is due again at the end of
	// its lease, so that it comes back by itself should the claimer die; the
	// delivery judge sees shows both; one that judge ends is left with the
	// attempts it had. If judge fails, nothing is changed and its error is
	// returned. judge must not call back into the store.
	//
	// Deliveries never tried before and those to be tried again have a lane
	// each, the longest due first, and a quarter of the limit is kept for the
	// second, so that neither starves the other.
	Claim(ctx context.Context, order ClaimOrder, judge func(Due) (Verdict, error)) (int, error)

	// Settle stores how an attempt ended, and its record, in one transaction.
	// It does nothing if the delivery is final or a later attempt has begun,
	// which means that the lease was lost. If the attempt ended before the relay
	// was told any of the mail's content, its token is forgotten: the link is in
	// nobody's hands. Once begun, the end of ctx does not stop it.
	Settle(ctx context.Context, outcome Outcome) error

	// Reclaim makes every claimed delivery due at now and returns how many
	// there were. Only a server that has just started may call it: whoever
	// claimed them is gone.
	Reclaim(ctx context.Context, now time.Time) (int, error)

	// HandedOver returns how many link mails the relay has taken since then.
	HandedOver(ctx context.Context, since time.Time) (int, error)
}

// ClaimOrder says which deliveries to claim.
type ClaimOrder struct {
	Now         time.Time
	Lease       time.Duration
	Limit       int
	NoticesOnly bool // leave link mails alone
}

// Due is a delivery that has been claimed, with what its mail is made from.
type Due struct {
	Delivery domain.Delivery
	Account  domain.Account
	Project  domain.Project
	Request  domain.ResetRequest // it answers: URLs, language and software; zero for a change notice
	Asked    int                 // requests for the account in the hour up to the one it answers, that one included
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
	BeganAt time.Time
	At      time.Time

	// PutBack says that the attempt is not counted: it was never begun, or met
	// what every other mail would have met.
	PutBack bool

	// Fault is what the attempt met, nil if nothing; Words is the relay's own.
	// An outcome that has neither leaves no record of the attempt.
	Fault *domain.RelayFault
	Words string
}
