package domain

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// ClientID names an API client. It is not a secret.
type ClientID [12]byte

// MintClientID draws a new id from entropy.
func MintClientID(entropy io.Reader) (ClientID, error) {
	var id ClientID
	if _, err := io.ReadFull(entropy, id[:]); err != nil {
		return ClientID{}, fmt.Errorf("mint client id: %w", err)
	}
	return id, nil
}

// ParseClientID reads 24 lower-case hexadecimal digits.
func ParseClientID(text string) (ClientID, error) {
	var id ClientID
	if len(text) == hex.EncodedLen(len(id)) {
		if _, err := hex.Decode(id[:], []byte(text)); err == nil && id.String() == text {
			return id, nil
		}
	}
	return ClientID{}, Refuse("client", Malformed)
}

// String returns the id as 24 lower-case hexadecimal digits.
func (id ClientID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns what String does, for structured logs.
func (id ClientID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// APIClient is a program that calls the APIs for one project.
type APIClient struct {
	ID         ClientID
	ProjectID  ProjectID
	Scopes     Scopes
	SecretHash SecretHash // of its client secret
	TokenHash  SecretHash // of its API token; zero if it has none
	CreatedAt  time.Time
	RevokedAt  time.Time // zero while it may call

	// RevealUnknownAccounts lets the client learn that an address has no
	// account, where the API it speaks can tell. The operator trusts it so far.
	RevealUnknownAccounts bool

	// MayMintCodes lets the client have reset tokens handed to it instead of
	// mailed to the customer: a way into every account of its project.
	MayMintCodes bool
}

// Revoked reports whether the client may no longer call.
func (c APIClient) Revoked() bool { return !c.RevokedAt.IsZero() }

// AccessTokenLifetime is how long an access token works.
const AccessTokenLifetime = 2 * time.Hour

// IssuedAccessToken is the record of an access token: everything about it but
// the secret.
type IssuedAccessToken struct {
	Hash     SecretHash
	ClientID ClientID
	Scopes   Scopes // at most those of its client
	IssuedAt time.Time
}

// LiveAt reports whether the token works at now. One from the future, which a
// clock set back can leave behind, does not.
func (t IssuedAccessToken) LiveAt(now time.Time) bool {
	return !now.Before(t.IssuedAt.Add(-clockTolerance)) && now.Before(t.IssuedAt.Add(AccessTokenLifetime))
}
