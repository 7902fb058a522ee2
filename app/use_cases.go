package app

import (
	"latchkey/domain"
	"latchkey/ports"
)

// Tools are what the use cases work with. Who needs some of them only leaves
// the others out.
type Tools struct {
	Environment
	Store   ports.Store
	Common  ports.CommonPasswords
	Windows ports.RateWindows
	Writer  ports.MailWriter
	Relay   Relay
	Files   ports.AccountFiles

	Hasher        ports.PasswordHasher // of resets and of the operator
	SignInHasher  ports.PasswordHasher // its own, so that guessing never takes room from resets
	SignInsAtOnce int                  // as many as SignInHasher hashes at one time
	Foreign       ports.ForeignHashes
	HashReaders   []ports.HashReader // whose hashes somebody can sign in with
}

// Relay is everything that is done with the mail relay.
type Relay interface {
	ports.Mailer
	ports.RelayProbe
	ports.RelayKnocker
}

// Settings are an operator's wishes.
type Settings struct {
	BaseURL string // of the hosted pages, without a slash at the end
	Caps    domain.MailCaps
	Budget  domain.MailBudget
	Keep    domain.Retention
}

// UseCases are all that latchkey does, over one store.
type UseCases struct {
	Projects     *Projects
	Resets       *Resets
	SignIns      *SignIns
	LockOuts     *LockOuts
	Budgets      *Budgets
	Clients      *Clients
	Accounts     *Accounts
	Deliveries   *Deliveries
	Housekeeping *Housekeeping
	Readiness    *Readiness
	Office       *Office
	Import       *Import
	TestMail     *TestMail
}

// New returns the use cases.
func New(t Tools, s Settings) *UseCases {
	env, store, rush := t.Environment, t.Store, &Rush{Now: t.Now}
	lockOuts := &LockOuts{Environment: env, AuditLog: store.AuditLog}
	return &UseCases{
		Projects: &Projects{Store: store.Projects},
		Resets: &Resets{
			Environment: env, Projects: store.Projects, Accounts: store.Accounts, Requests: store.ResetRequests,
			Tokens: store.ResetTokens, Hasher: t.Hasher, Common: t.Common, Rush: rush,
		},
		SignIns: &SignIns{
			Environment: env, Accounts: store.Accounts, Hasher: t.SignInHasher, Windows: t.Windows,
			Foreign: NewForeignSignIns(t.Foreign, store.SignInFloor, t.SignInsAtOnce), LockOuts: lockOuts,
		},
		LockOuts: lockOuts,
		Budgets:  &Budgets{Environment: env, Windows: t.Windows},
		Clients:  &Clients{Environment: env, Store: store.APIClients, Tokens: store.AccessTokens},
		Accounts: &Accounts{Environment: env, Store: store.Accounts, Hasher: t.Hasher},
		Deliveries: &Deliveries{
			Environment: env, Requests: store.ResetRequests, Outbox: store.Outbox, Writer: t.Writer, Mailer: t.Relay,
			BaseURL: s.BaseURL, Caps: s.Caps, Budget: s.Budget, Rush: rush,
		},
		Housekeeping: &Housekeeping{Environment: env, Store: store.Housekeeping, Keep: s.Keep},
		Readiness:    &Readiness{Store: store.Health},
		Office:       &Office{Environment: env, Store: store, Hasher: t.Hasher, Common: t.Common},
		Import:       &Import{Environment: env, Store: store, Files: t.Files, Hashes: t.HashReaders},
		TestMail:     &TestMail{Environment: env, Projects: store.Projects, Writer: t.Writer, Probe: t.Relay},
	}
}
