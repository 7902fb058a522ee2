package apidocs_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/apidocs"
)

// TestAdditionsAreAmongOurOwn: under the path they have on this server, with
// all that they refer to, and nothing else of the published API comes along.
func TestAdditionsAreAmongOurOwn(t *testing.T) {
	published := toyDocument("Alpha API", "/a", "https://published.example/a")
	published.Tags = []*huma.Tag{{Name: "Ours", Description: "Added."}, {Name: "Theirs", Description: "Published."}}
	added := published.Paths["/open"].Post
	added.Tags, added.Extensions = []string{"Ours"}, map[string]any{"x-latchkey-addition": true}
	own := apidocs.Extras(false, published)
	if got, want := slices.Sorted(maps.Keys(own.Paths)), []string{"/a/open", "/healthz", "/readyz"}; !slices.Equal(got, want) {
		t.Fatalf("paths %v, want %v", got, want)
	}
	if len(own.Tags) != 2 || own.Tags[0].Name != "Ours" || own.Components.SecuritySchemes["token"] == nil {
		t.Errorf("tags %v and security %v, want those that the addition names", own.Tags, own.Components.SecuritySchemes)
	}
	docs := newDocs(t, apidocs.Config{BaseURL: "http://this.example", Documents: []apidocs.Document{
		{Name: "alpha", Label: "Alpha", OpenAPI: published}, {Name: "latchkey", Label: "latchkey", OpenAPI: own},
	}})
	body := get(docs, "GET", "/docs/latchkey/openapi.json").Body.String()
	for _, found := range regexp.MustCompile(`"#/components/schemas/(\w+)"`).FindAllStringSubmatch(body, -1) {
		if own.Components.Schemas.Map()[found[1]] == nil {
			t.Errorf("there is no schema %s", found[1])
		}
	}
	if own.Components.Schemas.Map()["ShoutBody"] == nil || !regexp.MustCompile(`curl -i -X POST 'http://this\.example/a/open'`).MatchString(body) {
		t.Errorf("the addition has no schema or no sample of its own:\n%s", body)
	}
}
