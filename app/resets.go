package app

import (
	"context"
	"errors"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// Resets is the way from "I forgot" to a new password, for every dialect and
// the hosted pages alike.
type Resets struct {
	Environment
	Projects ports.Projects
	Requests ports.ResetRequests
	Hasher   ports.PasswordHasher
	Common   ports.CommonPasswords
}

// ResetAsk is somebody's wish for a reset link. A zero Email stands for an
// address that no account can have: the wish is recorded like any other.
type ResetAsk struct {
	Project domain.ProjectID
	Email   domain.Email
	Channel domain.Channel
}

// Request records the wish and returns nil once it is on disk to stay. It
// never learns whether there is an account. An unknown project gives
// domain.NotFound.
func (r *Resets) Request(ctx context.Context, ask ResetAsk) error {
	if _, err := r.Projects.ByID(ctx, ask.Project); err != nil {
		return fmt.Errorf("find project: %w", err)
	}
	return r.Requests.Add(ctx, domain.ResetRequest{
		ProjectID:   ask.Project,
		Email:       ask.Email,
		Channel:     ask.Channel,
		RequestedAt: r.Now(),
	})
}

// RequestAgain asks for another link on behalf of whoever holds an old one,
// in any state: the old one shows to whom the new one goes. It returns
// domain.NotFound for a token that was never minted.
func (r *Resets) RequestAgain(ctx context.Context, token domain.ResetToken) error {
	holder, err := r.Requests.Inspect(ctx, token.Hash())
	if err != nil {
		return err
	}
	return r.Request(ctx, ResetAsk{Project: holder.Project.ID, Email: holder.Account.Email, Channel: domain.ViaPage})
}

// Inspect tells what token is good for at this moment, and changes nothing.
// For a token that was never minted the state is domain.TokenUnknown.
func (r *Resets) Inspect(ctx context.Context, token domain.ResetToken) (LinkView, error) {
	holder, err := r.Requests.Inspect(ctx, token.Hash())
	if errors.Is(err, domain.NotFound) {
		return LinkView{State: domain.TokenUnknown}, nil
	}
	if err != nil {
		return LinkView{}, fmt.Errorf("inspect link: %w", err)
	}
	now := r.Now()
	view := LinkView{State: holder.Token.StateAt(now, holder.Account), Project: holder.Project}
	if view.State == domain.TokenLive {
		view.TimeLeft = holder.Token.ExpiresAt().Sub(now)
		view.Email = holder.Account.Email
	}
	return view, nil
}
