package ports

import (
	"context"

	"latchkey/domain"
)

// ResetTokens keeps the reset tokens that were minted, without their secrets.
// Those for a mail are recorded by Outbox.Claim.
type ResetTokens interface {
	// Issue records a token that is part of no delivery. An account that is
	// not there gives domain.NotFound.
	Issue(ctx context.Context, token domain.IssuedToken) error

	// Inspect returns what is known about a token, as of one moment. A hash
	// that was never recorded gives domain.NotFound; a token whose account is
	// gone is unknown too. Inspect changes nothing.
	Inspect(ctx context.Context, hash domain.TokenHash) (TokenHolder, error)

	// Redeem spends a token: in one transaction that excludes all other
	// writers it reads the token, lets decide judge it, and stores the changed
	// account, the token as spent and the notice to be mailed. If decide
	// fails, nothing is changed and its error is returned. Of any number of
	// calls for one token, at once or not, at most one succeeds, whatever
	// decide says; the others get domain.TokenRejected. An unknown hash is as
	// for Inspect. Once begun, the end of ctx does not stop it. decide must
	// not call back into the store.
	Redeem(ctx context.Context, hash domain.TokenHash, decide func(TokenHolder) (Redemption, error)) error

	// ChangeHolder lets edit alter the account that a token, live or not, was
	// minted for, and stores the result in one transaction, as Accounts.Change
	// does. An unknown hash is as for Inspect.
	ChangeHolder(ctx context.Context, hash domain.TokenHash, edit func(*domain.Account) error) error

	// ReturnURL returns where the back button leads after the reset that a
	// delivery was for, and the delivery's project. An unknown delivery, and
	// one that was for no request, gives domain.NotFound.
	ReturnURL(ctx context.Context, delivery domain.DeliveryID) (domain.WebURL, domain.Project, error)
}

// TokenHolder is an issued token with all that decides whether it is good.
type TokenHolder struct {
	Token     domain.IssuedToken
	Account   domain.Account
	Project   domain.Project
	ReturnURL domain.WebURL // of the request the token answered; zero if it gave none
}

// Redemption is what a spent token changes.
type Redemption struct {
	Account domain.Account
	Token   domain.IssuedToken // with SpentAt set
	Notice  domain.Delivery
}
