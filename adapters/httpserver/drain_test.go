package httpserver_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"latchkey/adapters/httpserver"
)

// TestAnUnreadBodyDoesNotCostTheAnswer: whoever is still sending when the answer
// is ready, as proxies are, can send the rest and gets the answer, not a reset
// connection.
func TestAnUnreadBodyDoesNotCostTheAnswer(t *testing.T) {
	handled := make(chan struct{}, 1)
	server := start(t, httpserver.Config{}, func(w http.ResponseWriter, r *http.Request) {
		defer func() { handled <- struct{}{} }()
		if r.URL.Path == "/some" {
			r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
			_, _ = io.ReadAll(r.Body)
		}
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	})
	const piece, pieces = 1 << 10, 900
	for _, c := range []struct {
		name, head string
		kept       bool
	}{
		{"HTTP/1.0", "POST / HTTP/1.0\r\nConnection: close", false},
		{"HTTP/1.0, some of it read", "POST /some HTTP/1.0", false},
		{"HTTP/1.1, to be closed", "POST / HTTP/1.1\r\nHost: x\r\nConnection: close", false},
		{"HTTP/1.1", "POST / HTTP/1.1\r\nHost: x", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := dial(t, server, "127.0.0.1")
			fmt.Fprintf(conn, "%s\r\nContent-Length: %d\r\n\r\n%s", c.head, piece*pieces, strings.Repeat("x", piece*3))
			<-handled
			for n := 3; n < pieces; n++ {
				if _, err := io.WriteString(conn, strings.Repeat("x", piece)); err != nil {
					t.Fatalf("piece %d of %d could not be sent: %v", n, pieces, err)
				}
			}
			answers := bufio.NewReader(conn)
			response, err := http.ReadResponse(answers, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("got %s, want 413", response.Status)
			}
			if c.kept {
				fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				if again, err := http.ReadResponse(answers, nil); err != nil || again.StatusCode != http.StatusRequestEntityTooLarge {
					t.Fatalf("then %v, want the connection kept", err)
				}
				<-handled
			}
			if _, err := answers.ReadByte(); !errors.Is(err, io.EOF) {
				t.Errorf("then %v, want EOF", err)
			}
		})
	}
}

// TestFarTooMuchIsNotReadFirst: nobody waits for an answer until a body has come
// that is too large to be read anyway.
func TestFarTooMuchIsNotReadFirst(t *testing.T) {
	server := start(t, httpserver.Config{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) })
	conn := dial(t, server, "127.0.0.1")
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\nx")
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 413") {
		t.Errorf("got %q, %v, want the handler's answer at once", line, err)
	}
}

// TestConnectionsCanBeHalfClosed: net/http does so with what it may have to
// reset, if only it can.
func TestConnectionsCanBeHalfClosed(t *testing.T) {
	server := start(t, httpserver.Config{}, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		if half, ok := conn.(interface{ CloseWrite() error }); !ok {
			t.Errorf("a %T cannot be closed by halves", conn)
		} else if err := half.CloseWrite(); err != nil {
			t.Error(err)
		}
	})
	conn := dial(t, server, "127.0.0.1")
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want EOF", err)
	}
}

// TestWhoWaitsToSendIsNotAsked: a body that nobody wants is not asked for.
func TestWhoWaitsToSendIsNotAsked(t *testing.T) {
	server := start(t, httpserver.Config{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	conn := dial(t, server, "127.0.0.1")
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 418") {
		t.Errorf("got %q, %v, want the handler's answer at once", line, err)
	}
}
