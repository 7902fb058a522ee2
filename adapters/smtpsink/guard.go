package smtpsink

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
)

// troublePage is shown when a page could not be made, so it needs nothing that could break again.
const troublePage = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Something broke · Inbox</title>
  <link rel="stylesheet" href="/inbox/assets/inbox.css">
</head>
<body>
<main class="nothing">
  <h1>Something broke</h1>
  <p>The inbox could not show this page. Mails still come in; the demo's log says what happened.</p>
  <p><a class="button" href="/inbox">Try the inbox again</a></p>
</main>
</body>
</html>
`

// guard sets the headers of every answer and lets only known host names in: a page of a stranger whose name was pointed
// at this machine (DNS rebinding) reads nothing. A panic of the handlers ends with it.
func (s *Sink) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		switch {
		case !s.knowsHost(r.Host):
			http.Error(w, "This inbox is not served under that host name.", http.StatusMisdirectedRequest)
			return
		case reads(r) && !isOwn(r):
			http.Error(w, "This inbox is not for the pages of other sites.", http.StatusForbidden)
			return
		}
		out := &answering{ResponseWriter: w}
		defer s.survive(out, r)
		next.ServeHTTP(out, r)
	})
}

func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// isOwn tells whether a page of this server asks, or no page at all: browsers name the origin of every other page that
// could read the answer. Requests that change something are looked at more closely, by http.CrossOriginProtection.
func isOwn(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// answering remembers whether an answer has begun.
type answering struct {
	http.ResponseWriter
	begun bool
}

func (a *answering) WriteHeader(status int) {
	a.begun = true
	a.ResponseWriter.WriteHeader(status)
}

func (a *answering) Write(p []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController through.
func (a *answering) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// survive is deferred around every handler. It turns a panic into an answer and one line in the log, which holds
// nothing of the request but its route.
func (s *Sink) survive(out *answering, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	text := fmt.Sprintf("%T", v) // a value may be a mail's
	if fault, ok := v.(runtime.Error); ok {
		text = fault.Error()
	}
	s.log.Error("inbox handler panicked", "route", r.Pattern, "panic", text, "stack", string(debug.Stack()))
	if !out.begun { // pages are sent as a whole, so only live updates have begun, and they just end
		sendHTML(out, http.StatusInternalServerError, []byte(troublePage))
	}
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
