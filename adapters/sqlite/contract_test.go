package sqlite_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
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
	store := openStore(t, filepath.Join(t.TempDir(), "latchkey.db"))
	return porttest.Stores{
		Projects: store.Projects(), Accounts: store.Accounts(), Requests: store.ResetRequests(), Outbox: store.Outbox(),
		Tokens: store.ResetTokens(), Clients: store.APIClients(), Access: store.AccessTokens(),
	}
}

func TestProjects(t *testing.T)      { porttest.Projects(t, openStores) }
func TestAccounts(t *testing.T)      { porttest.Accounts(t, openStores) }
func TestResetRequests(t *testing.T) { porttest.ResetRequests(t, openStores) }
func TestOutbox(t *testing.T)        { porttest.Outbox(t, openStores) }
func TestResetTokens(t *testing.T)   { porttest.ResetTokens(t, openStores) }
func TestAPIClients(t *testing.T)    { porttest.APIClients(t, openStores) }
func TestAccessTokens(t *testing.T)  { porttest.AccessTokens(t, openStores) }
