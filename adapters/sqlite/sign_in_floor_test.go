package sqlite_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

func TestSignInFloor(t *testing.T) {
	porttest.SignInFloor(t, func(t *testing.T) ports.SignInFloor {
		store, err := sqlite.Open(t.Context(), sqlite.Options{
			Path: filepath.Join(t.TempDir(), "latchkey.db"), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		return store.SignInFloor()
	})
}
