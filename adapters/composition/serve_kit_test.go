package composition_test

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/composition"
)

// commands are composed once: what they install is the program's.
var commands = sync.OnceValue(composition.Commands)

// serveOptions are those of a server on a new database.
func serveOptions(t *testing.T) cli.ServeOptions {
	t.Helper()
	db := filepath.Join(t.TempDir(), "latchkey.db")
	_, shut, err := commands().OpenOffice(t.Context(), cli.OfficeOptions{DB: db, Create: true, Log: io.Discard})
	if err == nil {
		err = shut()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cli.ServeOptions{
		DB: db, BaseURL: "http://127.0.0.1:1", Hosts: []string{"127.0.0.1:1"}, Listen: "127.0.0.1:0", Relay: cli.RelayOptions{URL: "smtp://127.0.0.1:1"},
		WebshopLimit: 1, ClientLimit: 1, PageLimit: 1, KeepRequests: 48 * time.Hour, KeepAudit: 48 * time.Hour, LogFormat: "text", Log: io.Discard,
	}
}

// serve runs a server until the test ends.
func serve(t *testing.T, o cli.ServeOptions) cli.ServeReady {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan cli.ServeReady, 1), make(chan error, 1)
	go func() {
		ended <- commands().Serve(ctx, o, func(r cli.ServeReady) error { ready <- r; return nil })
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	select {
	case r := <-ready:
		return r
	case err := <-ended:
		ended <- errors.New("it had ended before")
		t.Fatal(err)
		return cli.ServeReady{}
	}
}
