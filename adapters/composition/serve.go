package composition

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/pprof"
	"os/signal"
	"syscall"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpserver"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/loglines"
	"latchkey/adapters/metrics"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
)

// serve runs a shop's server until ctx ends. What makes a demo a demo is not
// here: inbox, sink, home page and time travel.
func serve(ctx context.Context, o cli.ServeOptions, announce func(cli.ServeReady) error) (err error) {
	boundMemory()
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE) // whoever started the server, or reads its log, may leave
	var life lifecycle.Stack
	defer func() { err = errors.Join(err, life.End()) }()
	o, log := patientLog(o, &life)
	env, clock := environment(o), serverClock()
	env.Now = clock.Now
	for _, warning := range o.Warnings {
		env.Log.WarnContext(ctx, warning)
	}
	web, err := httpserver.Listen(o.Listen, httpserver.Config{
		Log: env.Log, CertFile: o.TLS.CertFile, KeyFile: o.TLS.KeyFile, Exempt: o.TrustedProxies,
	})
	if err != nil {
		if held := sqlite.Holder(o.DB); held != nil { // most likely by who has the address, too
			return fmt.Errorf("%w: %w", cannotOpen(o.DB, held), err)
		}
		return fmt.Errorf("%w; choose another address with --listen", err)
	}
	life.Add("web address", web.Close)
	store, err := openServed(ctx, env, clock, o.DB)
	if err != nil {
		return cannotOpen(o.DB, err)
	}
	life.Add("database", store.Close)
	use, err := useCases(env, store, o, domain.DefaultMailCaps(), &life)
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
	told := httpapi.Addresses{Trusted: o.TrustedProxies}.TellStrangeProxies(env.Log)
	handler, watched, err := watch(env, sources(ctx, use, log, o.PathPrefix), o, told(site.handler(env, o.Hosts, o.PathPrefix)), &life)
	if err != nil {
		return err
	}
	err = run(ctx, env, use, web, handler, &life, func() error {
		life.Start("examination of the file", examination(store))
		return announce(cli.ServeReady{BaseURL: o.BaseURL, Listen: web.Addr(), Metrics: watched})
	})
	if errors.Is(err, sqlite.ErrCorrupt) {
		return cannotOpen(o.DB, err)
	}
	return err
}

// openServed opens a shop's database, which must be there, and has the clock go
// on from what is in it.
func openServed(ctx context.Context, env app.Environment, clock *app.SteadyClock, path string) (*sqlite.Store, error) {
	options := storeOptions(env, path)
	options.RefuseDemo, options.RefuseNew = true, true
	store, err := sqlite.Open(ctx, options)
	if err != nil {
		return nil, err
	}
	if err := goOn(ctx, env, clock, store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// readyWithin is how long a reader of the numbers is kept waiting for one.
const readyWithin = 2 * time.Second

func isReady(ctx context.Context, readiness *app.Readiness) bool {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	return readiness.Check(ctx) == nil
}

// examination looks at the whole file once, while the server is at work.
func examination(store *sqlite.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		_ = store.Health().Examine(ctx) // it says and does all there is to
		<-ctx.Done()
		return nil
	}
}

// sources are what is counted elsewhere.
func sources(ctx context.Context, use *app.UseCases, log *loglines.Log, prefix string) metrics.Sources {
	return metrics.Sources{
		Version: cli.BuildVersion(), PathPrefix: prefix, RelayTrouble: use.Deliveries.RelayTrouble, Purged: use.Housekeeping.Purged,
		Ready: func() bool { return isReady(ctx, use.Readiness) }, LogLinesDropped: log.Dropped,
	}
}

// watch shows the numbers on an address of their own, if the operator wants
// them, and returns site with every request counted.
func watch(env app.Environment, from metrics.Sources, o cli.ServeOptions, site http.Handler, life *lifecycle.Stack) (http.Handler, string, error) {
	if o.MetricsListen == "" {
		return site, "", nil
	}
	server, err := httpserver.Listen(o.MetricsListen, httpserver.Config{Log: env.Log})
	if err != nil {
		return nil, "", fmt.Errorf("%w; choose another address with --metrics-listen", err)
	}
	numbers := metrics.New(from)
	mux := http.NewServeMux()
	mux.Handle("/metrics", numbers.Handler())
	if o.Pprof {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	// Any page that the operator's browser shows could lead a name of its own to
	// this machine and read along. A Prometheus elsewhere asks for an address.
	known := httpapi.HostsAndAddresses(env.Entropy, cli.LocalHosts(server.Addr())...)
	life.Start("metrics", func(ctx context.Context) error { return server.Run(ctx, known(mux)) })
	return numbers.Count(site, env.Now), server.Addr(), nil
}
