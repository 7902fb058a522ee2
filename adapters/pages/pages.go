// Package pages serves what a person sees in a browser: the page behind a
// mailed reset link, the page that asks for one, and the page for somebody who
// did not ask, in each of domain.Languages and in the look of the project.
//
// Every page works without JavaScript. With it, the page takes the reset token
// out of the link's fragment, asks what the link is good for, and puts the
// token into the same form that others fill with the code from their mail.
package pages

import (
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"path"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// Config is what the pages need. The limits have defaults; of the rest, Resets,
// Projects, Budgets, Caller and Log must be there.
type Config struct {
	Resets   *app.Resets
	Projects *app.Projects
	Budgets  *app.Budgets
	Caller   func(*http.Request) string // whom the request's rate is charged to
	Log      *slog.Logger

	// Language returns the one of domain.Languages that the visitor's browser
	// prefers, or "" for none of them. A nil Language asks no browser.
	Language func(*http.Request) domain.Language

	// BasePath is the path below which browsers find the pages, such as
	// /reset-service; "" if they are at the root. Everything a page links to,
	// posts to or redirects to starts with it. It is not part of what Mount
	// adds: whoever sets it strips it, as http.StripPrefix does, unless the
	// proxy in front already did.
	BasePath string

	// Origin is where browsers reach the pages. It is needed only behind a
	// proxy that changes the Host header, and there only for browsers too old
	// to say themselves where a request comes from.
	Origin domain.Origin

	Posts       domain.RateRule // all POSTs of one caller; default 20 a minute
	WrongTokens domain.RateRule // tokens of one caller that were never minted; default 10 a minute
}

// Pages serves /reset, /forgot, /brand, everything below them, and
// /.well-known/change-password. What nobody else serves is told by a page, too.
type Pages struct {
	resets      *app.Resets
	projects    *app.Projects
	budgets     *app.Budgets
	caller      func(*http.Request) string
	log         *slog.Logger
	language    func(*http.Request) domain.Language
	base        string
	posts       app.Budget
	wrongTokens app.Budget
	sameSite    *http.CrossOriginProtection
	templates   *template.Template
	assets      assets
}

// New returns the pages, or an error that says what c lacks.
func New(c Config) (*Pages, error) {
	if c.Resets == nil || c.Projects == nil || c.Budgets == nil || c.Caller == nil || c.Log == nil {
		return nil, errors.New("pages: Resets, Projects, Budgets, Caller and Log must be set")
	}
	if !isBasePath(c.BasePath) {
		return nil, errors.New("pages: BasePath must be empty or a path such as /reset-service, without a slash at its end")
	}
	sameSite := http.NewCrossOriginProtection()
	if c.Origin != "" {
		if err := sameSite.AddTrustedOrigin(string(c.Origin)); err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
	}
	templates, err := template.ParseFS(files, "html/*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	return &Pages{
		resets:      c.Resets,
		projects:    c.Projects,
		budgets:     c.Budgets,
		caller:      c.Caller,
		log:         c.Log,
		language:    c.Language,
		base:        c.BasePath,
		posts:       budget("pages", c.Posts, 20),
		wrongTokens: budget("pages: wrong tokens", c.WrongTokens, 10),
		sameSite:    sameSite,
		templates:   templates,
		assets:      assets,
	}, nil
}

func budget(name string, rule domain.RateRule, perMinute int) app.Budget {
	if rule == (domain.RateRule{}) {
		rule = domain.RateRule{Limit: perMinute, Per: time.Minute}
	}
	return app.Budget{Name: name, Rule: rule}
}

// isBasePath takes a path in the one spelling that means the same to every
// browser and proxy.
func isBasePath(text string) bool {
	if text == "" {
		return true
	}
	for i := range len(text) {
		if c := text[i]; c != '/' && c != '-' && c != '_' && c != '.' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return text != "/" && path.Clean(text) == text && text[0] == '/'
}
