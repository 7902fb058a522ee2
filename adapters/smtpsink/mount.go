package smtpsink

import "net/http"

const (
	pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

	// mailPolicy seals an HTML part even when it is opened without the frame around it. Pictures of the mail itself
	// come as data. A link opens a page of its own, which is not sealed: the reset page could not work.
	mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
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
