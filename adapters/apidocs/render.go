package apidocs

import (
	"bytes"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"
	"github.com/go-json-experiment/json/jsontext"
)

// The four files every document is served as.
const (
	newJSON = "openapi.json"
	newYAML = "openapi.yaml"
	oldJSON = "openapi-3.0.json"
	oldYAML = "openapi-3.0.yaml"
)

const (
	kindJSON = "application/json"
	kindYAML = "application/yaml" // RFC 9512
)

var fileKinds = map[string]string{newJSON: kindJSON, newYAML: kindYAML, oldJSON: kindJSON, oldYAML: kindYAML}

// renderDocument adds samples to the document and writes all four forms of it.
// Huma's own handlers would render while they serve, without a lock.
func renderDocument(document *huma.OpenAPI, first []string, baseURL string) (map[string]*content, error) {
	if err := addSamples(document, baseURL); err != nil {
		return nil, err
	}
	current, err := document.MarshalJSON()
	if err != nil {
		return nil, err
	}
	older, err := downgrade(document)
	if err != nil {
		return nil, err
	}
	files := map[string]*content{}
	for _, form := range []struct {
		json, yaml string
		content    []byte
	}{{newJSON, newYAML, current}, {oldJSON, oldYAML, older}} {
		readable, err := forPeople(form.content, orderOf(document, first))
		if err != nil {
			return nil, err
		}
		var inYAML bytes.Buffer
		if err := yaml.Convert(&inYAML, bytes.NewReader(readable)); err != nil {
			return nil, err
		}
		files[form.json] = contentOf(append(readable, '\n'))
		files[form.yaml] = contentOf(inYAML.Bytes())
	}
	return files, nil
}

// forPeople puts everything in order, indents it, and shows < > & as they are,
// which huma escapes as if this were HTML.
func forPeople(document jsontext.Value, fields order) ([]byte, error) {
	whole, err := fields.arrange(document)
	if err != nil {
		return nil, err
	}
	return jsontext.AppendFormat(nil, whole, jsontext.WithIndent("  "), jsontext.PreserveRawStrings(false))
}

// file is one form of a document.
func file(name, kind string, files func() (map[string]*content, error)) *resource {
	load := func() (*content, error) {
		all, err := files()
		return all[name], err
	}
	return &resource{kind: kind, policy: emptyPolicy, caching: askEachTime, load: load}
}
