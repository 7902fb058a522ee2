package httpserver

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// gate lets connections in up to a number in all and one for each network. At
// either limit the connection that has waited the longest for a request, its
// first or its next one, makes room for the new one, so that people behind one
// address do not lock one another out, nor some callers who say nothing all
// others; if none waits, the new one is closed at once. It never lets others
// wait.
type gate struct {
	net.Listener
	config Config

	mu         sync.Mutex
	held       map[*guest]bool
	perNetwork map[string]int
	clock      uint64 // counts changes, to know what was earlier
}

// guest is a connection that was let in.
type guest struct {
	net.Conn
	gate    *gate
	network string // "" if its network is not counted
	waits   uint64 // since which change no whole head of a request has come; 0 once it has
	spoke   bool   // it has begun a request
	once    sync.Once
}

// Close makes room for the next one.
func (g *guest) Close() error {
	g.once.Do(func() { g.gate.leave(g) })
	return g.Conn.Close()
}

// Accept returns the next connection that may come in.
func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if guest := g.enter(conn); guest != nil {
			return guest, nil
		}
		_ = conn.Close()
	}
}

// enter returns nil if there is no room.
func (g *gate) enter(conn net.Conn) *guest {
	arrived := &guest{Conn: conn, gate: g, network: g.networkOf(conn.RemoteAddr())}
	g.mu.Lock()
	room, shed := true, (*guest)(nil)
	switch {
	case arrived.network != "" && g.perNetwork[arrived.network] >= g.config.PerNetwork:
		shed = g.longestWaiting(func(other *guest) bool { return other.network == arrived.network })
		room = shed != nil
	case len(g.held) >= g.config.Connections:
		shed = g.longestWaiting(func(*guest) bool { return true })
		room = shed != nil
	}
	if room {
		g.held[arrived] = true
		if arrived.network != "" {
			g.perNetwork[arrived.network]++
		}
	}
	g.mu.Unlock()
	if !room {
		return nil
	}
	if shed != nil {
		_ = shed.Close()
	}
	return arrived
}

// longestWaiting looks at all of them, but only when there is no room.
func (g *gate) longestWaiting(counts func(*guest) bool) (longest *guest) {
	for other := range g.held {
		if other.waits > 0 && counts(other) && (longest == nil || other.waits < longest.waits) {
			longest = other
		}
	}
	if longest != nil {
		longest.waits = 0 // it is leaving; nobody else may count on it
	}
	return longest
}

func (g *gate) leave(left *guest) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.held, left)
	if left.network == "" {
		return
	}
	if g.perNetwork[left.network]--; g.perNetwork[left.network] == 0 {
		delete(g.perNetwork, left.network)
	}
}

// note learns from the server which connections wait for a request. To
// net/http one is new until it has read the head of the first.
func (g *gate) note(conn net.Conn, state http.ConnState) {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	guest, ok := conn.(*guest)
	if !ok {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.clock++
	guest.waits = 0
	switch state {
	case http.StateActive:
		guest.spoke = true
	case http.StateNew, http.StateIdle:
		guest.waits = g.clock
	}
}

// dismiss closes connections that never began a request, such as those that
// browsers open in advance: net/http would wait for them.
func (g *gate) dismiss() {
	var silent []*guest
	g.mu.Lock()
	for guest := range g.held {
		if !guest.spoke {
			silent = append(silent, guest)
		}
	}
	g.mu.Unlock()
	for _, guest := range silent {
		_ = guest.Close()
	}
}

// networkOf returns what PerNetwork counts: an IPv4 address, or the /64 network
// of an IPv6 address, because that is the least a home or a server is given.
func (g *gate) networkOf(remote net.Addr) string {
	peer, err := netip.ParseAddrPort(remote.String())
	if err != nil {
		return ""
	}
	address := peer.Addr().Unmap().WithZone("")
	for _, exempt := range g.config.Exempt {
		if exempt.Contains(address) {
			return ""
		}
	}
	if address.Is4() {
		return address.String()
	}
	return netip.PrefixFrom(address, 64).Masked().String()
}
