package composition

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"time"

	"latchkey/adapters/accountfile"
	"latchkey/adapters/argon2id"
	"latchkey/adapters/cli"
	"latchkey/adapters/commonpasswords"
	"latchkey/adapters/httpapi"
	"latchkey/adapters/lifecycle"
	"latchkey/adapters/loglines"
	"latchkey/adapters/mailtext"
	"latchkey/adapters/ratewindows"
	"latchkey/adapters/shophashes"
	"latchkey/adapters/smtprelay"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// environment is the world as the use cases see it.
func environment(o cli.ServeOptions) app.Environment {
	handler := loglines.Handler(o.Log, lineOptions(o))
	return app.Environment{Now: time.Now, Entropy: rand.Reader, Log: slog.New(httpapi.LogHandler{Handler: httpapi.NewSparseHandler(handler, time.Now)})}
}

func lineOptions(o cli.ServeOptions) loglines.Options {
	return loglines.Options{JSON: o.LogFormat == "json", Level: o.LogLevel}
}

// patientLog returns o with a log that takes lines whatever becomes of them. It
// is the last to end: what ends before it may have something to say.
func patientLog(o cli.ServeOptions, life *lifecycle.Stack) (cli.ServeOptions, *loglines.Log) {
	log := loglines.Start(o.Log, lineOptions(o), time.Now)
	life.Add("log", log.Close)
	o.Log = log
	return o, log
}

// relaySettings say who takes the mails and how they are signed.
func relaySettings(o cli.ServeOptions) smtprelay.Settings {
	return smtprelay.Settings{
		URL: o.Relay.URL, Password: o.Relay.Password.Reveal(), HELO: o.Relay.HELO, CA: o.Relay.CA,
		DKIMDomain: o.DKIM.Domain, DKIMSelector: o.DKIM.Selector, DKIMKey: o.DKIM.Key.Reveal(),
	}
}

// mostAtOnce is how many passwords of resets, and as many of sign-ins, are hashed
// at one time, however many processors there are: one can take 64 MiB.
const mostAtOnce = 2

// useCases returns the use cases over store, with everything they work with.
func useCases(env app.Environment, store *sqlite.Store, o cli.ServeOptions, caps domain.MailCaps, life *lifecycle.Stack) (*app.UseCases, error) {
	half := min(max(1, runtime.NumCPU()/2), mostAtOnce) // resets and sign-ins never take each other's processors
	room := argon2id.Options{Entropy: env.Entropy, Concurrent: half, Queued: argon2id.MaxQueued, Wait: argon2id.MaxWait}
	hasher, err1 := argon2id.New(room)
	signInHasher, err2 := argon2id.New(room)
	common, err3 := commonpasswords.New()
	writer, err4 := mailtext.New(mailtext.Options{Overrides: folder(o.MailTemplates)})
	keep := domain.DefaultRetention()
	keep.Requests, keep.Audit = o.KeepRequests, o.KeepAudit
	if err := errors.Join(err1, err2, err3, err4, keep.Check()); err != nil {
		return nil, err
	}
	tools := app.Tools{
		Environment: env, Store: store.Ports(), Common: common, Windows: ratewindows.New(ratewindows.DefaultKeys), Writer: writer,
		Files: accountfile.Files{}, Hasher: hasher, SignInHasher: signInHasher, SignInsAtOnce: half,
		Foreign: shophashes.Hashes{}, HashReaders: []ports.HashReader{hasher, shophashes.Hashes{}},
	}
	if o.Relay.URL != "" {
		relay, err := smtprelay.Open(relaySettings(o))
		if err != nil {
			return nil, err
		}
		life.Add("relay connections", relay.Close)
		tools.Relay = relay
	}
	settings := app.Settings{BaseURL: o.BaseURL, Caps: caps, Budget: domain.MailBudget{PerDay: o.MailBudget}, Keep: keep}
	return app.New(tools, settings), nil
}

// folder is where an operator's own templates are; nil if there are none.
func folder(path string) fs.FS {
	if path == "" {
		return nil
	}
	return os.DirFS(path)
}
