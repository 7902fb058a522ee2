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
	options := &slog.HandlerOptions{Level: o.LogLevel}
	var handler slog.Handler = slog.NewTextHandler(o.Log, options)
	if o.LogFormat == "json" {
		handler = slog.NewJSONHandler(o.Log, options)
	}
	return app.Environment{Now: time.Now, Entropy: rand.Reader, Log: slog.New(httpapi.LogHandler{Handler: httpapi.NewSparseHandler(handler, time.Now)})}
}

// relaySettings say who takes the mails and how they are signed.
func relaySettings(o cli.ServeOptions) smtprelay.Settings {
	return smtprelay.Settings{
		URL: o.Relay.URL, Password: o.Relay.Password.Reveal(), HELO: o.Relay.HELO, CA: o.Relay.CA,
		DKIMDomain: o.DKIM.Domain, DKIMSelector: o.DKIM.Selector, DKIMKey: o.DKIM.Key.Reveal(),
	}
}

// useCases returns the use cases over store, with everything they work with.
func useCases(env app.Environment, store *sqlite.Store, o cli.ServeOptions, caps domain.MailCaps, life *lifecycle.Stack) (*app.UseCases, error) {
	half := max(1, runtime.NumCPU()/2) // resets and sign-ins never take each other's processors
	room := argon2id.Options{Entropy: env.Entropy, Concurrent: half, Queued: argon2id.MaxQueued, Wait: argon2id.MaxWait}
	hasher, err1 := argon2id.New(room)
	signInHasher, err2 := argon2id.New(room)
	common, err3 := commonpasswords.New()
	writer, err4 := mailtext.New(mailtext.Options{Overrides: folder(o.MailTemplates)})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
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
	keep := domain.DefaultRetention
	keep.Requests, keep.Audit = o.KeepRequests, o.KeepAudit
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
