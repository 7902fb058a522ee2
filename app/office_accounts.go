package app

import (
	"context"
	"fmt"
	"time"

	"latchkey/domain"
)

// AddAccount creates an account. Its password must do for the project; a taken
// e-mail gives a *domain.Problem with Reason domain.AlreadyExists.
func (o *Office) AddAccount(ctx context.Context, n NewAccount) (domain.Account, error) {
	project, err := o.Project(ctx, n.Project)
	if err != nil {
		return domain.Account{}, err
	}
	if err := o.judge(n.Password, n.Email, project); err != nil {
		return domain.Account{}, err
	}
	account, err := o.accounts().Create(ctx, n)
	return account, namedEmail(err)
}

// judge refuses a password that is no protection. The zero Password is none,
// and nobody signs in with it.
func (o *Office) judge(p domain.Password, owner domain.Email, project domain.Project) error {
	if p == (domain.Password{}) {
		return nil
	}
	return p.RefuseFor(owner, project.Name, o.Common.Contains)
}

// AccountChange is what is to be changed about an account; nil is nothing.
type AccountChange struct {
	Email    *domain.Email
	Disabled *bool
	Password *domain.Password
	Language *domain.Language
	LiftMute bool
}

// ChangeAccount changes all that change says at once, or nothing, and returns
// the account as it is then.
func (o *Office) ChangeAccount(ctx context.Context, id domain.ProjectID, email domain.Email, change AccountChange) (domain.Account, error) {
	account, err := o.Account(ctx, id, email)
	if err != nil {
		return domain.Account{}, err
	}
	var hash domain.PasswordHash
	if change.Password != nil {
		if hash, err = o.hashFor(ctx, account, change); err != nil {
			return domain.Account{}, err
		}
	}
	var changed domain.Account
	err = o.Store.Accounts.Change(ctx, account.ID, func(account *domain.Account) error {
		change.apply(account, hash)
		changed = *account
		return nil
	})
	return changed, namedEmail(notFound("account", err))
}

// hashFor hashes the new password, if it does for the account as it will be.
func (o *Office) hashFor(ctx context.Context, account domain.Account, change AccountChange) (domain.PasswordHash, error) {
	project, err := o.Project(ctx, account.ProjectID)
	if err != nil {
		return "", err
	}
	owner := account.Email
	if change.Email != nil {
		owner = *change.Email
	}
	if err := o.judge(*change.Password, owner, project); err != nil {
		return "", err
	}
	hash, err := o.Hasher.Hash(ctx, *change.Password)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// apply leaves alone what is as it should be: every change ends reset links.
func (c AccountChange) apply(account *domain.Account, hash domain.PasswordHash) {
	if c.Email != nil && *c.Email != account.Email {
		account.ChangeEmail(*c.Email)
	}
	if c.Password != nil {
		account.SetPassword(hash)
	}
	if c.Language != nil {
		account.Language = *c.Language
	}
	if c.Disabled != nil && *c.Disabled != account.Disabled {
		if *c.Disabled {
			account.Disable()
		} else {
			account.Enable()
		}
	}
	if c.LiftMute {
		account.LiftMute()
	}
}

// accountsAtOnce is how many accounts are read together.
const accountsAtOnce = 500

// EachAccount calls do for up to limit accounts of the project in the order of
// their canonical e-mails, from the first after the given one ("" for the
// start), and stops at the first error. do may change the store.
func (o *Office) EachAccount(ctx context.Context, id domain.ProjectID, after string, limit int, do func(domain.Account) error) error {
	if _, err := o.Project(ctx, id); err != nil {
		return err
	}
	for limit > 0 {
		some, err := o.Store.AccountLists.List(ctx, id, after, min(limit, accountsAtOnce))
		if err != nil {
			return fmt.Errorf("list accounts: %w", err)
		}
		if len(some) == 0 {
			return nil
		}
		for _, account := range some {
			if err := do(account); err != nil {
				return err
			}
		}
		after = some[len(some)-1].Email.Canonical()
		limit -= len(some)
	}
	return nil
}

// Muted returns until when the account's owner wants no link mails, or the zero
// time if he wants them.
func (o *Office) Muted(account domain.Account) time.Time {
	if account.Muted(o.Now()) {
		return account.MutedUntil
	}
	return time.Time{}
}

// namedEmail says what it is that already exists.
func namedEmail(err error) error {
	if domain.ReasonOf(err) == domain.AlreadyExists {
		return domain.Refuse("email", domain.AlreadyExists)
	}
	return err
}
