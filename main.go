// Latchkey lets a customer who is locked out of a shop back in.
//
// This file is the composition root: it alone knows every room. It builds them
// from the inside out, starts them, and takes them down in reverse.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"latchkey/adapters/apidocs"
	"latchkey/adapters/argon2id"
	"latchkey/adapters/cli"
	"latchkey/adapters/commonpasswords"
	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/payway"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/adapters/httpserver"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/mailtext"
	"latchkey/adapters/pages"
	"latchkey/adapters/ratewindows"
	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtpsink"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/worker"
	"latchkey/app"
	"latchkey/domain"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	httpapi.Install()
	terminal := cli.Terminal{Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(cli.Run(ctx, terminal, cli.Commands{Demo: demo}))
}

// demo runs everything on this machine until ctx ends.
func demo(ctx context.Context, o cli.DemoOptions, announce func(cli.DemoReady) error) (err error) {
	var life lifecycle.Stack
	defer func() { err = errors.Join(err, life.End()) }()
	log := slog.New(httpapi.LogHandler{Handler: slog.NewTextHandler(o.Log, &slog.HandlerOptions{Level: o.LogLevel})})
	env := app.Environment{Now: time.Now, Entropy: rand.Reader, Log: log}

	web, err := httpserver.Listen(o.Listen, log)
	if err != nil {
		return fmt.Errorf("%w; choose another address with --listen", err)
	}
	life.Add("web address", web.Close)
	baseURL := "http://" + web.Addr()
	sink := smtpsink.New(smtpsink.Config{Now: env.Now, Logger: log, FirstRequest: cli.FirstRequest(baseURL, app.DemoProjectID)})
	relay, err := sink.Listen(o.SMTPListen)
	if err != nil {
		return fmt.Errorf("%w; choose another address with --smtp-listen", err)
	}
	life.Start("mail sink", sink.Run)
	store, err := sqlite.OpenDemo(ctx, sqlite.Options{Path: o.DB, Now: env.Now, Log: log})
	if err != nil {
		return fmt.Errorf("%w; choose another file with --db", err)
	}
	life.Add("database", store.Close)

	house, err := build(env, store, o, baseURL, relay.String(), &life)
	if err != nil {
		return err
	}
	sink.Mount(house.mux)
	house.mux.Handle("/{$}", http.RedirectHandler("/inbox", http.StatusSeeOther))
	shop := &app.DemoShop{Environment: env, Projects: store.Projects(), Accounts: house.accounts, Clients: house.clients}
	opened, err := shop.Open(ctx, baseURL)
	if err != nil {
		return err
	}
	docs, err := apidocs.New(apidocs.Config{Documents: house.documents, BaseURL: baseURL, DemoToken: opened.Client.APIToken.Reveal()})
	if err != nil {
		return err
	}
	docs.Mount(house.mux)
	life.Start("worker", func(ctx context.Context) error { house.worker.Run(ctx); return nil })
	handler := httpapi.Hosts(env.Entropy, cli.LocalHosts(web.Addr())...)(house.front)
	life.Start("web server", func(ctx context.Context) error { return web.Run(ctx, handler) })
	if err := announce(cli.DemoReady{BaseURL: baseURL, SMTPAddr: relay.String(), Project: app.DemoProjectID, DemoOpened: opened}); err != nil {
		return err
	}
	return life.Wait(ctx)
}

// house is the rooms that a command puts to use.
type house struct {
	mux       *http.ServeMux // for what is no dialect's
	front     http.Handler   // everything that answers over HTTP
	documents []apidocs.Document
	worker    *worker.Worker
	accounts  *app.Accounts
	clients   *app.Clients
}

func build(env app.Environment, store *sqlite.Store, o cli.DemoOptions, baseURL, relay string, life *lifecycle.Stack) (*house, error) {
	half := max(1, runtime.NumCPU()/2) // resets and sign-ins never take each other's processors
	room := argon2id.Options{Entropy: env.Entropy, Concurrent: half, Queued: argon2id.MaxQueued, Wait: argon2id.MaxWait}
	resetHasher, err1 := argon2id.New(room)
	signInHasher, err2 := argon2id.New(room)
	common, err3 := commonpasswords.New()
	writer, err4 := mailtext.New()
	mailer, err5 := smtprelay.New(smtprelay.Config{Addr: relay})
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return nil, err
	}
	life.Add("relay connection", mailer.Close)
	windows := ratewindows.New(ratewindows.DefaultKeys)
	budgets := &app.Budgets{Environment: env, Windows: windows}
	projects := &app.Projects{Store: store.Projects()}
	resets := &app.Resets{
		Environment: env, Projects: store.Projects(), Accounts: store.Accounts(), Requests: store.ResetRequests(),
		Tokens: store.ResetTokens(), Hasher: resetHasher, Common: common,
	}
	signIns := &app.SignIns{Environment: env, Accounts: store.Accounts(), Hasher: signInHasher, Windows: windows}
	clients := &app.Clients{Environment: env, Store: store.APIClients(), Tokens: store.AccessTokens()}
	deliveries := &app.Deliveries{
		Environment: env, Requests: store.ResetRequests(), Outbox: store.Outbox(), Writer: writer, Mailer: mailer,
		BaseURL: baseURL, Caps: domain.MailCaps{Hourly: 60, Daily: 600}, // so that a demo never seems stuck
	}
	mux := http.NewServeMux()
	hosted, err := pages.New(pages.Config{Resets: resets, Projects: projects, Budgets: budgets, Caller: httpapi.ClientAddress, Log: env.Log})
	if err != nil {
		return nil, err
	}
	hosted.Mount(mux)
	front := httpapi.New(env, budgets, mux)
	shops := webshop.Mount(front, webshop.UseCases{Projects: projects, Resets: resets, SignIns: signIns, Clients: clients}, webshop.Config{Limit: o.WebshopLimit})
	publishers := payway.Mount(front, payway.UseCases{Resets: resets, Clients: clients}, payway.Config{Limit: o.ClientLimit})
	steps := []worker.Step{
		{Name: "admit requests", Do: deliveries.AdmitDue, Breath: 5 * time.Millisecond},
		{Name: "deliver mails", Do: deliveries.DeliverDue},
	}
	return &house{
		mux: mux, front: front, documents: apidocs.Published(shops.OpenAPI(), publishers.OpenAPI()), worker: &worker.Worker{Steps: steps, Entropy: env.Entropy, Log: env.Log},
		accounts: &app.Accounts{Environment: env, Store: store.Accounts(), Hasher: resetHasher}, clients: clients,
	}, nil
}
