package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// ResetRequests keeps what people asked for.
type ResetRequests interface {
	// Add appends one request and gives it an id. It returns nil only after
	// the request is on disk to stay. It must not look at accounts, tokens or
	// deliveries: its work and time depend on nothing but the request. Once
	// begun, the end of ctx does not stop it. A project that is not there
	// gives domain.NotFound.
	Add(ctx context.Context, request domain.ResetRequest) error

	// Admit takes up to limit of the oldest accepted requests and gives each
	// its final state at now, all in one transaction, and returns how many it
	// took.
	// Requests whose e-mail has no account become RequestNoAccount. For every
	// other one, in the order of their ids, decide is told the account and
	// what was mailed to it before, requests admitted in this call included.
	// If decide fails, nothing is changed and its error is returned.
	Admit(ctx context.Context, now time.Time, limit int, decide func(Applicant) (Admission, error)) (int, error)
}

// Applicant is a reset request with the account it turned out to be for.
type Applicant struct {
	Request domain.ResetRequest
	Account domain.Account
	Earlier []domain.LinkMail // to this account in the 24 hours before now
}

// Admission is what becomes of an applicant's request. Delivery is the mail to
// be sent and is stored if, and only if, State is domain.RequestMailed;
// FoldedInto is the one that serves the request if it is domain.RequestFolded.
type Admission struct {
	State      domain.RequestState
	Delivery   domain.Delivery
	FoldedInto domain.DeliveryID
}
