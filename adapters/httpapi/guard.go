package httpapi

import "net/http"

// maxBody is the largest body in bytes that is read.
const maxBody = 16 << 10

// guard decides how far a call gets. Its order is the law: what comes first
// costs callers nothing of their budget and tells them nothing of the rest.
func (a *API) guard(call *Call, r *http.Request) {
	found := a.routes.find(r)
	if found == nil {
		call.refuse(NoSuchRoute)
		return
	}
	call.route = found
	if call.origin != "" && isPreflight(r) {
		a.preflight(call, found)
		return
	}
	if !found.takes(r.Method) {
		call.out.Header()["Allow"] = found.allow
		call.refuse(WrongMethod)
		return
	}
	if err := a.admit(call, r); err != nil {
		call.fail(err)
		return
	}
	a.routes.ServeHTTP(&call.out, r)
}

// admit finds out who calls, spends that caller's budget, whatever comes of
// the call, and looks at what can be known of the body without reading it. A
// call from a web page that is over its budget is not refused here: its body
// has to be read to find out whether the page may see the refusal; see [run].
func (a *API) admit(call *Call, r *http.Request) error {
	if err := a.identify(call, r); err != nil {
		return err
	}
	call.rate = a.front.budgets.Spend(a.dialect.Budget, call.caller)
	if a.dialect.ShowBudget {
		call.showBudget()
	}
	err := call.acceptable(r)
	if !call.rate.Allowed && (err != nil || call.origin == "") {
		return overBudget(call.rate)
	}
	call.challenge(err)
	return err
}

// acceptable returns why a call is refused that the budget would allow.
func (c *Call) acceptable(r *http.Request) error {
	if err := c.entitled(); err != nil {
		return err
	}
	if !announces(r.Header, c.route.media) {
		return WrongMediaType
	}
	if r.ContentLength > maxBody {
		return BodyTooLarge
	}
	return nil
}
