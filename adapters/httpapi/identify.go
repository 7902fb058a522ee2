package httpapi

import (
	"errors"
	"net/http"

	"latchkey/app"
	"latchkey/domain"
)

// identify finds out who makes the call: the client whose token it carries or
// else its address, which is then charged for it. A token that is not good
// makes nobody a client and is no error here; see [Call.entitled].
func (a *API) identify(call *Call, r *http.Request) error {
	call.header = r.Header
	bearer, err := a.bearer(call)
	if err != nil {
		return err
	}
	if bearer == nil {
		call.caller = a.front.Addresses.Client(r)
		return nil
	}
	call.bearer = bearer
	call.caller = "client " + bearer.Client.ID.String()
	return nil
}

// bearer returns whose token the call carries, or nil if it is nobody's.
func (a *API) bearer(call *Call) (*app.Bearer, error) {
	if a.dialect.Clients == nil || call.route.open {
		return nil, nil
	}
	text, _ := credentials(call.header, "Bearer")
	if text == "" {
		return nil, nil
	}
	bearer, err := a.dialect.Clients.Bearer(call, text)
	if errors.Is(err, domain.Unauthenticated) {
		return nil, nil
	}
	return &bearer, err
}

// entitled returns why the call may not go on, if the dialect asks for a token:
// that there is none that works, or that it lacks the scope. Whatever makes a
// token not work, the answer is the same.
func (c *Call) entitled() error {
	scope := c.api.dialect.Scope
	switch {
	case scope == "" || c.route.open:
		return nil
	case c.bearer == nil:
		return NotAuthenticated
	case !c.bearer.Scopes.Has(scope):
		return ScopeMissing
	}
	return nil
}

// challenge says on the answer what a call should bring that is refused for
// not being entitled.
func (c *Call) challenge(refused error) {
	var value string
	switch {
	case refused == NotAuthenticated && len(c.header["Authorization"]) == 0:
		value = noToken
	case refused == NotAuthenticated:
		value = badToken
	case refused == ScopeMissing:
		value = missingScope + string(c.api.dialect.Scope) + `"`
	default:
		return
	}
	c.out.Header()["Www-Authenticate"] = []string{value}
}

// Client returns the API client whose token the call carries, or the zero
// client. Where the dialect asks for a token there is one.
func (c *Call) Client() domain.APIClient {
	if c.bearer == nil {
		return domain.APIClient{}
	}
	return c.bearer.Client
}

// Credentials returns what the call's Authorization header holds for scheme,
// for operations whose callers show who they are in another way than with a
// token. given reports that there is such a header; text is "" if it is for
// another scheme or malformed.
func (c *Call) Credentials(scheme string) (text string, given bool) {
	return credentials(c.header, scheme)
}

// regard looks at the project that the call names, if it does. One that its
// client does not belong to becomes one that does not exist: for the operation
// as for the page that may read the answer.
func (c *Call) regard(project *domain.ProjectID) {
	if project == nil {
		return
	}
	if c.bearer != nil && c.bearer.Client.ProjectID != *project {
		*project = noProject
	}
	if c.origin != "" {
		c.admitOrigin(*project)
	}
}

// noProject is nobody's id: they are positive.
const noProject domain.ProjectID = -1
