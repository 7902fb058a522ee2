// Package demohome is the first page of a demo and its time machine: what is running, what to try, and buttons that put
// the demo's clock forward. It shows credentials, so it belongs to a demo and to nothing else.
package demohome

import (
	"html/template"
	"log/slog"
	"net/http"
	"sync"

	"latchkey/app"
)

// ClockPath takes a POST that puts the demo's clock forward: advance is 10m or 61m, and back the path of the inbox to
// return to, else the home page.
const ClockPath = "/demo/clock"

// Config says what the home page tells; Clock is required, and what is empty is left out.
type Config struct {
	Clock *app.DemoClock
	Log   *slog.Logger // nil means silence

	BaseURL      string // where the pages answer, without a slash at its end
	SMTPAddr     string // host and port of the demo's mail server
	RequestPath  string // of the page that asks for a reset link; takes a POST of email, and #email= as a default
	InboxPath    string
	DocsPath     string
	FirstRequest string // the command that asks for a reset link, as it stands
	Accounts     []Account
	Client       Client
}

// Account is a customer of the demo shop; the first one is the one that forgot.
type Account struct{ Email, Password string }

// Client is the demo's API client.
type Client struct{ ID, Secret, Token string }

// Home serves the page and the clock; it is safe for concurrent use.
type Home struct {
	config Config
	clock  *app.DemoClock
	log    *slog.Logger
	csrf   *http.CrossOriginProtection
	page   func() (*template.Template, error) // parsed once, when first asked for
}

// New returns a home page that is not mounted yet.
func New(config Config) *Home {
	h := &Home{config: config, clock: config.Clock, log: config.Log, csrf: http.NewCrossOriginProtection(), page: sync.OnceValues(readPage)}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	return h
}

// Mount adds "/" and what is below "/demo/", for every method, so that a wrong one is answered here. Unknown paths
// elsewhere stay as the mux has them.
func (h *Home) Mount(mux *http.ServeMux) {
	inner := http.NewServeMux()
	inner.HandleFunc("GET /{$}", h.showHome)
	inner.HandleFunc("POST "+ClockPath, h.putForward)
	for _, name := range []string{"home.css", "home.js", "icon.svg"} {
		inner.HandleFunc("GET /demo/assets/"+name, serveAsset(name))
	}
	guarded := h.guard(h.csrf.Handler(inner))
	mux.Handle("/{$}", guarded)
	mux.Handle("/demo/", guarded)
}
