package pages

import (
	"net/http"
	"net/url"
	"strings"
)

// route is one address. A nil get or post means that the method is not allowed
// there; HEAD goes with GET.
type route struct {
	get  func(*http.Request) answer
	post func(*http.Request, url.Values) answer

	// refuse turns what went wrong with a POST into an answer in the route's
	// own form: a page, or JSON for the script.
	refuse func(failure) answer
}

// Mount adds the pages to mux. Each address takes every method, so that a
// wrong one is answered here, with a page and with these headers.
func (p *Pages) Mount(mux *http.ServeMux) {
	nothing := p.page(notFound)
	for pattern, to := range map[string]route{
		"/reset":            {get: p.showReset, post: p.complete, refuse: p.page},
		"/reset/check":      {post: p.check, refuse: refuseJSON},
		"/reset/again":      {post: p.again, refuse: p.page},
		"/reset/done":       {get: p.showDone},
		"/reset/" + script:  {get: p.assets.serve(script)},
		"/reset/" + style:   {get: p.assets.serve(style)},
		"/forgot":           {get: p.chooseProject},
		"/forgot/{project}": {get: p.showForgot, post: p.request, refuse: p.page},
	} {
		mux.HandleFunc(pattern, p.handler(to))
	}
	for _, below := range []string{"/reset/", "/forgot/"} {
		mux.HandleFunc(below, func(w http.ResponseWriter, r *http.Request) { p.send(w, r, nothing) })
	}
}

func (p *Pages) handler(to route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { p.send(w, r, p.answerTo(w, r, to)) }
}

func (p *Pages) answerTo(w http.ResponseWriter, r *http.Request, to route) answer {
	switch {
	case to.get != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		return to.get(r)
	case to.post != nil && r.Method == http.MethodPost:
		fields, refused := p.admit(w, r)
		if refused != nil {
			return to.refuse(*refused)
		}
		return to.post(r, fields)
	}
	a := p.page(wrongMethod)
	a.allow = to.allow()
	return a
}

func (to route) allow() string {
	var methods []string
	if to.get != nil {
		methods = append(methods, http.MethodGet, http.MethodHead)
	}
	if to.post != nil {
		methods = append(methods, http.MethodPost)
	}
	return strings.Join(methods, ", ")
}
