package app

import (
	"context"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// Accounts makes customers and sets their passwords, for those who have judged
// the password; an operator's way is [Office]. Every change that must end reset
// links ends them, because the domain's methods do.
type Accounts struct {
	Environment
	Store  ports.Accounts
	Hasher ports.PasswordHasher
}

// NewAccount describes an account to be created.
type NewAccount struct {
	Project  domain.ProjectID
	Email    domain.Email
	Password domain.Password // zero: none yet, the first reset sets it
	External bool            // signs in elsewhere
	Language domain.Language // zero if not known
}

// Create stores a new account. A taken e-mail gives a *domain.Problem with
// Reason domain.AlreadyExists.
func (a *Accounts) Create(ctx context.Context, n NewAccount) (domain.Account, error) {
	id, err := domain.MintAccountID(a.Entropy)
	if err != nil {
		return domain.Account{}, err
	}
	account := domain.Account{ID: id, ProjectID: n.Project, Email: n.Email, External: n.External, Language: n.Language, CreatedAt: a.Now()}
	if n.Password != (domain.Password{}) {
		if account.PasswordHash, err = a.Hasher.Hash(ctx, n.Password); err != nil {
			return domain.Account{}, fmt.Errorf("hash password: %w", err)
		}
	}
	return account, a.Store.Add(ctx, account)
}

// SetPassword replaces the password and revokes all reset links.
func (a *Accounts) SetPassword(ctx context.Context, id domain.AccountID, p domain.Password) error {
	hash, err := a.Hasher.Hash(ctx, p)
	if err != nil {
		return fmt.Errorf("hash password: %w", err)
	}
	return a.Store.Change(ctx, id, func(account *domain.Account) error {
		account.SetPassword(hash)
		return nil
	})
}
