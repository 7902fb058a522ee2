package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/domain"
)

// APIClients implements ports.APIClients. All of them are held in memory.
type APIClients struct{ *Store }

// APIClients returns the store of programs that may call the APIs.
func (s *Store) APIClients() APIClients { return APIClients{s} }

type clientList struct {
	byID    map[domain.ClientID]domain.APIClient
	byToken map[domain.SecretHash]domain.ClientID
	tokens  *recentTokens // forgotten with the list, so that a new secret ends them as soon as it is seen
}

const clientColumns = `id, project_id, scopes, secret_hash, token_hash, reveal_unknown, may_mint, created_at, revoked_at`

// ByID implements ports.APIClients.
func (c APIClients) ByID(ctx context.Context, id domain.ClientID) (domain.APIClient, error) {
	list, err := c.list(ctx)
	if err != nil {
		return domain.APIClient{}, err
	}
	return list.find(id)
}

// ByAPIToken implements ports.APIClients.
func (c APIClients) ByAPIToken(ctx context.Context, hash domain.SecretHash) (domain.APIClient, error) {
	list, err := c.list(ctx)
	if err != nil {
		return domain.APIClient{}, err
	}
	return list.find(list.byToken[hash]) // no client has the zero id
}

func (l clientList) find(id domain.ClientID) (domain.APIClient, error) {
	client, ok := l.byID[id]
	if !ok {
		return domain.APIClient{}, &domain.Problem{Kind: domain.NotFound, Field: "client"}
	}
	return client, nil
}

func (c APIClients) list(ctx context.Context) (clientList, error) {
	list, err := c.clients.get(ctx, c.now, c.loadClients)
	if err != nil {
		return clientList{}, c.translate(fmt.Errorf("load API clients: %w", err))
	}
	return list, nil
}

// Add implements ports.APIClients.
func (c APIClients) Add(ctx context.Context, client domain.APIClient) error {
	defer c.clients.forget()
	return c.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO api_clients ("+clientColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			client.ID[:], int64(client.ProjectID), client.Scopes.String(), client.SecretHash[:], nullableHash(client.TokenHash),
			client.RevealUnknownAccounts, client.MayMintCodes, client.CreatedAt.UnixMilli(), nullableMillis(client.RevokedAt))
		if err != nil {
			return err
		}
		return c.auditClient(ctx, tx, domain.AuditClientAdded, client)
	})
}

// OfProject implements ports.APIClients. It is for an operator, who wants to
// see what is there now, so it does not ask what is held.
func (c APIClients) OfProject(ctx context.Context, project domain.ProjectID) ([]domain.APIClient, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT "+clientColumns+" FROM api_clients WHERE project_id = ? ORDER BY created_at, id", int64(project))
	if err != nil {
		return nil, c.translate(err)
	}
	defer rows.Close()
	var clients []domain.APIClient
	for rows.Next() {
		client, err := scanClient(rows)
		if err != nil {
			return nil, c.translate(err)
		}
		clients = append(clients, client)
	}
	return clients, c.translate(rows.Err())
}

// Change implements ports.APIClients.
func (c APIClients) Change(ctx context.Context, id domain.ClientID, edit func(*domain.APIClient) error) error {
	defer c.clients.forget()
	return c.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
		before, err := scanClient(tx.QueryRowContext(ctx, "SELECT "+clientColumns+" FROM api_clients WHERE id = ?", id[:]))
		if err != nil {
			return err
		}
		client := before
		if err := edit(&client); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE api_clients SET scopes = ?, secret_hash = ?, token_hash = ?, reveal_unknown = ?,
			may_mint = ?, revoked_at = ? WHERE id = ?`,
			client.Scopes.String(), client.SecretHash[:], nullableHash(client.TokenHash), client.RevealUnknownAccounts,
			client.MayMintCodes, nullableMillis(client.RevokedAt), id[:])
		if err != nil {
			return err
		}
		if client.SecretHash != before.SecretHash {
			if _, err := tx.ExecContext(ctx, "DELETE FROM access_tokens WHERE client_id = ?", id[:]); err != nil {
				return err
			}
		}
		return c.auditClientChange(ctx, tx, before, client)
	})
}

func (s *Store) loadClients(ctx context.Context) (clientList, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT "+clientColumns+" FROM api_clients")
	if err != nil {
		return clientList{}, err
	}
	defer rows.Close()
	list := clientList{byID: map[domain.ClientID]domain.APIClient{}, byToken: map[domain.SecretHash]domain.ClientID{}, tokens: &recentTokens{}}
	for rows.Next() {
		client, err := scanClient(rows)
		if err != nil {
			return clientList{}, err
		}
		list.byID[client.ID] = client
		if client.TokenHash != (domain.SecretHash{}) {
			list.byToken[client.TokenHash] = client.ID
		}
	}
	return list, rows.Err()
}

func scanClient(row scanner) (domain.APIClient, error) {
	var (
		client            domain.APIClient
		id, secret, token []byte
		scopes            string
		created           int64
		revoked           sql.NullInt64
	)
	err := row.Scan(&id, &client.ProjectID, &scopes, &secret, &token, &client.RevealUnknownAccounts, &client.MayMintCodes, &created, &revoked)
	if err != nil {
		return domain.APIClient{}, err
	}
	client.Scopes, err = domain.ParseScopes(scopes)
	if err != nil || len(id) != len(client.ID) || len(secret) != len(client.SecretHash) || token != nil && len(token) != len(client.TokenHash) {
		return domain.APIClient{}, fmt.Errorf("API client: %w", errUnreadable)
	}
	client.ID, client.SecretHash = domain.ClientID(id), domain.SecretHash(secret)
	if token != nil {
		client.TokenHash = domain.SecretHash(token)
	}
	client.CreatedAt, client.RevokedAt = fromMillis(created), fromNullableMillis(revoked)
	return client, nil
}

// nullableHash stores the zero hash as NULL.
func nullableHash(hash domain.SecretHash) []byte {
	if hash == (domain.SecretHash{}) {
		return nil
	}
	return hash[:]
}
