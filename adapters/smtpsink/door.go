package smtpsink

import (
	"io"
	"net"
	"sync"
)

// door is a listener that lets in a limited number of connections and tells the others to come back; go-smtp has no
// such limit, and cannot close idle connections in a shutdown.
type door struct {
	net.Listener
	limit  int
	faults *faults

	mu      sync.Mutex
	closing bool
	inside  map[*conn]struct{}
}

func newDoor(ln net.Listener, limit int, f *faults) *door {
	return &door{Listener: ln, limit: limit, faults: f, inside: make(map[*conn]struct{})}
}

// Accept returns the next connection that fits.
func (d *door) Accept() (net.Conn, error) {
	for {
		c, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		refusal := "421 4.3.2 The relay is down: the demo's inbox plays this fault\r\n"
		if !d.faults.meets(relayDown) {
			if in, ok := d.admit(c); ok {
				return in, nil
			}
			refusal = "421 4.4.5 Too many connections, try again later\r\n"
		}
		// A fresh socket takes these few bytes without waiting, so one slow stranger cannot stop the loop.
		_, _ = io.WriteString(c, refusal)
		_ = c.Close()
	}
}

func (d *door) admit(c net.Conn) (*conn, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closing || len(d.inside) >= d.limit {
		return nil, false
	}
	in := newConn(c, d)
	d.inside[in] = struct{}{}
	return in, true
}

func (d *door) forget(c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.inside, c)
}

func (d *door) isClosing() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closing
}

// shut closes the listener and the connections that are not in the middle of a mail.
func (d *door) shut() {
	d.mu.Lock()
	d.closing = true
	d.mu.Unlock()
	_ = d.Listener.Close()
	d.closeIdle()
}

// closeIdle closes the connections that are not in the middle of a mail.
func (d *door) closeIdle() {
	for _, c := range d.list() {
		if !c.busy.Load() {
			_ = c.Close()
		}
	}
}

func (d *door) closeAll() {
	for _, c := range d.list() {
		_ = c.Close()
	}
}

func (d *door) list() []*conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]*conn, 0, len(d.inside))
	for c := range d.inside {
		all = append(all, c)
	}
	return all
}
