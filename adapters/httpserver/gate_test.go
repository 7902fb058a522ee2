package httpserver_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"testing"
	"time"

	"latchkey/adapters/httpserver"
)

// asked sends a request and returns its status, 0 if the connection was
// closed instead.
func asked(t *testing.T, conn net.Conn) int {
	t.Helper()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("neither an answer nor a closed connection")
		}
		return 0
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

// askedUntilServed asks on new connections until one is answered: the server
// notes what became of others when it does. Whoever is refused leaves at once.
func askedUntilServed(t *testing.T, connect func() net.Conn) {
	t.Helper()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		conn := connect()
		if asked(t, conn) == http.StatusOK {
			return
		}
		_ = conn.Close()
		<-again.C
	}
}

// busy begins a request on conn that the server is still waiting for.
func busy(t *testing.T, conn net.Conn, begun <-chan struct{}) {
	t.Helper()
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n")
	<-begun
}

func busyHandler(begun chan<- struct{}) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			begun <- struct{}{}
			_, _ = io.Copy(io.Discard, r.Body)
		}
	}
}

func TestOneNetworkHasItsShare(t *testing.T) {
	begun := make(chan struct{})
	server := start(t, httpserver.Config{PerNetwork: 2}, busyHandler(begun))
	first, second := dial(t, server, "127.0.0.1"), dial(t, server, "127.0.0.1")
	busy(t, first, begun)
	busy(t, second, begun)
	if got := asked(t, dial(t, server, "127.0.0.1")); got != 0 {
		t.Errorf("a third connection at once was answered %d, want it closed", got)
	}
	if got := asked(t, dial(t, server, "127.0.0.2")); got != 200 {
		t.Errorf("another address got %d, want 200", got)
	}
	fmt.Fprint(first, "x") // its request ends, so it is idle
	if response, err := http.ReadResponse(bufio.NewReader(first), nil); err != nil || response.StatusCode != 200 {
		t.Fatalf("the first one: %v", err)
	}
	askedUntilServed(t, func() net.Conn { return dial(t, server, "127.0.0.1") })
	if n, err := first.Read(make([]byte, 1)); n != 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the idle connection: %d bytes, %v, want it closed for the new one", n, err)
	}
}

func TestThereIsRoomForSoMany(t *testing.T) {
	begun := make(chan struct{})
	server := start(t, httpserver.Config{Connections: 2, PerNetwork: 2}, busyHandler(begun))
	one, two := dial(t, server, "127.0.0.1"), dial(t, server, "127.0.0.2")
	busy(t, one, begun)
	busy(t, two, begun)
	if got := asked(t, dial(t, server, "127.0.0.3")); got != 0 {
		t.Errorf("one too many was answered %d, want it closed", got)
	}
	_ = one.Close()
	askedUntilServed(t, func() net.Conn { return dial(t, server, "127.0.0.3") })
}

func TestProxiesAreNotCounted(t *testing.T) {
	begun := make(chan struct{})
	server := start(t, httpserver.Config{PerNetwork: 1, Exempt: []netip.Prefix{netip.MustParsePrefix("127.0.0.8/31")}}, busyHandler(begun))
	for range 3 {
		busy(t, dial(t, server, "127.0.0.9"), begun)
	}
	busy(t, dial(t, server, "127.0.0.1"), begun)
	if got := asked(t, dial(t, server, "127.0.0.1")); got != 0 {
		t.Errorf("a second connection from elsewhere was answered %d, want it closed", got)
	}
}

// TestWhoSaysNothingMakesRoom: neither limit is of use to somebody who opens
// connections and then keeps silent, or never ends the head of a request.
func TestWhoSaysNothingMakesRoom(t *testing.T) {
	for name, from := range map[string]string{"its network is full": "127.0.0.1", "all is full": "127.0.0.2"} {
		t.Run(name, func(t *testing.T) {
			server := start(t, httpserver.Config{Connections: 2, PerNetwork: 2}, func(http.ResponseWriter, *http.Request) {})
			silent, slow := dial(t, server, "127.0.0.1"), dial(t, server, "127.0.0.1")
			fmt.Fprint(slow, "GET / HTTP/1.1\r\nA: ")
			if got := asked(t, dial(t, server, from)); got != 200 {
				t.Errorf("an honest caller got %d, want 200", got)
			}
			if n, err := silent.Read(make([]byte, 1)); n != 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the silent connection: %d bytes, %v, want it closed for the new one", n, err)
			}
		})
	}
}

// TestACrowdFromOneAddress: ten times as many connections as may be held leave
// others alone, and their own address once they go.
func TestACrowdFromOneAddress(t *testing.T) {
	server := start(t, httpserver.Config{}, func(http.ResponseWriter, *http.Request) {})
	crowd := make([]net.Conn, 640)
	for i := range crowd {
		crowd[i] = dial(t, server, "127.0.0.1")
		fmt.Fprint(crowd[i], "GET / HTTP/1.1\r\nA: ")
	}
	if got := asked(t, dial(t, server, "127.0.0.2")); got != 200 {
		t.Errorf("somebody else got %d, want 200", got)
	}
	for _, conn := range crowd {
		_ = conn.Close()
	}
	askedUntilServed(t, func() net.Conn { return dial(t, server, "127.0.0.1") })
}
