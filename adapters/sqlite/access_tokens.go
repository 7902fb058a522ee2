package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"latchkey/domain"
)

// AccessTokens implements ports.AccessTokens.
type AccessTokens struct{ *Store }

// AccessTokens returns the store of access tokens.
func (s *Store) AccessTokens() AccessTokens { return AccessTokens{s} }

// recentTokens remembers the tokens that calls have shown lately.
type recentTokens struct {
	mu    sync.Mutex
	known map[domain.SecretHash]domain.IssuedAccessToken
}

const maxRecentTokens = 4096

func (r *recentTokens) find(hash domain.SecretHash) (domain.IssuedAccessToken, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	token, ok := r.known[hash]
	return token, ok
}

func (r *recentTokens) remember(token domain.IssuedAccessToken) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= maxRecentTokens {
		r.known = map[domain.SecretHash]domain.IssuedAccessToken{}
	}
	r.known[token.Hash] = token
}

// Add implements ports.AccessTokens, and takes some expired tokens away.
func (a AccessTokens) Add(ctx context.Context, token domain.IssuedAccessToken, secret domain.SecretHash) error {
	return a.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		expired := token.IssuedAt.Add(-domain.AccessTokenLifetime).UnixMilli()
		_, err := tx.ExecContext(ctx, `DELETE FROM access_tokens WHERE hash IN
			(SELECT hash FROM access_tokens WHERE issued_at <= ? ORDER BY issued_at LIMIT 10)`, expired)
		if err != nil {
			return err
		}
		added, err := tx.ExecContext(ctx, `INSERT INTO access_tokens (hash, client_id, scopes, issued_at)
			SELECT ?, id, ?, ? FROM api_clients WHERE id = ? AND secret_hash = ?`,
			token.Hash[:], token.Scopes.String(), token.IssuedAt.UnixMilli(), token.ClientID[:], secret[:])
		if err != nil {
			return err
		}
		n, err := added.RowsAffected()
		if err == nil && n == 0 {
			return &domain.Problem{Kind: domain.Unauthenticated}
		}
		return err
	})
}

// ByHash implements ports.AccessTokens.
func (a AccessTokens) ByHash(ctx context.Context, hash domain.SecretHash) (domain.IssuedAccessToken, error) {
	clients, err := APIClients(a).list(ctx)
	if err != nil {
		return domain.IssuedAccessToken{}, err
	}
	if token, ok := clients.tokens.find(hash); ok {
		return token, nil
	}
	var (
		token  = domain.IssuedAccessToken{Hash: hash}
		client []byte
		scopes string
		issued int64
	)
	row := a.read.QueryRowContext(ctx, "SELECT client_id, scopes, issued_at FROM access_tokens WHERE hash = ?", hash[:])
	if err := row.Scan(&client, &scopes, &issued); err != nil {
		return domain.IssuedAccessToken{}, a.translate(err)
	}
	if token.Scopes, err = domain.ParseScopes(scopes); err != nil || len(client) != len(token.ClientID) {
		return domain.IssuedAccessToken{}, fmt.Errorf("access token: %w", errUnreadable)
	}
	token.ClientID, token.IssuedAt = domain.ClientID(client), fromMillis(issued)
	clients.tokens.remember(token)
	return token, nil
}
