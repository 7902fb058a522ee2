package httpapi

import (
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

const misdirected = `{"error":true,"message":"This server does not answer for that host.","data":[]}`

// Hosts returns a middleware for the whole server that answers 421 to every
// request whose Host, or whose authority in an absolute request line, is not
// one of allowed: "host" or "host:port" in lower case, compared exactly but
// for the case of ASCII letters. No other header is looked at. entropy gives
// the id of such an answer. Every answer begins with the strictest headers, so
// that those of no room, such as a 404 or a redirect of the mux, have them too.
func Hosts(entropy io.Reader, allowed ...string) func(http.Handler) http.Handler {
	known := make(map[string]bool, len(allowed))
	for _, host := range allowed {
		known[host] = true
	}
	return answering(entropy, func(host string) bool { return known[host] || known[lowerASCII(host)] })
}

// HostsAndAddresses is Hosts, but that every IP address is allowed as well, with
// any port: no page of somebody else's can have one for its name.
func HostsAndAddresses(entropy io.Reader, allowed ...string) func(http.Handler) http.Handler {
	return answering(entropy, func(host string) bool {
		return isAddress(host) || slices.Contains(allowed, lowerASCII(host))
	})
}

// isAddress reports whether host is an IP address, and perhaps a port.
func isAddress(host string) bool {
	if _, err := netip.ParseAddrPort(host); err == nil {
		return true
	}
	bare, bracketed := strings.CutPrefix(host, "[")
	if bracketed {
		bare, bracketed = strings.CutSuffix(bare, "]")
	}
	address, err := netip.ParseAddr(bare)
	return err == nil && address.Is6() == bracketed
}

// answering lets through whoever asks for a host that is known.
func answering(entropy io.Reader, known func(host string) bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			secure(h)
			if known(r.Host) {
				next.ServeHTTP(w, r)
				return
			}
			h["X-Request-Id"] = []string{mintRequestID(entropy, new([10]byte))}
			h["Content-Type"] = jsonOnly
			w.WriteHeader(http.StatusMisdirectedRequest)
			_, _ = w.Write([]byte(misdirected))
		})
	}
}

// lowerASCII leaves every octet but A to Z alone: Unicode lower-casing would
// let other letters fold onto those of an allowed host.
func lowerASCII(text string) string {
	lowered := []byte(text)
	for i, c := range lowered {
		if 'A' <= c && c <= 'Z' {
			lowered[i] = c + 'a' - 'A'
		}
	}
	return string(lowered)
}
