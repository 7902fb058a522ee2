package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

// documentOfToys registers three operations whose documents differ.
func documentOfToys() *huma.OpenAPI {
	front := httpapi.New(app.Environment{}, nil, http.NotFoundHandler())
	shared := httpapi.AnswerDocs{Text: "Shared.", Addition: true, Examples: []httpapi.Example{{Name: "shared", Text: "S", Body: []byte(`{"word":"s"}`)}}}
	api := front.Mount(httpapi.Dialect{
		Name: "toy", Info: huma.Info{Title: "Toy", Version: "1"}, ShowBudget: true,
		Budget: app.Budget{Rule: domain.RateRule{Limit: 60}}, Models: map[int]any{404: toyBody{}, 429: toyBody{}},
		Docs: httpapi.Docs{
			Servers: []*huma.Server{{URL: "https://published.example"}}, Tags: []*huma.Tag{{Name: "T"}},
			Security: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}, Answers: map[int]httpapi.AnswerDocs{404: shared, 429: shared},
		},
	})
	for path, op := range map[string]httpapi.Operation[string]{
		"/plain": {Models: map[int]any{200: toyBody{}}},
		"/own": {Models: map[int]any{204: nil, 404: toyBody{}}, Docs: httpapi.OperationDocs{
			Addition: true, Request: []httpapi.Example{{Name: "one", Text: "One", Body: []byte(`{"word":"b","a":1}`)}},
			Answers: map[int]httpapi.AnswerDocs{404: {Text: "Own.", Examples: []httpapi.Example{{Name: "own", Body: []byte("{}")}}}},
		}},
		"/form": {Media: httpapi.FormMedia, Models: map[int]any{200: toyBody{}, 429: httpapi.Never{}}},
	} {
		op.Operation, op.Request = huma.Operation{OperationID: path, Method: http.MethodPost, Path: path, Description: "Text."}, toyBody{}
		httpapi.Register(api, op)
	}
	return api.OpenAPI()
}

func TestDocumentSaysWhatADialectSaysOfItself(t *testing.T) {
	document := documentOfToys()
	if len(document.Servers) != 2 || document.Servers[0].URL != "/" || document.Servers[1].URL != "https://published.example" {
		t.Errorf("servers %v, want this one first", document.Servers)
	}
	if len(document.Tags) != 1 || document.Components.SecuritySchemes["token"] == nil {
		t.Error("tags or security schemes are missing")
	}
	for path, want := range map[string]string{
		"/plain": "200 404+ 429+", "/own": "204 404 429+", "/form": "200 404+",
	} {
		op := document.Paths[path].Post
		var got []string
		for status, response := range op.Responses {
			if response.Extensions["x-latchkey-addition"] == true {
				status += "+"
			}
			if strings.HasSuffix(status, "+") != strings.Contains(response.Description, "addition of latchkey's") {
				t.Errorf("%s %s: program and people are told different things: %s", path, status, response.Description)
			}
			got = append(got, status)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s answers %q, want %q", path, got, want)
		}
	}
}

func TestDocumentOfAnOperationGoesOverTheDialects(t *testing.T) {
	document := documentOfToys()
	own := document.Paths["/own"].Post
	if own.Extensions["x-latchkey-addition"] != true || !strings.Contains(own.Description, "addition of latchkey's") {
		t.Error("the operation is not marked as an addition")
	}
	if own.Responses["404"].Description != "Own." || own.Responses["404"].Content["application/json"].Examples["own"] == nil || own.Responses["404"].Content["application/json"].Examples["shared"] != nil {
		t.Errorf("404 is documented as %+v", own.Responses["404"])
	}
	if own.Responses["404"].Headers["X-RateLimit-Limit"] == nil || document.Paths["/plain"].Post.Responses["404"].Headers["X-RateLimit-Limit"] != nil {
		t.Error("an answer of an operation's own costs a call, one of the pipeline's does not")
	}
	if own.Responses["204"].Content != nil {
		t.Error("204 has a body")
	}
	if e := own.RequestBody.Content["application/json"].Examples["one"]; e == nil || e.Summary != "One" {
		t.Errorf("the example is %v", e)
	}
	form := document.Paths["/form"].Post.RequestBody.Content
	if len(form) != 1 || form[httpapi.FormMedia] == nil || form[httpapi.FormMedia].Schema.Ref != "#/components/schemas/ToyBody" {
		t.Errorf("the form is documented as %v", form)
	}
}
