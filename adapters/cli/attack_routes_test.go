package cli_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// place is what a route needs to be attacked.
type place struct {
	registered string // how the source code or a document names the route
	method     string
	path       string
	media      string // of the body that it reads; "" if it reads none
}

const (
	jsonBody = "application/json"
	formBody = "application/x-www-form-urlencoded"
)

// The routes of the program, by where they are served.
var (
	siteRoutes = []place{
		{"/healthz", "GET", "/healthz", ""},
		{"/readyz", "GET", "/readyz", ""},
		{"/docs", "GET", "/docs", ""},
		{"/docs/", "GET", "/docs/webshop/openapi.json", ""},
		{"/docs/", "POST", "/docs/nothing", ""},
		{"/reset", "GET", "/reset", ""},
		{"/reset", "POST", "/reset", formBody},
		{"/reset/check", "POST", "/reset/check", formBody},
		{"/reset/again", "POST", "/reset/again", formBody},
		{"/reset/done", "GET", "/reset/done", ""},
		{"/reset/not-me", "GET", "/reset/not-me", ""},
		{"/reset/not-me", "POST", "/reset/not-me", formBody},
		{"/reset/not-me/check", "POST", "/reset/not-me/check", formBody},
		{"/reset/+script", "GET", "/reset/nothing.js", ""},
		{"/reset/+style", "GET", "/reset/nothing.css", ""},
		{"/reset/", "POST", "/reset/nothing", ""},
		{"/forgot", "GET", "/forgot", ""},
		{"/forgot/{project}", "GET", "/forgot/1", ""},
		{"/forgot/{project}", "POST", "/forgot/1", formBody},
		{"/forgot/", "POST", "/forgot/1/nothing", ""},
		{"/brand/{project}/logo", "GET", "/brand/1/logo", ""},
		{"/brand/", "POST", "/brand/1", ""},
		{"/", "POST", "/nothing", ""},
		{"POST /api/services/webshop/v1/customer/auth/password/forgot", "POST", forgotPath, jsonBody},
		{"POST /api/services/webshop/v1/customer/auth/password/reset", "POST", resetPath, jsonBody},
		{"POST /api/services/webshop/v1/customer/auth/login", "POST", loginPath, jsonBody},
		{"POST /external/api/v1/accounts/request_password_reset", "POST", paywayPath, jsonBody},
		{"POST /external/api/v1/accounts/custom_request_password_reset", "POST", "/external/api/v1/accounts/custom_request_password_reset", jsonBody},
		{"POST /external/api/v1/accounts/create_password_reset", "POST", "/external/api/v1/accounts/create_password_reset", jsonBody},
		{"POST /external/api/v1/accounts/complete_password_reset", "POST", "/external/api/v1/accounts/complete_password_reset", jsonBody},
		{"POST /api/authorization/access_token", "POST", "/api/authorization/access_token", formBody},
	}
	rootRoutes = []place{
		{"/.well-known/change-password", "GET", "/.well-known/change-password", ""},
		{"+prefix/", "GET", "/lost", ""},
	}
	demoRoutes = []place{
		{"GET /{$}", "GET", "/", ""},
		{"/{$}", "POST", "/", ""},
		{"/demo/", "POST", "/demo/nothing", ""},
		{"GET /demo/assets/+name", "GET", "/demo/assets/home.css", ""},
		{"POST +ClockPath", "POST", "/demo/clock", formBody},
		{"/inbox", "POST", "/inbox", ""},
		{"/inbox/", "POST", "/inbox/nothing", ""},
		{"GET /inbox", "GET", "/inbox", ""},
		{"GET /inbox/{$}", "GET", "/inbox/", ""},
		{"GET /inbox/mail/{id}", "GET", "/inbox/mail/1", ""},
		{"GET /inbox/mail/{id}/html", "GET", "/inbox/mail/1/html", ""},
		{"POST /inbox/empty", "POST", "/inbox/empty", ""},
		{"POST /inbox/fault", "POST", "/inbox/fault", formBody},
		{"GET /inbox/assets/+name", "GET", "/inbox/assets/inbox.css", ""},
		{"GET /inbox/api/messages", "GET", "/inbox/api/messages", ""},
		{"DELETE /inbox/api/messages", "DELETE", "/inbox/api/messages", ""},
		{"/inbox/api/messages", "POST", "/inbox/api/messages", ""},
		{"GET /inbox/api/messages/{id}", "GET", "/inbox/api/messages/1", ""},
		{"/inbox/api/messages/{id}", "POST", "/inbox/api/messages/1", ""},
		{"GET /inbox/api/events", "GET", "/inbox/api/events", ""},
		{"/inbox/api/events", "POST", "/inbox/api/events", ""},
		{"/inbox/api/", "POST", "/inbox/api/nothing", ""},
	}
	metricsRoutes = []place{
		{"/metrics", "GET", "/metrics", ""},
		{"/debug/pprof/", "GET", "/debug/pprof/", ""},
		{"/debug/pprof/profile", "POST", "/debug/pprof/profile?seconds=1", ""},
		{"/debug/pprof/trace", "POST", "/debug/pprof/trace?seconds=0.01", ""},
	}
)

