package httpapi

import (
	"net/http"
	"net/netip"
)

// Addresses tells where requests come from.
type Addresses struct {
	// Trusted are the networks of proxies whose word is taken for who called
	// them. Empty: nobody's.
	Trusted []netip.Prefix
}

// nowhere is the caller of a request without a usable peer address: all of
// those share one budget.
const nowhere = "unknown"

// Client returns whom the request is from, as far as budgets care: an IPv4
// address, or the /64 network of an IPv6 address, because that is the least a
// home or a server is given. It is the only place that decides this.
//
// Forwarding headers are believed only if the peer is a trusted proxy, and of
// them only the right-most hop that is none: what stands further left is
// whatever the client wrote.
func (a Addresses) Client(r *http.Request) string {
	address, known := peerOf(r)
	if !known {
		return nowhere // no TCP connection
	}
	if a.trusts(address) {
		address = a.forwardedFor(address, r.Header)
	}
	return network(address)
}

// peerOf returns who is at the other end of the connection, without the zone,
// which no network that an operator names has.
func peerOf(r *http.Request) (peer netip.Addr, known bool) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return from.Addr().Unmap().WithZone(""), err == nil
}

func (a Addresses) trusts(address netip.Addr) bool {
	for _, prefix := range a.Trusted {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// network returns the address that a budget is kept for.
func network(address netip.Addr) string {
	if address.Is4() {
		return address.String()
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return nowhere
	}
	return prefix.String()
}

// forwardedFor returns the client that the proxies in front of this server
// name. A proxy writes one of the two headers and passes the other one on as
// the client sent it, so if both are there they must agree: if they do not,
// the call is charged to the proxy itself, as it is where the headers cannot
// be read.
func (a Addresses) forwardedFor(proxy netip.Addr, h http.Header) netip.Addr {
	plain, structured := h["X-Forwarded-For"], h["Forwarded"]
	if len(structured) == 0 {
		return a.lastUntrusted(proxy, listedHops(plain))
	}
	hops, ok := forwardedHops(structured)
	if !ok {
		return proxy
	}
	client := a.lastUntrusted(proxy, hops)
	if len(plain) > 0 && a.lastUntrusted(proxy, listedHops(plain)) != client {
		return proxy
	}
	return client
}

// lastUntrusted walks hops from the right, each named by the one after it. It
// stops at the first one that is not trusted, and at one it cannot read.
func (a Addresses) lastUntrusted(proxy netip.Addr, hops []string) netip.Addr {
	client := proxy
	for i := len(hops) - 1; i >= 0; i-- {
		address, ok := hopAddress(hops[i])
		if !ok {
			return client
		}
		client = address
		if !a.trusts(address) {
			return client
		}
	}
	return client
}
