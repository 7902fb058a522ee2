package composition

import (
	"context"
	"net/http"
	"strings"
	"time"

	"latchkey/adapters/apidocs"
	"latchkey/adapters/cli"
	"latchkey/adapters/health"
	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/payway"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/adapters/languages"
	"latchkey/adapters/pages"
	"latchkey/app"
	"latchkey/domain"
)

// website is everything that answers over HTTP.
type website struct {
	mux       *http.ServeMux // for what is no dialect's; a demo adds to it
	front     http.Handler
	health    *health.Health
	documents []apidocs.Document
}

// build mounts pages and dialects. ctx ends when the server is to end; inbox
// says that a demo will add one.
func build(ctx context.Context, env app.Environment, use *app.UseCases, o cli.ServeOptions, inbox bool) (*website, error) {
	mux := http.NewServeMux()
	front := httpapi.New(env, use.Budgets, mux)
	front.Addresses, front.Language = httpapi.Addresses{Trusted: o.TrustedProxies}, languages.Preferred
	hosted, err := pages.New(pages.Config{
		Resets: use.Resets, Projects: use.Projects, Budgets: use.Budgets, Caller: front.Addresses.Client, Log: env.Log,
		Language: func(r *http.Request) domain.Language {
			return languages.Preferred(strings.Join(r.Header.Values("Accept-Language"), ","))
		},
		BasePath: o.PathPrefix, Origin: origin(o.BaseURL), Posts: domain.RateRule{Limit: o.PageLimit, Per: time.Minute},
	})
	if err != nil {
		return nil, err
	}
	hosted.Mount(mux)
	shops := webshop.Mount(front, webshop.UseCases{Projects: use.Projects, Resets: use.Resets, SignIns: use.SignIns, Clients: use.Clients},
		webshop.Config{Limit: o.WebshopLimit})
	publishers := payway.Mount(front, payway.UseCases{Projects: use.Projects, Resets: use.Resets, Clients: use.Clients}, payway.Config{Limit: o.ClientLimit})
	return &website{
		mux: mux, front: front, documents: apidocs.Published(shops.OpenAPI(), publishers.OpenAPI(), inbox),
		health: health.New(use.Readiness, func() bool { return ctx.Err() != nil }, env.Log),
	}, nil
}

// origin returns the web origin of a base URL that has been checked.
func origin(baseURL string) domain.Origin {
	base, err := domain.ParseWebURL(baseURL)
	if err != nil {
		return ""
	}
	return base.Origin()
}

// publish mounts the documents; token, if not empty, is shown to everybody.
func (w *website) publish(o cli.ServeOptions, token string) error {
	docs, err := apidocs.New(apidocs.Config{Documents: w.documents, BaseURL: o.BaseURL, BasePath: o.PathPrefix, DemoToken: token})
	if err != nil {
		return err
	}
	docs.Mount(w.mux)
	return nil
}

// handler returns the whole website, for the given hosts only and below the
// path prefix. Whoever asks for its health may call it by any name.
func (w *website) handler(env app.Environment, hosts []string, prefix string) http.Handler {
	var site http.Handler = w.front
	if prefix != "" {
		site = httpapi.Identified(env.Entropy, below(prefix, site)) // for what the path prefix itself answers
	}
	site = httpapi.Hosts(env.Entropy, hosts...)(site)
	questions := http.NewServeMux()
	w.health.Mount(questions)
	health := httpapi.Identified(env.Entropy, questions)
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz", "/readyz":
			health.ServeHTTP(out, r)
		case prefix + "/healthz", prefix + "/readyz": // a proxy may pass on nothing else
			http.StripPrefix(prefix, health).ServeHTTP(out, r)
		default:
			site.ServeHTTP(out, r)
		}
	})
}

// below serves site below the path prefix. A mux would lead from a path that is
// not clean to the clean one; this one does so while the prefix is still there.
func below(prefix string, site http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(prefix+"/", http.StripPrefix(prefix, site))
	mux.Handle("/.well-known/change-password", site) // password managers ask at the root of an origin only
	return mux
}
