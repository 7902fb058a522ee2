package composition

import (
	"context"
	"net/http"
	"time"

	"latchkey/adapters/httpserver"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/worker"
	"latchkey/app"
)

// senders is how many mails are on their way to the relay at once.
const senders = 4

// run starts the worker and then the website, says that everything is ready,
// and waits until ctx ends.
func run(ctx context.Context, env app.Environment, use *app.UseCases, web *httpserver.Server, site http.Handler, life *lifecycle.Stack, ready func() error) error {
	if err := use.Deliveries.Resume(ctx); err != nil {
		return err
	}
	steps := []worker.Step{
		{Name: "admit requests", Do: use.Deliveries.AdmitDue, Breath: 5 * time.Millisecond},
		{Name: "record lock-outs", Do: use.LockOuts.RecordDue, Breath: 5 * time.Millisecond},
		{Name: "purge", Do: use.Housekeeping.PurgeDue, Breath: 20 * time.Millisecond},
	}
	for range senders {
		steps = append(steps, worker.Step{Name: "deliver mails", Do: use.Deliveries.DeliverDue, Breath: 20 * time.Millisecond})
	}
	work := &worker.Worker{Steps: steps, Entropy: env.Entropy, Log: env.Log}
	life.Start("worker", func(over context.Context) error {
		// Senders learn of the end together with the web server. One after the
		// other, their time to finish would add up to more than a supervisor waits.
		work.Run(either(ctx, over))
		<-over.Done() // the web server has ended: nobody is locked out any more
		if err := use.LockOuts.RecordAll(context.WithoutCancel(over)); err != nil {
			env.Log.WarnContext(ctx, "not everybody who was locked out of signing in is in the audit log", "error", err)
		}
		return nil
	})
	life.Start("web server", func(ctx context.Context) error { return web.Run(ctx, site) })
	if err := ready(); err != nil { // customers are served all the same
		env.Log.WarnContext(ctx, "nobody could be told that the server is ready", "error", err)
	}
	return life.Wait(ctx)
}

// either returns a context that ends with the first of a and b; b must end.
func either(a, b context.Context) context.Context {
	ctx, cancel := context.WithCancel(b)
	context.AfterFunc(a, cancel)
	return ctx
}

// storeOptions open the database of a command.
func storeOptions(env app.Environment, path string) sqlite.Options {
	return sqlite.Options{Path: path, Now: env.Now, Log: env.Log}
}
