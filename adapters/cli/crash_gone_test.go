package cli_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"syscall"
	"testing"
)

// TestClientsThatLeave is threat F19: clients that close the connection before
// the answer, or in the middle of the request. Each request is there as a whole
// or not at all, and those who stay are served.
func TestClientsThatLeave(t *testing.T) {
	t.Parallel()
	const customers = 60
	f := newFrailShop(t, binary, customers, nil)
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	whole := map[string]bool{}
	for n := range customers - 1 {
		body := forgotBody(customerOf(n))
		request := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost:1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", forgotPath, len(body), body)
		if n%2 == 1 {
			request = request[:rand.IntN(len(request))]
		}
		whole[customerOf(n)] = n%2 == 0
		leave(t, s.Listen, request, n%4 < 2)
	}
	last := customerOf(customers - 1)
	if accepted, err := f.ask(s, last); err != nil || !accepted {
		t.Fatalf("whoever stays is not served: %v", err)
	}
	states, err := f.settled()
	if err != nil {
		t.Fatal(err)
	}
	committed := 0
	for email, sent := range whole {
		if states[email] != "" {
			committed++
		}
		if state := states[email]; state != "" && (state != "handed_over" || !sent) {
			t.Errorf("%s is %q, a whole request: %v", email, state, sent)
		}
	}
	t.Logf("%d requests of those who left were accepted", committed)
	if states[last] != "handed_over" {
		t.Errorf("%s is %q, want handed_over", last, states[last])
	}
	if err := s.stop(syscall.SIGTERM, endsWithin); err != nil {
		t.Errorf("ended with %v: %s", err, s.stderr.String())
	}
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}

// leave sends something and closes the connection, with a reset or politely.
func leave(t *testing.T, address, something string, rudely bool) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, something)
	if rudely {
		if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
			t.Fatal(err)
		}
	}
	_ = conn.Close()
}
