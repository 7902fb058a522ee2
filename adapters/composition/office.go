package composition

import (
	"context"
	"errors"

	"latchkey/adapters/cli"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
)

// beside opens the database for an operator, whether a server runs or not.
// create makes it if it is not there.
func beside(ctx context.Context, o cli.ServeOptions, create bool) (_ *app.UseCases, end func() error, err error) {
	var life lifecycle.Stack
	defer func() {
		if err != nil {
			err = errors.Join(err, life.End())
		}
	}()
	env := environment(o)
	if create {
		if err := sqlite.Create(ctx, storeOptions(env, o.DB)); err != nil {
			return nil, nil, err
		}
	}
	store, err := sqlite.OpenBeside(ctx, storeOptions(env, o.DB))
	if err != nil {
		return nil, nil, err
	}
	life.Add("database", store.Close)
	o.KeepRequests, o.KeepAudit = domain.DefaultRetention.Requests, domain.DefaultRetention.Audit
	use, err := useCases(env, store, o, domain.DefaultMailCaps, &life)
	if err != nil {
		return nil, nil, err
	}
	return use, life.End, nil
}

func openOffice(ctx context.Context, o cli.OfficeOptions) (*app.Office, func() error, error) {
	use, end, err := beside(ctx, cli.ServeOptions{DB: o.DB, LogLevel: o.LogLevel, Log: o.Log}, o.Create)
	if err != nil {
		return nil, nil, err
	}
	return use.Office, end, nil
}

func openImport(ctx context.Context, o cli.OfficeOptions) (*app.Import, func() error, error) {
	use, end, err := beside(ctx, cli.ServeOptions{DB: o.DB, LogLevel: o.LogLevel, Log: o.Log}, o.Create)
	if err != nil {
		return nil, nil, err
	}
	return use.Import, end, nil
}

func openTestMail(ctx context.Context, o cli.ServeOptions) (*app.TestMail, func() error, error) {
	use, end, err := beside(ctx, o, false)
	if err != nil {
		return nil, nil, err
	}
	return use.TestMail, end, nil
}
