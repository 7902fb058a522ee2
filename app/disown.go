package app

import (
	"context"

	"latchkey/domain"
)

// DisownView is what the page "This wasn't me" shows to the holder of a link.
type DisownView struct {
	Project domain.Project
	Email   domain.Email // of the account
	Muted   bool
}

// InspectDisown tells what Disown and LiftMute would be about, and changes
// nothing. The link may be in any state; one that was never minted is
// domain.NotFound.
func (r *Resets) InspectDisown(ctx context.Context, token domain.ResetToken) (DisownView, error) {
	holder, err := r.Tokens.Inspect(ctx, token.Hash())
	if err != nil {
		return DisownView{}, err
	}
	return DisownView{Project: holder.Project, Email: holder.Account.Email, Muted: holder.Account.Muted(r.Now())}, nil
}

// Disown records that the holder of the link did not ask for it: all links of
// the account die, and it gets no new ones for domain.MuteFor. A link that was
// never minted is domain.NotFound.
func (r *Resets) Disown(ctx context.Context, token domain.ResetToken) error {
	err := r.Tokens.ChangeHolder(ctx, token.Hash(), func(account *domain.Account) error {
		account.Disown(r.Now())
		return nil
	})
	if err == nil {
		r.Log.InfoContext(ctx, "a reset request was disowned")
	}
	return err
}

// LiftMute lets link mails out again before domain.MuteFor is over.
func (r *Resets) LiftMute(ctx context.Context, token domain.ResetToken) error {
	return r.Tokens.ChangeHolder(ctx, token.Hash(), func(account *domain.Account) error {
		account.LiftMute()
		return nil
	})
}
