package sqlite_test

import (
	"errors"
	"path/filepath"
	"testing"

	"latchkey/domain"
)

// TestNotReadyWhileNothingCanBeWritten: a server whose writes fail is no place
// for requests, until one succeeds.
func TestNotReadyWhileNothingCanBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store, _ := shopWith(t, path)
	if err := store.Health().Check(t.Context()); err != nil {
		t.Fatalf("a sound store is not ready: %v", err)
	}
	other := shell(t, path, "BEGIN IMMEDIATE")
	request := domain.ResetRequest{ProjectID: 1, Email: mustParse("jane@example.com"), Channel: domain.ViaPage, RequestedAt: erasedAt}
	if err := store.ResetRequests().Add(t.Context(), request); !errors.Is(err, domain.Unavailable) {
		t.Fatalf("a write beside a lock: %v, want unavailable", err)
	}
	if err := store.Health().Check(t.Context()); !errors.Is(err, domain.Unavailable) {
		t.Errorf("beside a lock: %v, want not ready", err)
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := store.Health().Check(t.Context()); err != nil {
		t.Errorf("once the lock is gone: %v, want ready", err)
	}
}
