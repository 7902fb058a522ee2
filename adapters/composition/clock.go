package composition

import (
	"context"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/app"
)

// serverClock never goes back while the program runs.
func serverClock() *app.SteadyClock {
	started := time.Now()
	return app.NewSteadyClock(time.Now, func() time.Duration { return time.Since(started) })
}

// wrongBy is how far a clock may be behind without a word about it.
const wrongBy = time.Minute

// goOn makes clock go on from what the database has seen last.
func goOn(ctx context.Context, env app.Environment, clock *app.SteadyClock, store *sqlite.Store) error {
	last, err := store.LastMoment(ctx)
	if err != nil {
		return err
	}
	if behind := clock.NotBefore(last); behind > wrongBy {
		env.Log.ErrorContext(ctx, "the machine's clock shows a time before what is in the database: latchkey goes on from there; set the clock right",
			"behind", behind, "database", last)
	}
	return nil
}
