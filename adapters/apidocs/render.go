package apidocs

import (
	"bytes"
	"slices"

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
func renderDocument(document *huma.OpenAPI, baseURL string) (map[string]*content, error) {
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
		readable, err := forPeople(form.content)
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

// sections is the order in which people expect a document to tell things. Huma
// writes them in that of the alphabet.
var sections = []string{"openapi", "info", "servers", "security", "tags", "paths", "components"}

// forPeople puts the sections in order, indents all, and shows < > & as they
// are, which huma escapes as if this were HTML.
func forPeople(document jsontext.Value) ([]byte, error) {
	var first, rest [][]byte
	first = make([][]byte, len(sections))
	err := eachMember(document, func(name string, value jsontext.Value) error {
		member := append(append([]byte(quoteJSON(name)), ':'), value...)
		if i := slices.Index(sections, name); i >= 0 {
			first[i] = member
		} else {
			rest = append(rest, member)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	present := slices.DeleteFunc(append(first, rest...), func(member []byte) bool { return member == nil })
	whole := append(append([]byte{'{'}, bytes.Join(present, []byte{','})...), '}')
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
