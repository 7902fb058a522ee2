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

// entry says how an operator's command opens the database.
type entry struct {
	create  bool // make it if it is not there
	examine bool // change nothing, and fail where a server would or would change it first
}

// beside opens the database for an operator, whether a server runs or not.
func beside(ctx context.Context, o cli.ServeOptions, by entry) (_ *app.UseCases, end func() error, err error) {
	var life lifecycle.Stack
	defer func() {
		if err != nil {
			err = errors.Join(err, life.End())
		}
	}()
	env := environment(o)
	if by.create {
		if err := sqlite.Create(ctx, storeOptions(env, o.DB)); err != nil {
			return nil, nil, err
		}
	}
	options := storeOptions(env, o.DB)
	options.RefuseDemo, options.RefuseOlder = by.examine, by.examine
	store, err := sqlite.OpenBeside(ctx, options)
	if err != nil {
		return nil, nil, err
	}
	life.Add("database", store.Close)
	o.KeepRequests, o.KeepAudit = domain.DefaultRetention().Requests, domain.DefaultRetention().Audit
	use, err := useCases(env, store, o, domain.DefaultMailCaps(), &life)
	if err != nil {
		return nil, nil, err
	}
	return use, life.End, nil
}

func openOffice(ctx context.Context, o cli.OfficeOptions) (*app.Office, func() error, error) {
	use, end, err := beside(ctx, cli.ServeOptions{DB: o.DB, LogLevel: o.LogLevel, Log: o.Log}, entry{create: o.Create})
	if err != nil {
		return nil, nil, explained(o.DB, err)
	}
	return use.Office, end, nil
}

func openImport(ctx context.Context, o cli.OfficeOptions) (*app.Import, func() error, error) {
	use, end, err := beside(ctx, cli.ServeOptions{DB: o.DB, LogLevel: o.LogLevel, Log: o.Log}, entry{create: o.Create})
	if err != nil {
		return nil, nil, explained(o.DB, err)
	}
	return use.Import, end, nil
}

func openTestMail(ctx context.Context, o cli.ServeOptions) (*app.TestMail, func() error, error) {
	use, end, err := beside(ctx, o, entry{})
	if err != nil {
		return nil, nil, explained(o.DB, err)
	}
	return use.TestMail, end, nil
}
