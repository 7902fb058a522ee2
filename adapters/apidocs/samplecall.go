package apidocs

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"
)

// tokenPlaceholder stands in samples where a caller's own token belongs.
const tokenPlaceholder = "YOUR_API_TOKEN"

const formMedia = "application/x-www-form-urlencoded"

// sampleCall is one call of an operation, as its samples make it.
type sampleCall struct {
	Method  string
	URL     string
	Headers []sampleHeader
	Body    jsontext.Value // an object, whatever the media type; nil: none
	Form    bool           // Body is sent as a form
	Fields  []sampleField  // of a form
}

type sampleHeader struct{ Name, Value string }

type sampleField struct{ Name, Value string }

// callOf reads from the document how the operation is called; ok is false if
// it has no example of its body.
func callOf(document *huma.OpenAPI, op *huma.Operation, method, path, baseURL string) (call sampleCall, ok bool, err error) {
	call = sampleCall{Method: method, URL: serverURL(document.Servers, baseURL) + fillPath(path, op.Parameters)}
	if needsBearer(document, op) {
		call.Headers = append(call.Headers, sampleHeader{"Authorization", "Bearer " + tokenPlaceholder})
	}
	call.Headers = append(call.Headers, sampleHeader{"Accept", "application/json"})
	if op.RequestBody == nil || len(op.RequestBody.Content) == 0 {
		return call, true, nil
	}
	media := firstKey(op.RequestBody.Content)
	example := op.RequestBody.Content[media].Examples[firstKey(op.RequestBody.Content[media].Examples)]
	if example == nil {
		return call, false, nil
	}
	body, err := json.Marshal(example.Value)
	if err != nil {
		return call, false, fmt.Errorf("%s %s: %w", method, path, err)
	}
	call.Headers = append(call.Headers, sampleHeader{"Content-Type", media})
	call.Body = body
	if media == formMedia {
		call.Form = true
		call.Fields, err = formFields(body)
	}
	return call, true, err
}

// serverURL is what paths are appended to: this server if its address is
// known, which documents name first and relatively, else an absolute one.
func serverURL(servers []*huma.Server, baseURL string) string {
	url := baseURL
	for _, server := range servers {
		if baseURL != "" && strings.HasPrefix(server.URL, "/") {
			url += server.URL
			break
		}
		if baseURL == "" && strings.Contains(server.URL, "://") {
			url = server.URL
			break
		}
	}
	return strings.TrimRight(url, "/")
}

// fillPath puts the examples of its parameters into a path.
func fillPath(path string, parameters []*huma.Param) string {
	for _, p := range parameters {
		if p.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", fmt.Sprint(p.Example))
		}
	}
	return path
}

// needsBearer reports whether a bearer token is one of the ways in, needed or
// not.
func needsBearer(document *huma.OpenAPI, op *huma.Operation) bool {
	security := op.Security
	if security == nil {
		security = document.Security
	}
	for _, way := range security {
		for name := range way {
			if isBearer(document.Components.SecuritySchemes[name]) {
				return true
			}
		}
	}
	return false
}

func isBearer(scheme *huma.SecurityScheme) bool {
	return scheme != nil && (scheme.Type == "http" && strings.EqualFold(scheme.Scheme, "bearer") || scheme.Type == "oauth2")
}

// formFields reads the fields of a form from the object that documents it, in
// its order.
func formFields(body jsontext.Value) ([]sampleField, error) {
	var fields []sampleField
	err := eachMember(body, func(name string, value jsontext.Value) error {
		var text string
		if err := json.Unmarshal(value, &text); err != nil {
			return fmt.Errorf("field %s of a form is no string", name)
		}
		fields = append(fields, sampleField{name, text})
		return nil
	})
	return fields, err
}
