package app

import (
	"context"
	"errors"
	"fmt"

	"latchkey/domain"
)

// ErrRevoked says that a client was revoked, which is for good.
var ErrRevoked = errors.New("the client is revoked")

// AddClient creates an API client of the project and returns its credentials,
// which cannot be had again.
func (o *Office) AddClient(ctx context.Context, n NewClient) (Credentials, error) {
	if _, err := o.Project(ctx, n.Project); err != nil {
		return Credentials{}, err
	}
	return o.clients().Create(ctx, n)
}

// Clients returns the clients of the project, or of all projects if it is 0,
// the oldest of a project first.
func (o *Office) Clients(ctx context.Context, id domain.ProjectID) ([]domain.APIClient, error) {
	if id != 0 {
		if _, err := o.Project(ctx, id); err != nil {
			return nil, err
		}
		return o.Store.APIClients.OfProject(ctx, id)
	}
	projects, err := o.Projects(ctx)
	if err != nil {
		return nil, err
	}
	var all []domain.APIClient
	for _, project := range projects {
		some, err := o.Store.APIClients.OfProject(ctx, project.ID)
		if err != nil {
			return nil, fmt.Errorf("list clients: %w", err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// RotateClient gives the client new credentials and ends the old ones. One that
// is revoked gets none: the error is ErrRevoked.
func (o *Office) RotateClient(ctx context.Context, id domain.ClientID) (Credentials, error) {
	client, err := o.Store.APIClients.ByID(ctx, id)
	if err != nil {
		return Credentials{}, notFound("client", err)
	}
	if client.Revoked() {
		return Credentials{}, ErrRevoked
	}
	credentials, err := o.clients().Rotate(ctx, id)
	return credentials, notFound("client", err)
}

// RevokeClient ends everything the client may do, within a second in servers
// that run.
func (o *Office) RevokeClient(ctx context.Context, id domain.ClientID) error {
	return notFound("client", o.clients().Revoke(ctx, id))
}
