package app

import (
	"context"
	"errors"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// ResetCompletion is a token with the password it shall set. Expect holds what
// else the caller's dialect makes the customer show; the zero Expect asks for
// nothing more than the token.
type ResetCompletion struct {
	Token    domain.ResetToken
	Password domain.Password
	Expect   Expectation
}

// Expectation narrows the account a token may belong to. Zero fields match
// every account.
type Expectation struct {
	Project domain.ProjectID
	Email   domain.Email
	Account domain.AccountID
}

func (e Expectation) fits(account domain.Account) bool {
	return (e.Project == 0 || e.Project == account.ProjectID) &&
		(e.Email.IsZero() || e.Email.Canonical() == account.Email.Canonical()) &&
		(e.Account == domain.AccountID{} || e.Account == account.ID)
}

// ResetDone tells whose password was set.
type ResetDone struct {
	Account  domain.AccountID
	Project  domain.Project
	Delivery domain.DeliveryID // whose token it was; zero for one handed to a client
}

// WayBack returns the project of a completed reset's delivery and where its
// back button leads; a zero URL leads to the shop. An unknown delivery is
// domain.NotFound.
func (r *Resets) WayBack(ctx context.Context, delivery domain.DeliveryID) (domain.Project, domain.WebURL, error) {
	returnURL, project, err := r.Tokens.ReturnURL(ctx, delivery)
	return project, returnURL, err
}

// Complete spends the token and sets the password, once, whoever else tries at
// the same time. The errors a caller can cause are domain.TokenRejected for a
// token that is not live or not of the expected account, which all look the
// same but for [RejectedState], and domain.Invalid for a password that the
// policy refuses, which leaves the token alive. domain.Unavailable means that
// nothing was changed and the same token can be tried again.
func (r *Resets) Complete(ctx context.Context, c ResetCompletion) (ResetDone, error) {
	holder, err := r.Tokens.Inspect(ctx, c.Token.Hash())
	if errors.Is(err, domain.NotFound) {
		return ResetDone{}, rejected(domain.TokenUnknown)
	}
	if err != nil {
		return ResetDone{}, fmt.Errorf("inspect link: %w", err)
	}
	if err := r.judge(holder, c); err != nil {
		return ResetDone{}, err
	}
	// Hashing is slow by design: it is bounded, happens only for a live token,
	// and never inside the transaction, which decides everything once more.
	hash, err := r.Hasher.Hash(ctx, c.Password)
	if err != nil {
		return ResetDone{}, fmt.Errorf("hash password: %w", err)
	}
	err = r.Tokens.Redeem(ctx, c.Token.Hash(), func(holder ports.TokenHolder) (ports.Redemption, error) {
		return r.redeem(holder, c, hash)
	})
	switch {
	case errors.Is(err, domain.NotFound):
		return ResetDone{}, rejected(domain.TokenUnknown)
	case err != nil:
		return ResetDone{}, fmt.Errorf("redeem token: %w", err)
	}
	r.Log.InfoContext(ctx, "reset completed", "project", holder.Project.ID, "account", holder.Account.ID)
	return ResetDone{Account: holder.Account.ID, Project: holder.Project, Delivery: holder.Token.DeliveryID}, nil
}

func (r *Resets) judge(holder ports.TokenHolder, c ResetCompletion) error {
	if state := holder.Token.StateAt(r.Now(), holder.Account); state != domain.TokenLive {
		return rejected(state)
	}
	if !c.Expect.fits(holder.Account) {
		return rejected(domain.TokenUnknown)
	}
	return c.Password.RefuseFor(holder.Account.Email, holder.Project.Name, r.Common.Contains)
}

func (r *Resets) redeem(holder ports.TokenHolder, c ResetCompletion, hash domain.PasswordHash) (ports.Redemption, error) {
	if err := r.judge(holder, c); err != nil {
		return ports.Redemption{}, err
	}
	now := r.Now()
	holder.Account.CompleteReset(hash)
	holder.Token.SpentAt = now
	notice, err := domain.NewDelivery(r.Entropy, domain.PasswordChangedMail, holder.Account, domain.ResetRequest{}, now)
	if err != nil {
		return ports.Redemption{}, err
	}
	return ports.Redemption{Account: holder.Account, Token: holder.Token, Notice: notice}, nil
}

// rejectedToken is a domain.TokenRejected problem that remembers the state of
// the token, for the hosted page, whose visitor holds the secret anyway.
type rejectedToken struct {
	*domain.Problem
	state domain.TokenState
}

func rejected(state domain.TokenState) error {
	return rejectedToken{Problem: &domain.Problem{Kind: domain.TokenRejected, Field: "token"}, state: state}
}

// RejectedState returns in which state the token was for which Complete
// returned err. It is domain.TokenUnknown for every other error.
func RejectedState(err error) domain.TokenState {
	var r rejectedToken
	if errors.As(err, &r) {
		return r.state
	}
	return domain.TokenUnknown
}
