package app

import (
	"context"
	"errors"

	"latchkey/domain"
	"latchkey/ports"
)

// Office is what an operator does with a database, beside a running server or
// without one.
type Office struct {
	Environment
	Store  ports.Store
	Hasher ports.PasswordHasher
	Common ports.CommonPasswords
}

func (o *Office) accounts() *Accounts {
	return &Accounts{Environment: o.Environment, Store: o.Store.Accounts, Hasher: o.Hasher}
}

func (o *Office) clients() *Clients {
	return &Clients{Environment: o.Environment, Store: o.Store.APIClients, Tokens: o.Store.AccessTokens}
}

// Project returns the project, or a problem of kind domain.NotFound in field
// "project".
func (o *Office) Project(ctx context.Context, id domain.ProjectID) (domain.Project, error) {
	project, err := o.Store.Projects.ByID(ctx, id)
	return project, notFound("project", err)
}

// Account returns the customer of the project who has the address. The problem
// of kind domain.NotFound names the field, "project" or "account", that is at
// fault.
func (o *Office) Account(ctx context.Context, project domain.ProjectID, email domain.Email) (domain.Account, error) {
	if _, err := o.Project(ctx, project); err != nil {
		return domain.Account{}, err
	}
	account, err := o.Store.Accounts.ByEmail(ctx, project, email)
	return account, notFound("account", err)
}

// notFound names what was not found.
func notFound(field string, err error) error {
	if errors.Is(err, domain.NotFound) {
		return &domain.Problem{Kind: domain.NotFound, Field: field}
	}
	return err
}

// fieldOf returns which value err is about, or "".
func fieldOf(err error) string {
	var problem *domain.Problem
	if errors.As(err, &problem) {
		return problem.Field
	}
	return ""
}
