package apidocs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/apidocs"
)

const demoToken = "lkt_demo_token"

type shoutBody struct {
	Word  string `json:"word" doc:"What to shout." example:"it's <fine> & \\o/"`
	Inner struct {
		Echo string `json:"echo,omitempty"`
	} `json:"inner,omitempty"`
}

// toyDocument has one operation of each kind: open, closed, a form, and
// without a body.
func toyDocument(name string, servers ...string) *huma.OpenAPI {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	document := &huma.OpenAPI{
		OpenAPI: "3.1.0", Info: &huma.Info{Title: name, Version: "1", Description: "A toy."}, Paths: map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: schemas, SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}},
	}
	for _, url := range servers {
		document.Servers = append(document.Servers, &huma.Server{URL: url})
	}
	post := func(id, media, example, status string, security ...map[string][]string) *huma.PathItem {
		if security == nil {
			security = []map[string][]string{}
		}
		return &huma.PathItem{Post: &huma.Operation{
			OperationID: id, Summary: id, Tags: []string{"Calls"}, Security: security, Responses: map[string]*huma.Response{status: {Description: "Done."}},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{media: {
				Schema:   schemas.Schema(reflect.TypeFor[shoutBody](), true, ""),
				Examples: map[string]*huma.Example{"one": {Value: json.RawMessage(example)}},
			}}},
		}}
	}
	tricky := `{"word":"it's <fine> & \\o/ \u00e9\n","list":[1.50,true,false,null,[],{}],"inner":{"a b":"\""}}`
	document.Paths["/open"] = post("open", "application/json", `{"word":"hello"}`, "200", map[string][]string{}, map[string][]string{"token": {}})
	document.Paths["/closed"] = post("closed", "application/json", tricky, "204", map[string][]string{"token": {}})
	document.Paths["/form"] = post("form", "application/x-www-form-urlencoded", `{"grant_type":"none","scope":"a b&c's"}`, "200")
	document.Paths["/mails/{id}"] = &huma.PathItem{
		Get: &huma.Operation{
			OperationID: "read", Summary: "read", Security: []map[string][]string{}, Responses: map[string]*huma.Response{"200": {Description: "Done."}},
			Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Example: "7", Schema: &huma.Schema{Type: "string"}}},
		},
		Delete: &huma.Operation{
			OperationID: "drop", Summary: "drop", Security: []map[string][]string{}, Responses: map[string]*huma.Response{"204": {Description: "Done."}},
			Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Example: "7", Schema: &huma.Schema{Type: "string"}}},
		},
	}
	return document
}

func config() apidocs.Config {
	return apidocs.Config{BaseURL: "http://this.example", Documents: []apidocs.Document{
		{Name: "alpha", Label: "Alpha", Summary: "The first <API>.", OpenAPI: toyDocument("Alpha API", "/a", "https://published.example/a")},
		{Name: "beta", Label: "Beta", Summary: "The second API.", OpenAPI: toyDocument("Beta API", "/")},
		{Name: "latchkey", Label: "latchkey", Summary: "Ours.", OpenAPI: apidocs.Extras(true)},
	}}
}

func newDocs(t testing.TB, c apidocs.Config) http.Handler {
	t.Helper()
	docs, err := apidocs.New(c)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	docs.Mount(mux)
	return mux
}

// get asks for a path; headers come in pairs.
func get(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder
}
