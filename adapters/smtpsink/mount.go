package smtpsink

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

const (
	pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

	// mailPolicy seals an HTML part even when it is opened without the frame around it.
	mailPolicy = "sandbox allow-popups; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)

// Mount adds the inbox under /inbox for every method, so that a wrong one is answered 405 here; it works before Listen
// and after Shutdown.
func (s *Sink) Mount(mux *http.ServeMux) {
	inner := http.NewServeMux()
	s.mountPages(inner)
	s.mountAPI(inner)
	guarded := s.guard(s.csrf.Handler(inner))
	mux.Handle("/inbox", guarded)
	mux.Handle("/inbox/", guarded)
}

// guard sets the headers of every answer and lets only known host names in: a page of a stranger whose name was pointed
// at this machine (DNS rebinding) reads nothing.
func (s *Sink) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !s.knowsHost(r.Host) {
			http.Error(w, "This inbox is not served under that host name.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Sink) knowsHost(hostport string) bool {
	host := strings.ToLower((&url.URL{Host: hostport}).Hostname())
	return isLoopback(host) || s.hosts[host]
}

// hostSet lowers the names; a port or brackets that slipped in are dropped.
func hostSet(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		if host, _, err := net.SplitHostPort(name); err == nil {
			name = host
		}
		set[strings.ToLower(strings.Trim(name, "[]"))] = true
	}
	return set
}
