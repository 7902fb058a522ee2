package httpapi

import (
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
)

// mostProxies bounds how many proxies are told of: nobody has more.
const mostProxies = 32

// TellStrangeProxies returns a middleware that logs, once for each, the proxies
// of the operator's own that are not among the trusted: all callers behind one
// share its budget, and nothing else would say so. Only a peer on this machine
// or in a private network can be such a proxy; anybody else who sends forwarding
// headers makes them up.
func (a Addresses) TellStrangeProxies(log *slog.Logger) func(http.Handler) http.Handler {
	var (
		mu   sync.Mutex
		told = map[netip.Addr]bool{}
	)
	isNew := func(peer netip.Addr) bool {
		mu.Lock()
		defer mu.Unlock()
		if told[peer] || len(told) >= mostProxies {
			return false
		}
		told[peer] = true
		return true
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if peer, is := a.strangeProxy(r); is && isNew(peer) {
				log.WarnContext(r.Context(), "a proxy says for whom it calls and is not believed, so that all behind it share one budget: if it is yours, name it with --trusted-proxies",
					"proxy", peer.String())
			}
			next.ServeHTTP(w, r)
		})
	}
}

// strangeProxy returns the peer if it may be a proxy of the operator's that is
// not trusted.
func (a Addresses) strangeProxy(r *http.Request) (netip.Addr, bool) {
	if len(r.Header["X-Forwarded-For"]) == 0 && len(r.Header["Forwarded"]) == 0 {
		return netip.Addr{}, false
	}
	peer, known := peerOf(r)
	if !known {
		return netip.Addr{}, false
	}
	near := peer.IsLoopback() || peer.IsPrivate() || peer.IsLinkLocalUnicast()
	return peer, near && !a.trusts(peer)
}