// TestEveryRouteIsAttacked: whoever adds a route adds it to the attacks.
func TestEveryRouteIsAttacked(t *testing.T) {
	attacked := map[string]bool{}
	for _, route := range slices.Concat(siteRoutes, rootRoutes, demoRoutes, metricsRoutes) {
		attacked[route.registered] = true
	}
	registered := append(registeredInSource(t), documentedRoutes(t)...)
	if len(registered) < 40 {
		t.Errorf("only %d routes were found: %v", len(registered), registered)
	}
	for _, name := range registered {
		if !attacked[name] {
			t.Errorf("nobody attacks %q", name)
		}
	}
	for name := range attacked {
		if !slices.Contains(registered, name) {
			t.Errorf("%q is attacked and registered nowhere", name)
		}
	}
}

// registeredInSource returns the patterns that the program gives to a ServeMux,
// as far as they stand in its source. Names of constants and variables in them
// are kept behind a plus sign.
func registeredInSource(t *testing.T) (patterns []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			for _, pattern := range patternsOf(node) {
				switch text := spelled(pattern); {
				case text == "+pattern" && (strings.Contains(path, "/pages/") || strings.Contains(path, "/httpapi/")):
					// Those of the pages are keys of a table, and those of the dialects are documented.
				default:
					patterns = append(patterns, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return patterns
}

// patternsOf returns what a node registers: by a call of Handle or HandleFunc
// with two arguments, or in a table of routes.
func patternsOf(node ast.Node) (patterns []ast.Expr) {
	switch n := node.(type) {
	case *ast.CallExpr:
		method, ok := n.Fun.(*ast.SelectorExpr) // that of a log handler takes a record
		if ok && len(n.Args) == 2 && (method.Sel.Name == "HandleFunc" || method.Sel.Name == "Handle" && spelled(n.Args[1]) != "+record") {
			return n.Args[:1]
		}
	case *ast.CompositeLit:
		table, ok := n.Type.(*ast.MapType)
		if !ok {
			return nil
		}
		if value, ok := table.Value.(*ast.Ident); ok && value.Name == "route" {
			for _, element := range n.Elts {
				patterns = append(patterns, element.(*ast.KeyValueExpr).Key)
			}
		}
	}
	return patterns
}

func spelled(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return strings.Trim(e.Value, `"`)
	case *ast.Ident:
		return "+" + e.Name
	case *ast.BinaryExpr:
		return spelled(e.X) + spelled(e.Y)
	}
	return "something else"
}

// documentedRoutes returns the operations of the published dialects.
func documentedRoutes(t *testing.T) (routes []string) {
	t.Helper()
	d := newDemo(t)
	for _, name := range documented(t, d) {
		var document struct {
			Servers []struct{ URL string }
			Paths   map[string]map[string]any
		}
		if err := json.Unmarshal([]byte(fetch(t, d.BaseURL+"/docs/"+name+"/openapi.json")), &document); err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(strings.TrimPrefix(document.Servers[0].URL, d.BaseURL), "/")
		for path, operations := range document.Paths {
			for method := range operations {
				route := strings.ToUpper(method) + " " + base + path
				if name == "latchkey" && strings.HasSuffix(path, "z") {
					route = path // registered for every method
				}
				routes = append(routes, route)
			}
		}
	}
	return routes
}

var linkedTo = regexp.MustCompile(`(?:href|src|action)="(/[a-z][^"#?]*)`)

// linkedFrom returns routes for all that the pages of a victim lead to, such as
// files whose names depend on what is in them.
func (v victim) linkedFrom(t *testing.T, pages ...string) (routes []place) {
	t.Helper()
	seen := map[string]bool{}
	for _, page := range pages {
		request, err := http.NewRequest(http.MethodGet, "http://"+v.address+v.prefix+page, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = v.host
		for _, found := range linkedTo.FindAllStringSubmatch(answerTo(t, request), -1) {
			path := strings.TrimPrefix(found[1], v.prefix)
			if !seen[path] {
				seen[path] = true
				routes = append(routes, place{"linked", http.MethodGet, path, ""})
			}
		}
	}
	return routes
}
