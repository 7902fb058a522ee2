package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Clients is what API clients and their operator do about credentials.
type Clients struct {
	Environment
	Store  ports.APIClients
	Tokens ports.AccessTokens
}

// NewClient describes an API client to be created.
type NewClient struct {
	ID                    domain.ClientID // zero: a new one is drawn
	Project               domain.ProjectID
	Scopes                domain.Scopes
	RevealUnknownAccounts bool
	MayMintCodes          bool
}

// Credentials are shown once, when they are made.
type Credentials struct {
	ID           domain.ClientID
	ClientSecret domain.Secret
	APIToken     domain.Secret
}

// Create stores a new client and returns its credentials, which cannot be had
// again.
func (c *Clients) Create(ctx context.Context, n NewClient) (Credentials, error) {
	if n.ID == (domain.ClientID{}) {
		var err error
		if n.ID, err = domain.MintClientID(c.Entropy); err != nil {
			return Credentials{}, err
		}
	}
	credentials, err := c.mint(n.ID)
	if err != nil {
		return Credentials{}, err
	}
	err = c.Store.Add(ctx, domain.APIClient{
		ID: n.ID, ProjectID: n.Project, Scopes: n.Scopes, CreatedAt: c.Now(),
		SecretHash: credentials.ClientSecret.Hash(), TokenHash: credentials.APIToken.Hash(),
		RevealUnknownAccounts: n.RevealUnknownAccounts, MayMintCodes: n.MayMintCodes,
	})
	if err != nil {
		return Credentials{}, fmt.Errorf("store client: %w", err)
	}
	return credentials, nil
}

// Rotate gives the client new credentials and ends the old ones at once, with
// every access token that was got for them.
func (c *Clients) Rotate(ctx context.Context, id domain.ClientID) (Credentials, error) {
	credentials, err := c.mint(id)
	if err != nil {
		return Credentials{}, err
	}
	err = c.Store.Change(ctx, id, func(client *domain.APIClient) error {
		client.SecretHash, client.TokenHash = credentials.ClientSecret.Hash(), credentials.APIToken.Hash()
		return nil
	})
	return credentials, err
}

func (c *Clients) mint(id domain.ClientID) (Credentials, error) {
	secret, err1 := domain.MintSecret(domain.ClientSecretKind, c.Entropy)
	token, err2 := domain.MintSecret(domain.APITokenKind, c.Entropy)
	return Credentials{ID: id, ClientSecret: secret, APIToken: token}, errors.Join(err1, err2)
}

// Revoke ends everything the client may do: its tokens stop with it.
func (c *Clients) Revoke(ctx context.Context, id domain.ClientID) error {
	return c.Store.Change(ctx, id, func(client *domain.APIClient) error {
		if !client.Revoked() {
			client.RevokedAt = c.Now()
		}
		return nil
	})
}

// TokenAsk is a client's wish for an access token, in the texts it sent. An
// empty Scope asks for all the client has.
type TokenAsk struct {
	ClientID     string
	ClientSecret string
	Scope        string
}

// AccessGrant is an access token, shown once.
type AccessGrant struct {
	Token    domain.Secret
	Scopes   domain.Scopes
	Lifetime time.Duration
}

// IssueToken returns a new access token. Credentials that are not those of a
// client are domain.Unauthenticated, whatever is wrong with them; a scope the
// client does not hold is domain.Invalid in field "scope".
func (c *Clients) IssueToken(ctx context.Context, ask TokenAsk) (AccessGrant, error) {
	client, err := c.authenticate(ctx, ask)
	if err != nil {
		return AccessGrant{}, err
	}
	scopes, err := domain.ParseScopes(ask.Scope)
	if err != nil {
		return AccessGrant{}, err
	}
	if len(scopes) == 0 {
		scopes = client.Scopes
	}
	if !client.Scopes.Covers(scopes) {
		return AccessGrant{}, domain.Refuse("scope", domain.Unknown)
	}
	token, err := domain.MintSecret(domain.AccessTokenKind, c.Entropy)
	if err != nil {
		return AccessGrant{}, err
	}
	issued := domain.IssuedAccessToken{Hash: token.Hash(), ClientID: client.ID, Scopes: scopes, IssuedAt: c.Now()}
	if err := c.Tokens.Add(ctx, issued, client.SecretHash); err != nil {
		return AccessGrant{}, fmt.Errorf("store access token: %w", err)
	}
	return AccessGrant{Token: token, Scopes: scopes, Lifetime: domain.AccessTokenLifetime}, nil
}

func (c *Clients) authenticate(ctx context.Context, ask TokenAsk) (domain.APIClient, error) {
	refused := &domain.Problem{Kind: domain.Unauthenticated}
	id, err := domain.ParseClientID(ask.ClientID)
	if err != nil {
		return domain.APIClient{}, refused
	}
	secret, err := domain.ParseSecret(domain.ClientSecretKind, ask.ClientSecret)
	if err != nil {
		return domain.APIClient{}, refused
	}
	client, err := c.Store.ByID(ctx, id)
	if errors.Is(err, domain.NotFound) {
		return domain.APIClient{}, refused
	}
	if err != nil {
		return domain.APIClient{}, fmt.Errorf("find client: %w", err)
	}
	if client.Revoked() || !client.SecretHash.Equal(secret.Hash()) {
		return domain.APIClient{}, refused
	}
	return client, nil
}

// Bearer is who a call comes from, by the token it carries.
type Bearer struct {
	Client domain.APIClient
	Scopes domain.Scopes // of the token: at most those of the client
}

// Bearer returns whose token text is: an access token that has not expired, or
// an API token, of a client that is not revoked. Everything else is
// domain.Unauthenticated.
func (c *Clients) Bearer(ctx context.Context, text string) (Bearer, error) {
	if token, err := domain.ParseSecret(domain.APITokenKind, text); err == nil {
		client, err := c.Store.ByAPIToken(ctx, token.Hash())
		return c.admit(client, client.Scopes, err)
	}
	token, err := domain.ParseSecret(domain.AccessTokenKind, text)
	if err != nil {
		return Bearer{}, err
	}
	issued, err := c.Tokens.ByHash(ctx, token.Hash())
	if err != nil {
		return c.admit(domain.APIClient{}, nil, err)
	}
	if !issued.LiveAt(c.Now()) {
		return Bearer{}, &domain.Problem{Kind: domain.Unauthenticated}
	}
	client, err := c.Store.ByID(ctx, issued.ClientID)
	return c.admit(client, issued.Scopes, err)
}

func (c *Clients) admit(client domain.APIClient, scopes domain.Scopes, err error) (Bearer, error) {
	if errors.Is(err, domain.NotFound) || err == nil && client.Revoked() {
		return Bearer{}, &domain.Problem{Kind: domain.Unauthenticated}
	}
	if err != nil {
		return Bearer{}, fmt.Errorf("find bearer: %w", err)
	}
	return Bearer{Client: client, Scopes: scopes}, nil
}
