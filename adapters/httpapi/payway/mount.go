package payway

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
	Clients  *app.Clients
}

// DefaultLimit is how many calls a minute an API client may make.
const DefaultLimit = 600

// Config is what an operator may change.
type Config struct {
	// Limit is how many calls a minute each API client may make, over all
	// operations, and each address without one; 0: DefaultLimit.
	Limit int
}

// Mount puts the dialect on front.
func Mount(front *httpapi.Front, uses UseCases, config Config) *httpapi.API {
	if config.Limit == 0 {
		config.Limit = DefaultLimit
	}
	api := front.Mount(httpapi.Dialect{
		Name:      "payway",
		Territory: []string{"/external/api/", "/api/authorization/"},
		Info:      info,
		Budget:    app.Budget{Name: "payway", Rule: domain.RateRule{Limit: config.Limit, Per: time.Minute}},
		Clients:   uses.Clients,
		Scope:     domain.AccountWrite,
		Render:    render,
		Models:    sharedModels,
		Docs:      docs,
	})
	d := &dialect{uses}
	httpapi.Register(api, d.requestReset())
	httpapi.Register(api, d.customRequest())
	httpapi.Register(api, d.createReset())
	httpapi.Register(api, d.completeReset())
	httpapi.Register(api, d.accessToken())
	return api
}

// dialect holds what the operations share.
type dialect struct{ UseCases }
