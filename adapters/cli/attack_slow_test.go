package cli_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// sloth is a way to keep a server busy for as long as it puts up with it.
type sloth struct {
	name  string
	limit time.Duration // after which it must be over
	least time.Duration // before which it must not be, so that slow honest callers are served; 0: whatever the route likes
	said  func(victim, place) string
	step  func(net.Conn) error // once a second; an error: the connection is over
	reads bool                 // it takes what it is sent
}

// leeway is for machines that are busy with other tests meanwhile.
const leeway = patience / 2

var sloths = []sloth{
	{"1 byte/s of a header", 5 * time.Second, 4 * time.Second, func(v victim, p place) string {
		return v.request(p, "") + "A: "
	}, oneByte, true},
	{"1 byte/s of a body", 10 * time.Second, 0, func(v victim, p place) string {
		return v.request(p, "") + "Content-Length: 1000\r\n\r\n"
	}, oneByte, true},
	{"1 byte/s of the answers", 30 * time.Second, 0, func(v victim, p place) string {
		return v.request(p, "") + "Content-Length: 0\r\n\r\n"
	}, func(conn net.Conn) error {
		if err := conn.SetReadDeadline(time.Now().Add(time.Second / 2)); err != nil {
			return err
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		return oneByte(conn) // of a further request: tells whether the other end is gone
	}, false},
}

func oneByte(conn net.Conn) error {
	_, err := io.WriteString(conn, "a")
	return err
}

// dawdle does as the sloth does, from an address, and returns for how long the
// server put up with it.
func (v victim) dawdle(p place, s sloth, from string) (held time.Duration, err error) {
	began := time.Now()
	conn, err := v.dial(from)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(began.Add(s.limit + patience)); err != nil { // for whatever is written, too
		return 0, err
	}
	over := make(chan error, 1)
	if s.reads {
		go func() {
			_, err := io.Copy(io.Discard, conn)
			over <- err
		}()
	} else if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		return 0, err
	}
	_, _ = io.WriteString(conn, s.said(v, p))
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case err = <-over:
		case <-second.C:
			err = s.step(conn)
			if late := time.Since(began) > s.limit+patience; !late && (err == nil || s.reads) {
				continue // whoever reads learns of the end by reading
			} else if late {
				err = os.ErrDeadlineExceeded
			}
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return time.Since(began), err
		}
		return time.Since(began), nil
	}
}

// TestSlothsAreCutOff (A24, fault F29): whoever takes his time over a request or
// its answer, on whichever route, is cut off at the limits, while others are
// served. The wait is shared with the tests that follow.
func TestSlothsAreCutOff(t *testing.T) {
	if testing.Short() {
		t.Skip("the time limits are real")
	}
	type end struct {
		q    quarry
		p    place
		s    sloth
		held time.Duration
		err  error
	}
	quarries, ends, sent := everyRoute(t), make(chan end), 0
	for _, q := range quarries {
		for n, p := range q.routes {
			for _, s := range sloths {
				if p.path == "/inbox/api/events" && p.method == http.MethodGet {
					continue // it is there to last, for a few pages at a time
				}
				sent++
				go func() {
					held, err := q.dawdle(p, s, q.attacker(n))
					ends <- end{q, p, s, held, err}
				}()
			}
		}
	}
	apart := []victim{quarries[0].victim, quarries[3].victim} // the processes
	for _, v := range apart {
		if err := v.serves("/forgot/1"); err != nil {
			t.Errorf("%s meanwhile: %v", v.name, err)
		}
	}
	t.Parallel()
	longest := map[string]time.Duration{}
	for range sent {
		e := <-ends
		longest[e.s.name] = max(longest[e.s.name], e.held)
		if e.err != nil || e.held > e.s.limit+leeway || e.held < e.s.least {
			t.Errorf("%s, %s %s, %s: over after %v, %v; want %v", e.q.name, e.p.method, e.p.path, e.s.name, e.held, e.err, e.s.limit)
		}
	}
	t.Logf("%d connections, the longest of each kind: %v", sent, longest)
	for _, v := range apart {
		v.staysSmall(t)
	}
}
