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
	Accounts ports.Accounts // only for clients that may know who has an account
	Requests ports.ResetRequests
	Tokens   ports.ResetTokens
	Hasher   ports.PasswordHasher
	Common   ports.CommonPasswords
	Rush     *Rush // told of every request
}

// ResetAsk is somebody's wish for a reset link. A zero Email stands for an
// address that no account can have: the wish is recorded like any other.
type ResetAsk struct {
	Project   domain.ProjectID
	Email     domain.Email
	Channel   domain.Channel
	ReturnURL domain.WebURL // where the back button of the pages leads; may be zero
	ResetPage domain.WebURL // the caller's own page for the link; zero for the hosted one
	Device    domain.Device
	Client    domain.APIClient // who passed the wish on; zero if nobody did
	Language  domain.Language  // the customer's, as far as the call shows it; may be zero
	Software  domain.Software  // the customer's; may be zero
}

// Request records the wish and returns nil once it is on disk to stay. It
// never learns whether there is an account, except for a client that may know:
// that one gets domain.NotFound in field "email" if there is none. An unknown
// project is domain.NotFound, a URL its project does not allow domain.Invalid
// in field "return_url" or "reset_page".
func (r *Resets) Request(ctx context.Context, ask ResetAsk) error {
	project, err := r.Projects.ByID(ctx, ask.Project)
	if err != nil {
		return fmt.Errorf("find project: %w", err)
	}
	if !ask.ReturnURL.IsZero() && !project.AllowsReturnTo(ask.ReturnURL) {
		return domain.Refuse("return_url", domain.Unknown)
	}
	if !ask.ResetPage.IsZero() && !project.AllowsResetPage(ask.ResetPage) {
		return domain.Refuse("reset_page", domain.Unknown)
	}
	if ask.Client.RevealUnknownAccounts {
		if _, err := r.resettable(ctx, ask.Project, ask.Email); err != nil {
			return err
		}
	}
	return r.Rush.during(func() error {
		return r.Requests.Add(ctx, domain.ResetRequest{
			ProjectID: ask.Project, Email: ask.Email, Channel: ask.Channel, RequestedAt: r.Now(),
			ClientID: ask.Client.ID, ReturnURL: ask.ReturnURL, ResetPage: ask.ResetPage, Device: ask.Device,
			Language: ask.Language, Software: ask.Software,
		})
	})
}

// resettable returns the account that a link could be sent to, or
// domain.NotFound in field "email". Only trusted clients get this far.
func (r *Resets) resettable(ctx context.Context, project domain.ProjectID, email domain.Email) (domain.Account, error) {
	nobody := &domain.Problem{Kind: domain.NotFound, Field: "email"}
	if email.IsZero() {
		return domain.Account{}, nobody
	}
	account, err := r.Accounts.ByEmail(ctx, project, email)
	if errors.Is(err, domain.NotFound) || err == nil && !account.MayReset() {
		return domain.Account{}, nobody
	}
	return account, err
}

// Mint hands a new reset token to a client instead of mailing it. It needs a
// client that may mint codes, else it is domain.Forbidden; an address without
// an account is domain.NotFound in field "email".
func (r *Resets) Mint(ctx context.Context, client domain.APIClient, email domain.Email) (domain.AccountID, domain.ResetToken, error) {
	if !client.MayMintCodes {
		return domain.AccountID{}, domain.ResetToken{}, &domain.Problem{Kind: domain.Forbidden}
	}
	account, err := r.resettable(ctx, client.ProjectID, email)
	if err != nil {
		return domain.AccountID{}, domain.ResetToken{}, err
	}
	token, err := domain.MintResetToken(r.Entropy)
	if err != nil {
		return domain.AccountID{}, domain.ResetToken{}, err
	}
	if err := r.Tokens.Issue(ctx, domain.Issue(token, domain.DeliveryID{}, account, r.Now())); err != nil {
		return domain.AccountID{}, domain.ResetToken{}, fmt.Errorf("issue token: %w", err)
	}
	r.Log.InfoContext(ctx, "reset token handed to a client", "client", client.ID, "account", account.ID)
	return account.ID, token, nil
}

// RequestAgain asks for another link on behalf of whoever holds an old one,
// in any state: the old one shows to whom the new one goes. The language and
// the software are the asker's; either may be zero. It returns domain.NotFound
// for a token that was never minted.
func (r *Resets) RequestAgain(ctx context.Context, token domain.ResetToken, language domain.Language, software domain.Software) error {
	holder, err := r.Tokens.Inspect(ctx, token.Hash())
	if err != nil {
		return err
	}
	return r.Request(ctx, ResetAsk{
		Project: holder.Project.ID, Email: holder.Account.Email, Channel: domain.ViaPage, ReturnURL: holder.ReturnURL,
		Language: language, Software: software,
	})
}

// Inspect tells what token is good for at this moment, and changes nothing.
// For a token that was never minted the state is domain.TokenUnknown.
func (r *Resets) Inspect(ctx context.Context, token domain.ResetToken) (LinkView, error) {
	holder, err := r.Tokens.Inspect(ctx, token.Hash())
	if errors.Is(err, domain.NotFound) {
		return LinkView{State: domain.TokenUnknown}, nil
	}
	if err != nil {
		return LinkView{}, fmt.Errorf("inspect link: %w", err)
	}
	now := r.Now()
	view := LinkView{State: holder.Token.StateAt(now, holder.Account), Project: holder.Project, ReturnURL: holder.ReturnURL}
	if view.State == domain.TokenLive {
		view.TimeLeft = holder.Token.ExpiresAt().Sub(now)
		view.Email = holder.Account.Email
	}
	return view, nil
}
