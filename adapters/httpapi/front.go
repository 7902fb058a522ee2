package httpapi

import (
	"net/http"
	"path"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

// Front sends each request to the dialect whose territory its path is in, and
// every other one to the rest of the server. It stands before any ServeMux,
// whose redirects to cleaned paths would be answers in nobody's shape.
type Front struct {
	Addresses Addresses // whom to believe about where calls come from; set before the first one

	// Language returns the best of our languages for an Accept-Language header,
	// "" if none will do. It is set before the first call; nil knows none.
	Language func(header string) domain.Language

	env     app.Environment
	budgets *app.Budgets
	rest    http.Handler
	claims  []claim
}

type claim struct {
	prefix string
	api    *API
}

// New returns a front that has no dialect yet. rest serves what is no
// dialect's; env gives the clock for durations in the log, and entropy for
// request ids.
func New(env app.Environment, budgets *app.Budgets, rest http.Handler) *Front {
	return &Front{env: env, budgets: budgets, rest: Identified(env.Entropy, rest)}
}

// Mount gives d its territory and returns the API to register operations on.
// All dialects are mounted before the first request is served.
func (f *Front) Mount(d Dialect) *API {
	api := newAPI(f, d)
	for _, prefix := range d.Territory {
		f.claims = append(f.claims, claim{prefix: prefix, api: api})
	}
	return api
}

// ServeHTTP serves the whole server.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if api := f.owner(r.URL.Path); api != nil {
		api.ServeHTTP(w, r)
		return
	}
	f.rest.ServeHTTP(w, r)
}

// owner returns the dialect that answers for the path as it was sent or, if
// that is nobody's, as a ServeMux would clean it.
func (f *Front) owner(sent string) *API {
	if api := f.claimant(sent); api != nil {
		return api
	}
	if strings.Contains(sent, "//") || strings.Contains(sent, "/.") {
		return f.claimant(path.Clean("/" + sent))
	}
	return nil
}

func (f *Front) claimant(sent string) *API {
	var best claim
	for _, c := range f.claims {
		if len(c.prefix) > len(best.prefix) && (strings.HasPrefix(sent, c.prefix) || sent == c.prefix[:len(c.prefix)-1]) {
			best = c
		}
	}
	return best.api
}
