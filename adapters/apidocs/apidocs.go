// Package apidocs shows the published APIs to their readers: each one as an
// OpenAPI document, in four forms, and as a page to read and to try it on.
// Everything it shows is inside the program; no page asks anybody else for
// anything.
package apidocs

import (
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// Document is one API to show. Samples are added to its OpenAPI, which must
// not be changed by others once it was given to New.
type Document struct {
	Name    string // in its address: lower-case letters
	Label   string // on its tab
	Summary string // what it is for, in a sentence or two
	OpenAPI *huma.OpenAPI
	First   []string // paths that a reader meets before the others, which follow by the alphabet
}

// Config is what there is to show.
type Config struct {
	Documents []Document // in the order of their tabs

	// BaseURL is where callers reach this server, without a slash at its end.
	// Samples call it; without it they call the first absolute server that
	// their document names.
	BaseURL string

	// BasePath is the path below which browsers find everything, such as
	// /reset-service; "" if it is at the root. Links start with it; it is not
	// part of what Mount adds.
	BasePath string

	// DemoToken is a credential that Try It starts out with. It is shown to
	// whoever opens a page: only a demo has one.
	DemoToken string
}

// Docs serves the documents and their pages.
type Docs struct {
	documents []Document
	basePath  string
	demoToken string
	pages     *template.Template
	library   *library
	served    map[string]*resource // by path
}

var validName = regexp.MustCompile(`^[a-z]+$`)

// New takes the documents in. Each one is rendered once, in all of its forms,
// when the first of them is asked for, and so are pages and what they load: a
// start must not wait for readers who may not come.
func New(config Config) (*Docs, error) {
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	d := &Docs{
		documents: config.Documents, basePath: config.BasePath, demoToken: config.DemoToken,
		pages: pages, library: newLibrary(), served: map[string]*resource{},
	}
	for _, document := range config.Documents {
		if !validName.MatchString(document.Name) || document.Name == "assets" || d.served["/docs/"+document.Name] != nil {
			return nil, fmt.Errorf("apidocs: %q cannot be the name of one more document", document.Name)
		}
		if document.OpenAPI == nil {
			return nil, errors.New("apidocs: document " + document.Name + " is missing")
		}
		rebase(document.OpenAPI, config.BasePath)
		files := sync.OnceValues(func() (map[string]*content, error) {
			return renderDocument(document.OpenAPI, document.First, config.BaseURL)
		})
		for name, kind := range fileKinds {
			d.served["/docs/"+document.Name+"/"+name] = file(name, kind, files)
		}
		d.served["/docs/"+document.Name] = d.documentPage(document)
	}
	d.served["/docs"] = d.firstPage()
	return d, nil
}

// rebase puts the base path before the addresses of this server.
func rebase(document *huma.OpenAPI, base string) {
	for _, server := range document.Servers {
		if strings.HasPrefix(server.URL, "/") && base != "" {
			server.URL = base + strings.TrimSuffix(server.URL, "/")
		}
	}
}
