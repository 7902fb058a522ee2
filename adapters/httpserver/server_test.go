package httpserver_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/httpserver"
)

func listen(t *testing.T, addr string) *httpserver.Server {
	t.Helper()
	server, err := httpserver.Listen(addr, httpserver.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// start serves until the test ends.
func start(t *testing.T, config httpserver.Config, handler http.HandlerFunc) *httpserver.Server {
	t.Helper()
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	server, err := httpserver.Listen("127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, handler) }()
	t.Cleanup(func() {
		end()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
	})
	return server
}

// dial connects from an address of this machine.
func dial(t *testing.T, server *httpserver.Server, from string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	conn, err := dialer.Dial("tcp", server.Addr())
	if errors.Is(err, syscall.EADDRNOTAVAIL) {
		t.Skipf("this machine is not %s, as it is on Linux", from)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// patience is how long anything may take before a test fails.
const patience = 20 * time.Second

func TestATakenAddressIsKnownAtOnce(t *testing.T) {
	first := listen(t, "127.0.0.1:0")
	if _, err := httpserver.Listen(first.Addr(), httpserver.Config{Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("a second server got the same address")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := listen(t, first.Addr()) // given back without ever being run
	for range 2 {
		if err := again.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

// TestEndLetsRequestsFinish: whoever is being served when the server ends gets
// an answer, and nobody new does.
func TestEndLetsRequestsFinish(t *testing.T) {
	server, err := httpserver.Listen("127.0.0.1:0", httpserver.Config{Log: slog.New(slog.DiscardHandler), Drain: patience})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	serving, finish := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- server.Run(ctx, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(serving)
			<-finish
			fmt.Fprint(w, "served")
		}))
	}()
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-serving
	end()
	for { // refused as soon as the listener is closed
		late, err := net.Dial("tcp", server.Addr())
		if err != nil {
			break
		}
		_ = late.Close()
	}
	select {
	case err := <-ended:
		t.Fatalf("Run returned %v with a request under way", err)
	default:
	}
	close(finish)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); string(body) != "served" || err != nil {
		t.Errorf("answered %q, %v", body, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	server := start(t, httpserver.Config{}, http.NotFound)
	conn := dial(t, server, "127.0.0.1")
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nBig: %s\r\n\r\n", strings.Repeat("x", 32<<10))
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("32 KiB of headers: %s, want 431", response.Status)
	}
}

// TestASilentConnectionDelaysNoEnd: browsers open connections in advance.
func TestASilentConnectionDelaysNoEnd(t *testing.T) {
	const drain = patience
	server, err := httpserver.Listen("127.0.0.1:0", httpserver.Config{Log: slog.New(slog.DiscardHandler), Drain: drain})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, http.NotFoundHandler()) }()
	silent, spoken := dial(t, server, "127.0.0.1"), dial(t, server, "127.0.0.1")
	fmt.Fprint(spoken, "GET / HTTP/1.1\r\nHost: x\r\n\r\n") // answered, so the one before it is in, too
	if _, err := http.ReadResponse(bufio.NewReader(spoken), nil); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	end()
	if err := <-ended; err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if took := time.Since(began); took >= drain {
		t.Errorf("the end took %v, want less than the %v that requests under way may take", took, drain)
	}
	if n, err := silent.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("the silent connection: %d bytes, %v, want it closed", n, err)
	}
}
