package apitest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// Answers are what a dialect's handlers really say, by the example of its
// document that shows it: "POST /path 200 name", or without a name for an
// answer that has no body. "POST * 200 name" is for every operation that shows
// such an example and has no row of its own.
type Answers map[string]func(*testing.T) Answer

// Answer is one of them.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// CheckExamples holds every answer in the document against the handler: body
// for body, and the documented headers against those that were sent.
func CheckExamples(t *testing.T, document *huma.OpenAPI, answers Answers) {
	t.Helper()
	used := map[string]bool{}
	for path, item := range document.Paths {
		for status, response := range item.Post.Responses {
			for name, want := range bodiesOf(response) {
				key := "POST " + path + " " + status + name
				get := answers[key]
				used[key] = true
				if get == nil {
					get = answers["POST * "+status+name]
					used["POST * "+status+name] = true
				}
				t.Run(key, func(t *testing.T) {
					if get == nil {
						t.Fatal("nothing shows that a handler answers this")
					}
					got := get(t)
					if strconv.Itoa(got.Status) != status || got.Body != want {
						t.Errorf("the handler answers %d %s\nthe document says %s %s", got.Status, got.Body, status, want)
					}
					checkHeaders(t, response.Headers, got.Header)
					checkSchema(t, document, response, got.Body)
				})
			}
		}
	}
	for key := range answers {
		if !used[key] {
			t.Errorf("the document does not show %s", key)
		}
	}
}

// bodiesOf returns the example bodies by " name", or "" for none at all.
func bodiesOf(response *huma.Response) map[string]string {
	media := response.Content["application/json"]
	if media == nil {
		return map[string]string{"": ""}
	}
	bodies := map[string]string{}
	for name, e := range media.Examples {
		raw, _ := e.Value.(json.RawMessage)
		bodies[" "+name] = string(raw)
	}
	if len(bodies) == 0 {
		return map[string]string{" (no example)": ""}
	}
	return bodies
}

// checkHeaders knows the headers that are worth documenting: one that was sent
// is in the document, and one that the document requires was sent.
func checkHeaders(t *testing.T, documented map[string]*huma.Param, sent http.Header) {
	t.Helper()
	present := map[string]bool{}
	for name := range sent {
		present[http.CanonicalHeaderKey(name)] = true
	}
	for name, header := range documented {
		name = http.CanonicalHeaderKey(name)
		if header.Required && !present[name] {
			t.Errorf("header %s is documented and was not sent", name)
		}
		delete(present, name)
	}
	for _, name := range []string{"X-Request-Id", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "Retry-After", "Allow", "Www-Authenticate"} {
		if present[name] {
			t.Errorf("header %s was sent and is not documented", name)
		}
	}
}

func checkSchema(t *testing.T, document *huma.OpenAPI, response *huma.Response, body string) {
	t.Helper()
	media := response.Content["application/json"]
	if media == nil {
		return
	}
	var value any
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		t.Fatal(err)
	}
	var result huma.ValidateResult
	huma.Validate(document.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
	for _, err := range result.Errors {
		t.Errorf("the schema refuses %s: %v", body, err)
	}
}
