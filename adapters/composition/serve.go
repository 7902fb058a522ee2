package composition

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/pprof"
	"os/signal"
	"syscall"

	"latchkey/adapters/cli"
	"latchkey/adapters/httpserver"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/metrics"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
)

// serve runs a shop's server until ctx ends. What makes a demo a demo is not
// here: inbox, sink, home page and time travel.
func serve(ctx context.Context, o cli.ServeOptions, announce func(cli.ServeReady) error) (err error) {
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE) // whoever started the server, or reads its log, may leave
	var life lifecycle.Stack
	defer func() { err = errors.Join(err, life.End()) }()
	env := environment(o)
	for _, warning := range o.Warnings {
		env.Log.WarnContext(ctx, warning)
	}
	web, err := httpserver.Listen(o.Listen, httpserver.Config{
		Log: env.Log, CertFile: o.TLS.CertFile, KeyFile: o.TLS.KeyFile, Exempt: o.TrustedProxies,
	})
	if err != nil {
		return fmt.Errorf("%w; choose another address with --listen", err)
	}
	life.Add("web address", web.Close)
	options := storeOptions(env, o.DB)
	options.RefuseDemo, options.RefuseNew = true, true
	store, err := sqlite.Open(ctx, options)
	if err != nil {
		return cannotOpen(o.DB, err)
	}
	life.Add("database", store.Close)
	use, err := useCases(env, store, o, domain.DefaultMailCaps, &life)
	if err != nil {
		return err
	}
	site, err := build(ctx, env, use, o, false)
	if err != nil {
		return err
	}
	if o.Docs {
		if err := site.publish(o, ""); err != nil {
			return err
		}
	}
	handler, watched, err := watch(ctx, env, use, o, site.handler(env, o.Hosts, o.PathPrefix), &life)
	if err != nil {
		return err
	}
	return run(ctx, env, use, web, handler, &life, func() error {
		life.Start("examination of the file", func(ctx context.Context) error {
			_ = store.Health().Examine(ctx) // it says and does all there is to
			<-ctx.Done()
			return nil
		})
		return announce(cli.ServeReady{BaseURL: o.BaseURL, Listen: web.Addr(), Metrics: watched})
	})
}

// watch shows the numbers on an address of their own, if the operator wants
// them, and returns site with every request counted.
func watch(ctx context.Context, env app.Environment, use *app.UseCases, o cli.ServeOptions, site http.Handler, life *lifecycle.Stack) (http.Handler, string, error) {
	if o.MetricsListen == "" {
		return site, "", nil
	}
	server, err := httpserver.Listen(o.MetricsListen, httpserver.Config{Log: env.Log})
	if err != nil {
		return nil, "", fmt.Errorf("%w; choose another address with --metrics-listen", err)
	}
	numbers := metrics.New(metrics.Sources{
		Version: cli.BuildVersion(), RelayTrouble: use.Deliveries.RelayTrouble, Purged: use.Housekeeping.Purged,
		Ready: func() bool { return ctx.Err() == nil && use.Readiness.Check(context.WithoutCancel(ctx)) == nil },
	})
	mux := http.NewServeMux()
	mux.Handle("/metrics", numbers.Handler())
	if o.Pprof {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	life.Start("metrics", func(ctx context.Context) error { return server.Run(ctx, mux) })
	return numbers.Count(site, env.Now), server.Addr(), nil
}
