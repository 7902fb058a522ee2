package sqlite_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/adapters/sqlite/sqlitetest"
	"latchkey/ports/porttest"
)

func openStore(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return store
}

func openStores(t *testing.T) porttest.Stores {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	sqlitetest.Create(t, path)
	p := openStore(t, path).Ports()
	return porttest.Stores{
		Projects: p.Projects, Accounts: p.Accounts, Lists: p.AccountLists, Requests: p.ResetRequests, Tokens: p.ResetTokens,
		Clients: p.APIClients, Access: p.AccessTokens, Outbox: p.Outbox, Timeline: p.Timeline, Audit: p.AuditLog,
	}
}

func TestProjects(t *testing.T)      { porttest.Projects(t, openStores) }
func TestAccounts(t *testing.T)      { porttest.Accounts(t, openStores) }
func TestResetRequests(t *testing.T) { porttest.ResetRequests(t, openStores) }
func TestOutbox(t *testing.T)        { porttest.Outbox(t, openStores) }
func TestResetTokens(t *testing.T)   { porttest.ResetTokens(t, openStores) }
func TestAPIClients(t *testing.T)    { porttest.APIClients(t, openStores) }
func TestAccessTokens(t *testing.T)  { porttest.AccessTokens(t, openStores) }
func TestAccountLists(t *testing.T)  { porttest.AccountLists(t, openStores) }
func TestTimeline(t *testing.T)      { porttest.Timeline(t, openStores) }
func TestAuditLog(t *testing.T)      { porttest.AuditLog(t, openStores) }
