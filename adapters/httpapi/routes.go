package httpapi

import (
	"net/http"
	"strings"
)

// routes is the ServeMux huma registers on, with a list beside it of what was
// registered: the mux is only asked for paths and methods that are on it, so
// that it neither redirects nor writes an error of its own.
type routes struct {
	mux    *http.ServeMux
	byPath map[string]*route
}

type route struct {
	path    string
	methods []string
	allow   []string // the same, as the value of a header

	// What the path's operation says of itself, for before and after huma.
	media  string             // the type a body must have
	open   bool               // no token is asked for
	render func(error) Answer // the dialect's, or its own
}

func newRoutes() *routes {
	return &routes{mux: http.NewServeMux(), byPath: map[string]*route{}}
}

// HandleFunc registers a pattern of the form "METHOD /path".
func (t *routes) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	method, path, _ := strings.Cut(pattern, " ")
	known := t.byPath[path]
	if known == nil {
		known = &route{path: path}
		t.byPath[path] = known
	}
	known.methods = append(known.methods, method)
	known.allow = []string{strings.Join(known.methods, ", ")}
	t.mux.HandleFunc(pattern, handler)
}

// ServeHTTP serves a request whose route was found.
func (t *routes) ServeHTTP(w http.ResponseWriter, r *http.Request) { t.mux.ServeHTTP(w, r) }

// find returns the route of exactly this path. A path that was escaped where
// it need not be is another path: one resource has one spelling here.
func (t *routes) find(r *http.Request) *route {
	if r.URL.RawPath != "" {
		return nil
	}
	return t.byPath[r.URL.Path]
}

func (t *route) takes(method string) bool {
	for _, m := range t.methods {
		if m == method {
			return true
		}
	}
	return false
}
