package webshop

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

// UseCases is what the dialect calls.
type UseCases struct {
	Projects *app.Projects
	Resets   *app.Resets
	SignIns  *app.SignIns
}

// DefaultLimit is how many calls a minute the published API allows.
const DefaultLimit = 60

// Config is what an operator may change.
type Config struct {
	Limit int // calls a minute and caller, over all operations; 0: DefaultLimit
}

// Mount puts the dialect on front.
func Mount(front *httpapi.Front, uses UseCases, config Config) *httpapi.API {
	if config.Limit == 0 {
		config.Limit = DefaultLimit
	}
	api := front.Mount(httpapi.Dialect{
		Name:      "webshop",
		Territory: []string{"/api/"},
		BasePath:  "/api",
		Info: huma.Info{
			Title:       "E-commerce API",
			Version:     "1",
			Description: "Password resets and sign-in for the customers of a web shop.",
		},
		Budget:     app.Budget{Name: "webshop", Rule: domain.RateRule{Limit: config.Limit, Per: time.Minute}},
		ShowBudget: true,
		Caller:     caller,
		Render:     render,
		CORS: &httpapi.CORS{
			Projects: uses.Projects,
			Expose:   []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "Retry-After", "X-Request-Id"},
		},
		Models: sharedModels,
	})
	d := &dialect{UseCases: uses}
	httpapi.Register(api, d.forgot())
	httpapi.Register(api, d.reset())
	httpapi.Register(api, d.login())
	return api
}

// dialect holds what the operations share.
type dialect struct{ UseCases }

// caller says who is charged. A bearer token is never required here and, as
// long as there are no API tokens, never known: this is the place where a
// valid one will stand for the client that holds it.
func caller(_ *http.Request, address string) (string, error) { return address, nil }

// operation describes one POST of the dialect.
func operation(id, path, summary, description string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: "/services/webshop/v1/customer/auth/" + path,
		Summary: summary, Description: description, Tags: []string{"Public"},
	}
}
