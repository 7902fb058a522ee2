package composition

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"syscall"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/demohome"
	"latchkey/adapters/httpserver"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/smtpsink"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
)

// The addresses a demo has beside a server's.
const (
	homePath  = "/"
	inboxPath = "/inbox"
	docsPath  = "/docs"
)

// demoCaps are such that a demo never seems stuck.
var demoCaps = domain.MailCaps{Hourly: 60, Daily: 600}

// demoConnections come from one address, the machine's own.
const demoConnections = 1024

// demo runs everything on this machine until ctx ends, with a clock that can be
// put forward.
func demo(ctx context.Context, o cli.DemoOptions, announce func(cli.DemoReady) error) (err error) {
	boundMemory()
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP) // a demo ends with its terminal
	defer stop()
	var life lifecycle.Stack
	defer func() { err = errors.Join(err, life.End()) }()
	logged, _ := patientLog(o.Serve("", ""), &life)
	env := environment(logged)
	clock := app.NewDemoClock(env.Now)
	env.Now = clock.Now

	web, err := httpserver.Listen(o.Listen, httpserver.Config{Log: env.Log, PerNetwork: demoConnections})
	if err != nil {
		return fmt.Errorf("%w; choose another address with --listen", err)
	}
	life.Add("web address", web.Close)
	baseURL := "http://" + web.Addr()
	request := "/forgot/" + app.DemoProjectID.String()
	sink := smtpsink.New(smtpsink.Config{
		Now: env.Now, Machine: time.Now, Logger: env.Log, FirstRequest: cli.FirstRequest(baseURL, app.DemoProjectID),
		HomePath: homePath, DocsPath: docsPath, RequestPath: request + "#email=" + app.DemoCustomer, TravelPath: demohome.ClockPath,
	})
	relay, err := sink.Listen(o.SMTPListen)
	if err != nil {
		return fmt.Errorf("%w; choose another address with --smtp-listen", err)
	}
	life.Start("mail sink", sink.Run)
	store, err := sqlite.OpenDemo(ctx, storeOptions(env, o.DB))
	if err != nil {
		return cannotOpen(o.DB, err)
	}
	life.Add("database", store.Close)

	settings := o.Serve(baseURL, relay.String())
	use, err := useCases(env, store, settings, demoCaps, &life)
	if err != nil {
		return err
	}
	shop := app.DemoShop{Environment: env, Projects: store.Projects(), Accounts: use.Accounts, Clients: use.Clients}
	opened, err := shop.Open(ctx, baseURL)
	if err != nil {
		return err
	}
	site, err := build(ctx, env, use, settings, true)
	if err != nil {
		return err
	}
	if err := site.publish(settings, opened.Client.APIToken.Reveal()); err != nil {
		return err
	}
	sink.Mount(site.mux)
	demohome.New(homeOf(clock, env, baseURL, relay.String(), request, opened)).Mount(site.mux)
	return run(ctx, env, use, web, site.handler(env, cli.LocalHosts(web.Addr()), ""), &life, func() error {
		life.Add("inbox updates", sink.EndEvents) // ended before the web server, which waits for its requests
		return announce(cli.DemoReady{BaseURL: baseURL, SMTPAddr: relay.String(), Project: app.DemoProjectID, DemoOpened: opened})
	})
}

// homeOf is what the first page of a demo tells.
func homeOf(clock *app.DemoClock, env app.Environment, baseURL, relay, request string, opened app.DemoOpened) demohome.Config {
	home := demohome.Config{
		Clock: clock, Log: env.Log, BaseURL: baseURL, SMTPAddr: relay, RequestPath: request, InboxPath: inboxPath, DocsPath: docsPath,
		FirstRequest: cli.FirstRequest(baseURL, app.DemoProjectID),
		Client: demohome.Client{
			ID: opened.Client.ID.String(), Secret: opened.Client.ClientSecret.Reveal(), Token: opened.Client.APIToken.Reveal(),
		},
	}
	for _, account := range opened.Accounts {
		home.Accounts = append(home.Accounts, demohome.Account{Email: account.Email.Address(), Password: account.Password.Reveal()})
	}
	return home
}
