package ports

import (
	"context"

	"latchkey/domain"
)

// Accounts keeps the customers. Within a project an e-mail belongs to one
// account at most, compared by its canonical spelling.
type Accounts interface {
	// Add creates the account. If its id, or its e-mail in its project, is
	// taken, the error is a *domain.Problem with Reason AlreadyExists.
	Add(ctx context.Context, account domain.Account) error

	// ByEmail returns the account, or an error matching domain.NotFound.
	ByEmail(ctx context.Context, project domain.ProjectID, email domain.Email) (domain.Account, error)

	// ByID returns the account, or an error matching domain.NotFound.
	ByID(ctx context.Context, id domain.AccountID) (domain.Account, error)

	// Change lets edit alter the account and stores the result, in one
	// transaction that no other change to the account can interleave with. If
	// edit fails nothing is stored and its error is returned. An unknown id
	// gives domain.NotFound; an e-mail that is taken, as for Add. edit must
	// not call back into the store.
	Change(ctx context.Context, id domain.AccountID, edit func(*domain.Account) error) error

	// Remove deletes the account with its reset tokens and waiting deliveries.
	// An unknown id gives domain.NotFound.
	Remove(ctx context.Context, id domain.AccountID) error
}

// AccountLists is what an operator does with many accounts at once.
type AccountLists interface {
	// AddMany creates those accounts whose e-mail is not taken in their
	// project, in one transaction, and reports for each whether it did.
	AddMany(ctx context.Context, accounts []domain.Account) (added []bool, err error)

	// List returns up to limit accounts of the project in the order of their
	// canonical e-mails, from the first after the given one ("" for the start).
	List(ctx context.Context, project domain.ProjectID, after string, limit int) ([]domain.Account, error)

	// Count returns how many accounts the project has.
	Count(ctx context.Context, project domain.ProjectID) (int, error)
}
