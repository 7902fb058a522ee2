package httpapi

import (
	"net/http"
	"net/netip"
)

// ClientAddress returns whom the request is from, as far as budgets care: an
// IPv4 address, or the /64 network of an IPv6 address, because that is the
// least a home or a server is given. It is the only place that decides this;
// no header is believed.
func ClientAddress(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown" // no TCP connection: all of those share one budget
	}
	address := peer.Addr().Unmap()
	if address.Is4() {
		return address.String()
	}
	network, err := address.Prefix(64) // which leaves a zone out
	if err != nil {
		return "unknown"
	}
	return network.String()
}
