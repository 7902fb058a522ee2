package demohome

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// troublePage is shown when the page could not be made, so it needs nothing that could break again.
const troublePage = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Something broke · latchkey demo</title>
  <link rel="stylesheet" href="/demo/assets/home.css">
</head>
<body>
<main>
  <h1>Something broke</h1>
  <p>The demo could not show this page. The rest of it goes on; its log says what happened.</p>
  <p><a class="button" href="/">Try again</a></p>
</main>
</body>
</html>
`

// guard sets the headers of every answer and lets nobody in but this machine: a page of a stranger whose name was
// pointed here (DNS rebinding) reads no password. A panic of the handlers ends with it.
func (h *Home) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cache-Control", "no-store")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case !isLocal(r.Host):
			http.Error(w, "This demo is not served under that host name.", http.StatusMisdirectedRequest)
			return
		case reads && !isOwn(r): // what changes something is looked at by http.CrossOriginProtection
			http.Error(w, "This demo is not for the pages of other sites.", http.StatusForbidden)
			return
		}
		defer h.survive(w, r)
		next.ServeHTTP(w, r)
	})
}

// isLocal tells whether a Host header can only mean this machine.
func isLocal(hostport string) bool {
	host := strings.ToLower((&url.URL{Host: hostport}).Hostname())
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// isOwn tells whether a page of this server asks, or no page at all.
func isOwn(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// survive is deferred around every handler; it turns a panic into a page and one line in the log. Handlers write
// nothing before they are done, so the page is all that is sent.
func (h *Home) survive(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	text := fmt.Sprintf("%T", v)
	if fault, ok := v.(runtime.Error); ok {
		text = fault.Error()
	}
	h.log.Error("demo home handler panicked", "route", r.Pattern, "panic", text, "stack", string(debug.Stack()))
	send(w, http.StatusInternalServerError, []byte(troublePage))
}
