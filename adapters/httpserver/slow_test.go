package httpserver_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"latchkey/adapters/httpserver"
)

const (
	soon  = 100 * time.Millisecond
	later = time.Hour // not within a test
)

// TestSlowClientsAreCut: whoever takes too long over anything loses the
// connection, and not at once. Only one limit can be what cuts.
func TestSlowClientsAreCut(t *testing.T) {
	header := httpserver.Config{ReadHeader: soon, Read: later, Write: later, Idle: later}
	body := httpserver.Config{ReadHeader: later, Read: soon, Write: later, Idle: later}
	idle := httpserver.Config{ReadHeader: later, Read: later, Write: later, Idle: soon}
	for _, c := range []struct {
		name, said string
		config     httpserver.Config
	}{
		{"says nothing", "", header},
		{"slow header", "GET / HTTP/1.1\r\nHost: x\r\nA: ", header},
		{"slow body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab", body},
		{"slow chunks", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab", body},
		{"idle", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", idle},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := start(t, c.config, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
			began := time.Now()
			conn := dial(t, server, "127.0.0.1")
			fmt.Fprint(conn, c.said)
			if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal("the connection was never cut")
			}
			if held := time.Since(began); held < soon {
				t.Errorf("cut after %v, want %v at least", held, soon)
			}
		})
	}
}

// TestASlowReaderIsCut: an answer that nobody takes does not hold the server.
func TestASlowReaderIsCut(t *testing.T) {
	cut := make(chan error, 1)
	server := start(t, httpserver.Config{Write: soon}, func(w http.ResponseWriter, _ *http.Request) {
		piece := make([]byte, 1<<20)
		for {
			if _, err := w.Write(piece); err != nil {
				cut <- err
				return
			}
		}
	})
	conn := dial(t, server, "127.0.0.1")
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case err := <-cut:
		if netErr, ok := errors.AsType[net.Error](err); !ok || !netErr.Timeout() {
			t.Errorf("writing ended with %v, want a time-out", err)
		}
	case <-time.After(patience):
		t.Fatal("a reader that takes nothing holds the server")
	}
}
