package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
)

// route is one address. A nil get or post means that the method is not allowed
// there; HEAD goes with GET.
type route struct {
	get  func(visit) answer
	post func(visit, url.Values) answer

	// refuse turns what went wrong with a POST into an answer in the route's
	// own form: a page, or JSON for the script.
	refuse func(visit, failure) answer

	page string // the path of the page that posts here, if it is another one
}

// Mount adds the pages to mux. Each address takes every method, so that a
// wrong one is answered here, with a page and with these headers. The
// addresses are without Config.BasePath.
func (p *Pages) Mount(mux *http.ServeMux) {
	for pattern, to := range map[string]route{
		"/reset":                       {get: p.showReset, post: p.complete, refuse: p.page},
		"/reset/check":                 {post: p.check, refuse: p.refuseJSON},
		"/reset/again":                 {post: p.again, refuse: p.page},
		"/reset/done":                  {get: p.showDone},
		"/reset/not-me":                {get: p.showNotMe, post: p.notMe, refuse: p.page},
		"/reset/not-me/check":          {post: p.checkNotMe, refuse: p.refuseJSON, page: "/reset/not-me"},
		"/reset/" + script:             {get: p.assets.serveScript},
		"/reset/" + style:              {get: p.assets.serveStyle},
		"/forgot":                      {get: p.chooseProject},
		"/forgot/{project}":            {get: p.showForgot, post: p.request, refuse: p.page},
		"/brand/{project}/logo":        {get: p.showLogo},
		"/.well-known/change-password": {get: p.chooseProject},
		"/reset/":                      {},
		"/forgot/":                     {},
		"/brand/":                      {},
		"/":                            {}, // what nobody else serves
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			p.send(w, r, p.answerTo(w, p.visit(r, to), to))
		})
	}
}

func (p *Pages) answerTo(w http.ResponseWriter, v visit, to route) (a answer) {
	if to.refuse == nil {
		to.refuse = p.page
	}
	defer func() {
		if value := recover(); value != nil {
			p.panicked(v, value)
			a = to.refuse(v, broken)
		}
	}()
	switch {
	case to.get == nil && to.post == nil:
		return p.page(v, notFound)
	case to.get != nil && (v.Method == http.MethodGet || v.Method == http.MethodHead):
		return to.get(v)
	case to.post != nil && v.Method == http.MethodPost:
		fields, refused := p.admit(w, v)
		if refused != nil {
			return to.refuse(v, *refused)
		}
		return to.post(v, fields)
	}
	a = p.page(v, wrongMethod)
	a.allow = to.allow()
	return a
}

// panicked logs where a handler panicked and with what sort of value. What the
// value says stays out: it may hold what a visitor sent.
func (p *Pages) panicked(v visit, value any) {
	p.log.ErrorContext(v.Context(), "page panicked", "route", v.Pattern, "panic", fmt.Sprintf("%T", value), "at", panicPlace())
}

// panicPlace names the function that panicked, and its line: the first one below
// the runtime's own.
func panicPlace() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	for below := false; ; {
		frame, more := frames.Next()
		ofRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if below && !ofRuntime || !more {
			return frame.Function + ":" + strconv.Itoa(frame.Line)
		}
		below = below || frame.Function == "runtime.gopanic"
	}
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
