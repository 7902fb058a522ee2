package apidocs

import (
	"net/http"
	"strings"
)

// What may be loaded and done, by kind of answer.
const (
	emptyPolicy = "default-src 'none'; frame-ancestors 'none'"
	frontPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// Elements sets styles from its script, and shows icons from data: URLs.
	readerPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
		"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// Mount adds everything under /docs to mux, for every method, so that a wrong
// one is answered here.
func (d *Docs) Mount(mux *http.ServeMux) {
	mux.Handle("/docs", d)
	mux.Handle("/docs/", d)
}

// ServeHTTP sends what has exactly the path asked for.
func (d *Docs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	found := d.find(r.URL.Path)
	trimmed := strings.TrimRight(r.URL.Path, "/")
	switch {
	case found == nil && trimmed != r.URL.Path && d.find(trimmed) != nil:
		h.Set("Content-Security-Policy", emptyPolicy)
		h.Set("Cache-Control", keepNowhere)
		h.Set("Location", d.basePath+trimmed)
		w.WriteHeader(http.StatusPermanentRedirect)
	case found == nil:
		refuse(w, http.StatusNotFound, "There is nothing here. The documentation begins at "+d.basePath+"/docs.")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "This can only be read.")
	default:
		found.send(w, r)
	}
}

func (d *Docs) find(path string) *resource {
	if found := d.served[path]; found != nil {
		return found
	}
	return d.library.find(path)
}

func refuse(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Security-Policy", emptyPolicy)
	h.Set("Cache-Control", keepNowhere)
	h.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
