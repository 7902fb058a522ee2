package ports

import (
	"context"
	"time"

	"latchkey/domain"
)

// Timeline answers an operator's question what became of a request, and lets
// him act on what waits. It works beside a running server.
type Timeline interface {
	// Requests returns the requests that match every field of query that is
	// set, the newest first.
	Requests(ctx context.Context, query RequestQuery) ([]RequestRecord, error)

	// Waiting returns up to limit deliveries that wait, the longest due first,
	// and how many wait in all.
	Waiting(ctx context.Context, limit int) ([]DeliveryRecord, int, error)

	// Delivery returns the deliveries with this reference, the newest first.
	Delivery(ctx context.Context, reference domain.Reference) ([]DeliveryRecord, error)

	// Retry makes a waiting delivery due at now, and Drop ends it. One that
	// does not wait, or is being sent at this moment, gives domain.NotFound.
	Retry(ctx context.Context, id domain.DeliveryID, now time.Time) error
	Drop(ctx context.Context, id domain.DeliveryID, now time.Time) error

	// RetryAll makes all that Retry would take due at now, in one transaction,
	// and returns how many.
	RetryAll(ctx context.Context, now time.Time) (int, error)
}

// RequestQuery narrows what Timeline.Requests returns. Zero fields match all.
type RequestQuery struct {
	ID        domain.RequestID
	Project   domain.ProjectID
	Email     domain.Email
	Reference domain.Reference // of the mail that answered it, or that it was folded into
	Since     time.Time
	Until     time.Time // the first moment no longer looked at
	Limit     int       // at least 1
}

// RequestRecord is a request with what became of it.
type RequestRecord struct {
	Request   domain.ResetRequest
	State     domain.RequestState
	DecidedAt time.Time       // zero while State is domain.RequestAccepted
	Delivery  *DeliveryRecord // the mail that answers it; nil if there is none
}

// DeliveryRecord is a delivery with all that happened to it.
type DeliveryRecord struct {
	Delivery  domain.Delivery
	To        domain.Email // the account's address now
	State     domain.DeliveryState
	SettledAt time.Time // zero while it waits
	Sending   bool      // claimed: an attempt is under way, or its end was never told
	Attempts  []domain.Attempt
}
