package ports

import (
	"context"

	"latchkey/domain"
)

// APIClients keeps the programs that may call the APIs. A change made in the
// same process is seen at once, one made by another process within a second.
type APIClients interface {
	// Add creates the client. A taken id gives a *domain.Problem with Reason
	// AlreadyExists; a project that is not there, domain.NotFound.
	Add(ctx context.Context, client domain.APIClient) error

	// ByID returns the client, revoked or not, or domain.NotFound.
	ByID(ctx context.Context, id domain.ClientID) (domain.APIClient, error)

	// ByAPIToken returns the client, revoked or not, whose API token has this
	// hash, or domain.NotFound.
	ByAPIToken(ctx context.Context, hash domain.SecretHash) (domain.APIClient, error)

	// OfProject returns the project's clients, the oldest first.
	OfProject(ctx context.Context, project domain.ProjectID) ([]domain.APIClient, error)

	// Change lets edit alter the client and stores the result in one
	// transaction, as Accounts.Change does. A new secret takes the client's
	// access tokens away with the old one.
	Change(ctx context.Context, id domain.ClientID, edit func(*domain.APIClient) error) error
}

// AccessTokens keeps the access tokens that were issued.
type AccessTokens interface {
	// Add records the token that the client got for the secret of this hash. It
	// returns nil only once it is on disk to stay. If the client has another
	// secret by now nothing is recorded, and the error is domain.Unauthenticated.
	Add(ctx context.Context, token domain.IssuedAccessToken, secret domain.SecretHash) error

	// ByHash returns the token, expired or not, or domain.NotFound.
	ByHash(ctx context.Context, hash domain.SecretHash) (domain.IssuedAccessToken, error)
}
