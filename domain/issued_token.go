package domain

import "time"

// IssuedToken is the record of a reset token that was minted: everything about
// it but the secret.
type IssuedToken struct {
	Hash       TokenHash
	DeliveryID DeliveryID // the delivery it was minted for
	AccountID  AccountID
	Generation int64 // of the account, when the token was minted
	MintedAt   time.Time
	SpentAt    time.Time // zero until the token has set a password
}

// TokenState says what a reset link is good for.
type TokenState string

// The states of a reset link. Only a live one can set a password.
const (
	TokenLive    TokenState = "live"
	TokenExpired TokenState = "expired"
	TokenSpent   TokenState = "spent"
	TokenRevoked TokenState = "revoked"
	TokenUnknown TokenState = "unknown"
)

// Issue returns the record of token, minted now for delivery to account.
func Issue(token ResetToken, delivery DeliveryID, account Account, now time.Time) IssuedToken {
	return IssuedToken{
		Hash:       token.Hash(),
		DeliveryID: delivery,
		AccountID:  account.ID,
		Generation: account.Generation,
		MintedAt:   now,
	}
}

// ExpiresAt returns the first moment at which the token no longer works.
func (t IssuedToken) ExpiresAt() time.Time { return t.MintedAt.Add(ResetTokenLifetime) }

// StateAt returns what the token is good for at now, given its account as it
// is then. A token from the future, which a clock set back can leave behind,
// counts as expired: doubt never extends a link.
func (t IssuedToken) StateAt(now time.Time, account Account) TokenState {
	switch {
	case !t.SpentAt.IsZero():
		return TokenSpent
	case !account.MayReset() || t.AccountID != account.ID || t.Generation != account.Generation:
		return TokenRevoked
	case now.Before(t.MintedAt.Add(-clockTolerance)) || !now.Before(t.ExpiresAt()):
		return TokenExpired
	}
	return TokenLive
}

// clockTolerance is how far a clock may be set back, as time servers do,
// without ending the links minted just before.
const clockTolerance = time.Minute
