package apidocs

import (
	"bytes"
	"embed"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed samples
var sampleFiles embed.FS

// languages are the samples that every operation gets. Languages are named as
// Elements names those of the samples it generates, which these replace.
var languages = []struct{ lang, label, file string }{
	{"shell", "cURL", "curl.tmpl"},
	{"javascript", "JavaScript", "javascript.tmpl"},
	{"php", "PHP", "php.tmpl"},
	{"python", "Python", "python.tmpl"},
}

// sample is an entry of x-codeSamples.
type sample struct {
	Lang   string `json:"lang"`
	Label  string `json:"label"`
	Source string `json:"source"`
}

// addSamples gives each operation of document that has none its samples: whole
// programs that print the answer, to be run as they are once the token in them
// is replaced.
func addSamples(document *huma.OpenAPI, baseURL string) error {
	programs, err := template.New("").Funcs(template.FuncMap{
		"shell": quoteShell, "js": quoteScript, "php": quoteScript, "python": quoteJSON,
		"json": literalOf(jsonStyle), "phpArray": literalOf(phpStyle), "pythonDict": literalOf(pythonStyle),
	}).ParseFS(sampleFiles, "samples/*.tmpl")
	if err != nil {
		return err
	}
	for path, item := range document.Paths {
		for method, op := range operationsOf(item) {
			if op.Extensions["x-codeSamples"] != nil {
				continue
			}
			call, ok, err := callOf(document, op, method, path, baseURL)
			if err != nil {
				return err
			}
			if !ok {
				continue // its readers still have all the rest
			}
			samples, err := samplesOf(programs, call)
			if err != nil {
				return err
			}
			op.Extensions = maps.Clone(op.Extensions)
			if op.Extensions == nil {
				op.Extensions = map[string]any{}
			}
			op.Extensions["x-codeSamples"] = samples
		}
	}
	return nil
}

func samplesOf(programs *template.Template, call sampleCall) ([]sample, error) {
	var samples []sample
	for _, l := range languages {
		var source bytes.Buffer
		if err := programs.ExecuteTemplate(&source, l.file, call); err != nil {
			return nil, err
		}
		samples = append(samples, sample{l.lang, l.label, strings.TrimSpace(source.String())})
	}
	return samples, nil
}

func operationsOf(item *huma.PathItem) map[string]*huma.Operation {
	all := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}
	maps.DeleteFunc(all, func(_ string, op *huma.Operation) bool { return op == nil })
	return all
}

// firstKey returns the key that comes first in the alphabet, as every reader
// of the document sees it.
func firstKey[V any](m map[string]V) string {
	if len(m) == 0 {
		return ""
	}
	return slices.Min(slices.Collect(maps.Keys(m)))
}
