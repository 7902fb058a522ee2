package app_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/ratewindows"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/sqlite/sqlitetest"
	"latchkey/app"
	"latchkey/domain"
)

// house is every use case over a real database, with a clock, a mailer and a
// hasher that a test can hold.
type house struct {
	t          *testing.T
	path       string
	store      *sqlite.Store
	clock      *clock
	entropy    *entropy
	mailer     *mailer
	hasher     *hasher
	log        *lockedBuffer
	resets     *app.Resets
	deliveries *app.Deliveries
	accounts   *app.Accounts
	signIns    *app.SignIns
	lockOuts   *app.LockOuts
}

func newHouse(t *testing.T) *house {
	t.Helper()
	return openHouse(t, "sqlite")
}

// newTracedHouse is a house whose every SQL statement trace notes.
func newTracedHouse(t *testing.T, trace *tracer) *house {
	t.Helper()
	return openHouse(t, trace.register(t.Name()))
}

func openHouse(t *testing.T, driver string) *house {
	t.Helper()
	h := &house{
		t: t, path: filepath.Join(t.TempDir(), "latchkey.db"), clock: &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)},
		entropy: &entropy{}, mailer: &mailer{}, hasher: &hasher{}, log: &lockedBuffer{},
	}
	log := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	sqlitetest.Create(t, h.path)
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: h.path, Now: h.clock.Now, Log: log, Driver: driver})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	h.store = store
	env := app.Environment{Now: h.clock.Now, Entropy: h.entropy, Log: log}
	h.resets = &app.Resets{Environment: env, Projects: store.Projects(), Requests: store.ResetRequests(),
		Tokens: store.ResetTokens(), Accounts: store.Accounts(), Hasher: h.hasher, Common: commonPasswords{}}
	h.deliveries = &app.Deliveries{
		Environment: env, Requests: store.ResetRequests(), Outbox: store.Outbox(), Writer: writer{}, Mailer: h.mailer,
		BaseURL: "https://reset.example", Caps: domain.DefaultMailCaps(),
	}
	h.accounts = &app.Accounts{Environment: env, Store: store.Accounts(), Hasher: h.hasher}
	h.lockOuts = &app.LockOuts{Environment: env, AuditLog: store.AuditLog()}
	h.signIns = &app.SignIns{Environment: env, Accounts: store.Accounts(), Hasher: h.hasher, Windows: ratewindows.New(1000), LockOuts: h.lockOuts}
	h.openShop(1, "Shop")
	return h
}

// newerHouse returns what the next server over the same store would deliver with.
func newerHouse(h *house) *app.Deliveries {
	return &app.Deliveries{
		Environment: h.resets.Environment, Requests: h.store.ResetRequests(), Outbox: h.store.Outbox(), Writer: writer{}, Mailer: h.mailer,
		BaseURL: "https://reset.example", Caps: domain.DefaultMailCaps(),
	}
}

func (h *house) openShop(id domain.ProjectID, name string) {
	h.t.Helper()
	project := domain.Project{ID: id, Name: name, ShopURL: "https://shop.example", Sender: email("no-reply@shop.example")}
	if err := h.store.Projects().Put(h.t.Context(), project); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) addAccount(project domain.ProjectID, address, phrase string) domain.Account {
	h.t.Helper()
	account, err := h.accounts.Create(h.t.Context(), app.NewAccount{Project: project, Email: email(address), Password: password(phrase)})
	if err != nil {
		h.t.Fatal(err)
	}
	return account
}

func (h *house) ask(address string) {
	h.t.Helper()
	err := h.resets.Request(h.t.Context(), app.ResetAsk{Project: 1, Email: email(address), Channel: domain.ViaWebshop})
	if err != nil {
		h.t.Fatal(err)
	}
}

// change alters an account as an operator might.
func (h *house) change(id domain.AccountID, edit func(*domain.Account)) {
	h.t.Helper()
	must(h.t, h.store.Accounts().Change(h.t.Context(), id, func(a *domain.Account) error { edit(a); return nil }))
}

// work runs both steps until nothing is due, and returns the mails of this run.
func (h *house) work() []domain.Mail {
	h.t.Helper()
	before := len(h.mailer.sent())
	for _, step := range []func(context.Context) (int, error){h.deliveries.AdmitDue, h.deliveries.DeliverDue} {
		for {
			n, err := step(h.t.Context())
			if err != nil {
				h.t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
	}
	return h.mailer.sent()[before:]
}

// link takes an address from asking to the token in its mail.
func (h *house) link(address string) domain.ResetToken {
	h.t.Helper()
	h.ask(address)
	mails := h.work()
	if len(mails) != 1 {
		h.t.Fatalf("%d mails, want 1", len(mails))
	}
	return tokenIn(h.t, mails[0])
}

func (h *house) complete(token domain.ResetToken, phrase string) error {
	_, err := h.resets.Complete(h.t.Context(), app.ResetCompletion{Token: token, Password: password(phrase)})
	return err
}

func (h *house) state(token domain.ResetToken) domain.TokenState {
	h.t.Helper()
	view, err := h.resets.Inspect(h.t.Context(), token)
	if err != nil {
		h.t.Fatal(err)
	}
	return view.State
}

func (h *house) signIn(address, phrase string) error {
	_, err := h.signIns.SignIn(h.t.Context(), app.SignInTry{Project: 1, Email: email(address), Password: password(phrase), Caller: "test"})
	return err
}

func tokenIn(t *testing.T, mail domain.Mail) domain.ResetToken {
	t.Helper()
	link, code, _ := strings.Cut(mail.Text, " ")
	secret, found := strings.CutPrefix(link, "https://reset.example/reset#")
	token, err := domain.ParseResetToken(secret)
	if !found || err != nil || code != secret {
		t.Fatalf("no link, or another code, in the mail of %d bytes", len(mail.Text))
	}
	return token
}

func email(text string) domain.Email {
	e, err := domain.ParseEmail(text)
	if err != nil {
		panic(err)
	}
	return e
}

func password(text string) domain.Password {
	p, err := domain.NewPassword(text)
	if err != nil {
		panic(err)
	}
	return p
}
