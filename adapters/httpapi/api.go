package httpapi

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// API is a dialect in service.
type API struct {
	front   *Front
	dialect Dialect
	routes  *routes
	huma    huma.API
	expose  []string // the value of Access-Control-Expose-Headers
}

func newAPI(f *Front, d Dialect) *API {
	routes := newRoutes()
	config := huma.Config{
		OpenAPI: newDocument(d),
		// Built by hand: huma's default configuration adds schema links made
		// from the Host header, and routes of its own.
		Formats:       map[string]huma.Format{"application/json": {Marshal: marshal, Unmarshal: unmarshal}},
		DefaultFormat: "application/json",
	}
	api := &API{front: f, dialect: d, routes: routes, huma: humago.NewWithPrefix(routes, d.BasePath, config)}
	if d.CORS != nil {
		api.expose = []string{strings.Join(d.CORS.Expose, ", ")}
	}
	return api
}

// OpenAPI returns the dialect's document, which may be completed until it is
// first served.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := a.newCall(w, r)
	defer a.finish(call, r, a.started(r))
	a.guard(call, r)
}

// marshal writes what huma writes: only ever an answer that is rendered.
func marshal(w io.Writer, v any) error {
	r, ok := v.(rendered)
	if !ok {
		return errors.New("httpapi: not a rendered answer")
	}
	_, err := w.Write(r.Body)
	return err
}

// unmarshal is never asked: operations read their bodies themselves.
func unmarshal([]byte, any) error { return errors.New("httpapi: bodies are read by their operations") }
