package app

import (
	"context"
	"errors"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// Projects answers what surfaces ask about shops. None of it depends on any
// account.
type Projects struct {
	Store ports.Projects
}

// Find returns the project, or an error matching domain.NotFound.
func (p *Projects) Find(ctx context.Context, id domain.ProjectID) (domain.Project, error) {
	return p.Store.ByID(ctx, id)
}

// Only returns the project if there is exactly one; ok is false otherwise.
func (p *Projects) Only(ctx context.Context) (project domain.Project, ok bool, err error) {
	all, err := p.Store.All(ctx)
	if err != nil || len(all) != 1 {
		return domain.Project{}, false, err
	}
	return all[0], true, nil
}

// AnyAllowsOrigin reports whether pages of origin may call the APIs for at
// least one project. A preflight names no project, so this is all it can ask.
func (p *Projects) AnyAllowsOrigin(ctx context.Context, origin domain.Origin) (bool, error) {
	all, err := p.Store.All(ctx)
	if err != nil {
		return false, err
	}
	for _, project := range all {
		if project.AllowsOrigin(origin) {
			return true, nil
		}
	}
	return false, nil
}

// AddProject creates the project under the next free id, which it returns. A
// setting that cannot stand is a *domain.Problem that names it: "name",
// "shop_url", "sender", "reset_url" or "footer".
func (o *Office) AddProject(ctx context.Context, project domain.Project) (domain.ProjectID, error) {
	if err := checkProject(&project); err != nil {
		return 0, err
	}
	id, err := o.Store.Projects.Add(ctx, project)
	if err != nil {
		return 0, fmt.Errorf("add project: %w", err)
	}
	return id, nil
}

// Projects returns every project in the order of their ids.
func (o *Office) Projects(ctx context.Context) ([]domain.Project, error) {
	return o.Store.Projects.All(ctx)
}

// ChangeProject lets edit alter the project and stores the result if it can
// stand; see [Office.AddProject]. Of two changes at once the later one counts.
func (o *Office) ChangeProject(ctx context.Context, id domain.ProjectID, edit func(*domain.Project)) error {
	project, err := o.Project(ctx, id)
	if err != nil {
		return err
	}
	edit(&project)
	project.ID = id
	if err := checkProject(&project); err != nil {
		return err
	}
	if err := o.Store.Projects.Put(ctx, project); err != nil {
		return fmt.Errorf("change project: %w", err)
	}
	return nil
}

// HasAccountsError says that a project was not removed for the accounts it has.
type HasAccountsError struct{ Accounts int }

// Error tells their number.
func (e *HasAccountsError) Error() string {
	return fmt.Sprintf("the project has %d accounts", e.Accounts)
}

// RemoveProject deletes the project. If it has accounts they go with it,
// provided that withAccounts is their number; otherwise the error is a
// *HasAccountsError. It can be run again should it end half-way.
func (o *Office) RemoveProject(ctx context.Context, id domain.ProjectID, withAccounts int) error {
	if _, err := o.Project(ctx, id); err != nil {
		return err
	}
	count, err := o.Store.AccountLists.Count(ctx, id)
	if err != nil {
		return fmt.Errorf("count accounts: %w", err)
	}
	if count != withAccounts {
		return &HasAccountsError{Accounts: count}
	}
	err = o.EachAccount(ctx, id, "", count, func(account domain.Account) error {
		err := o.Store.Accounts.Remove(ctx, account.ID)
		if errors.Is(err, domain.NotFound) {
			return nil // somebody else was quicker
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("remove accounts: %w", err)
	}
	if err := o.Store.Projects.Remove(ctx, id); err != nil {
		return fmt.Errorf("remove project: %w", err)
	}
	return nil
}

// CheckProject returns why [Office.AddProject] would refuse the project, before
// there is an office.
func CheckProject(p domain.Project) error { return checkProject(&p) }

// checkProject refuses what mails and pages could not show or must not lead to.
func checkProject(p *domain.Project) error {
	if _, err := domain.ParseProjectName(p.Name); err != nil {
		return err
	}
	shop, err := domain.ParseWebURL(p.ShopURL)
	if err != nil {
		return domain.Refuse("shop_url", domain.ReasonOf(err))
	}
	p.ShopURL = shop.String()
	if p.Sender.IsZero() {
		return domain.Refuse("sender", domain.Malformed)
	}
	if p.Brand.Footer != "" {
		if _, err := domain.ParseFooter(p.Brand.Footer); err != nil {
			return err
		}
	}
	if !p.ResetPage.IsZero() && !p.AllowsResetPage(p.ResetPage) {
		return domain.Refuse("reset_url", domain.Unknown)
	}
	return nil
}
