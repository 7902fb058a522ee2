package httpapi

import (
	"errors"
	"net/http"

	"latchkey/app"
	"latchkey/domain"
)

// CORS says which web pages may call a dialect: those of the origins that the
// project in question lists.
type CORS struct {
	Projects *app.Projects
	Expose   []string // response headers that a page may read
}

// What a page may send, and for how many seconds its browser need not ask again.
var (
	allowedHeaders = []string{"authorization, content-type, accept"}
	preflightAge   = []string{"600"}
)

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && len(r.Header["Access-Control-Request-Method"]) > 0
}

// preflight answers a browser's question before the call. It names no project,
// so the answer is yes if any project lists the origin.
func (a *API) preflight(call *Call, found *route) {
	allowed, err := a.dialect.CORS.Projects.AnyAllowsOrigin(call, domain.Origin(call.origin))
	if err != nil {
		call.fail(err)
		return
	}
	if allowed {
		h := call.out.Header()
		h["Access-Control-Allow-Origin"] = []string{call.origin}
		h["Access-Control-Allow-Methods"] = found.allow
		h["Access-Control-Allow-Headers"] = allowedHeaders
		h["Access-Control-Max-Age"] = preflightAge
	}
	call.send(Answer{Status: http.StatusNoContent})
}

// admitOrigin lets the page that made the call read its answer if the project
// lists the page's origin. If that cannot be found out the page may not.
func (c *Call) admitOrigin(id domain.ProjectID) {
	project, err := c.api.dialect.CORS.Projects.Find(c, id)
	if err != nil {
		if !errors.Is(err, domain.NotFound) {
			c.logFault(err)
		}
		return
	}
	if project.AllowsOrigin(domain.Origin(c.origin)) {
		h := c.out.Header()
		h["Access-Control-Allow-Origin"] = []string{c.origin}
		h["Access-Control-Expose-Headers"] = c.api.expose
	}
}
