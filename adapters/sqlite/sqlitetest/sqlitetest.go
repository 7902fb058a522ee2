// Package sqlitetest gives tests databases without the time that it takes to
// bring a new file to the current schema.
package sqlitetest

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
)

// Create puts a database with the current schema and nothing in it at path. A
// file that is there stays as it is.
func Create(t testing.TB, path string) {
	t.Helper()
	content, err := empty()
	if err != nil {
		t.Fatalf("make a database: %v", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// empty is made once by each process that asks for it, by the migrations that
// every user of latchkey has.
var empty = sync.OnceValues(func() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "latchkey-empty-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "latchkey.db")
	store, err := sqlite.Open(context.Background(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})
