package webshop

import (
	"time"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

// UseCases is what the dialect calls.
type UseCases struct {
	Projects *app.Projects
	Resets   *app.Resets
	SignIns  *app.SignIns
	Clients  *app.Clients // nil: no token is known
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
		Name:       "webshop",
		Territory:  []string{"/api/"},
		BasePath:   "/api",
		Info:       info,
		Budget:     app.Budget{Name: "webshop", Rule: domain.RateRule{Limit: config.Limit, Per: time.Minute}},
		ShowBudget: true,
		Clients:    uses.Clients,
		Render:     render,
		CORS: &httpapi.CORS{
			Projects: uses.Projects,
			Expose:   []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "Retry-After", "X-Request-Id"},
		},
		Models: sharedModels,
		Docs:   docs,
	})
	d := &dialect{UseCases: uses}
	httpapi.Register(api, d.forgot())
	httpapi.Register(api, d.reset())
	httpapi.Register(api, d.login())
	return api
}

// dialect holds what the operations share.
type dialect struct{ UseCases }
