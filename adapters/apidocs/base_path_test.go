package apidocs_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/apidocs"
)

var address = regexp.MustCompile(`(?:href|src|apiDescriptionUrl)="([^"]*)"`)

// TestBasePath: below a path prefix, every address on every page has it, and
// so has this server in the documents.
func TestBasePath(t *testing.T) {
	document := &huma.OpenAPI{
		OpenAPI: "3.1.0", Info: &huma.Info{Title: "Alpha", Version: "1"},
		Servers: []*huma.Server{{URL: "/api"}, {URL: "https://elsewhere.example/api"}}, Components: &huma.Components{},
	}
	own := apidocs.Extras(false)
	docs := newDocs(t, apidocs.Config{
		BasePath: "/reset-service", BaseURL: "https://shop.example/reset-service",
		Documents: []apidocs.Document{{Name: "alpha", Label: "Alpha", OpenAPI: document}, {Name: "latchkey", Label: "latchkey", OpenAPI: own}},
	})
	for _, page := range []string{"/docs", "/docs/alpha"} {
		found := address.FindAllStringSubmatch(get(docs, "GET", page).Body.String(), -1)
		if len(found) < 5 {
			t.Errorf("%s has %d addresses", page, len(found))
		}
		for _, one := range found {
			if !strings.HasPrefix(one[1], "/reset-service/docs") && !strings.HasPrefix(one[1], "#") {
				t.Errorf("%s leads to %s", page, one[1])
			}
		}
	}
	if got := get(docs, "GET", "/docs/").Header().Get("Location"); got != "/reset-service/docs" {
		t.Errorf("/docs/ leads to %q", got)
	}
	for path, want := range map[string]string{"/docs/alpha/openapi.json": `"/reset-service/api"`, "/docs/latchkey/openapi.json": `"url": "/reset-service"`} {
		if body := get(docs, "GET", path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s lacks %s", path, want)
		}
	}
	if body := get(docs, "GET", "/docs/latchkey/openapi.json").Body.String(); strings.Contains(body, "inbox") {
		t.Error("a server that is no demo documents an inbox")
	}
}
