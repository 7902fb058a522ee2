package apidocs

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"sync"
)

//go:embed html
var pageFiles embed.FS

func parsePages() (*template.Template, error) {
	return template.ParseFS(pageFiles, "html/*.html")
}

// pageView is all that a page shows.
type pageView struct {
	Base      string // path before all others
	Documents []Document
	Current   *Document // nil on the first page
	Tokens    string    // what Try It starts out with, as JSON; "": nothing
	Style, Icon, Script,
	ElementsStyle, Elements string // URLs
}

// Files is what the list of a document's files shows.
func (v pageView) Files(document Document) fileList {
	return fileList{Document: document, Base: v.Base}
}

type fileList struct {
	Document
	Base string
}

func (d *Docs) firstPage() *resource {
	return d.page(frontPolicy, askEachTime, "first.html", nil)
}

func (d *Docs) documentPage(document Document) *resource {
	caching := askEachTime
	if d.demoToken != "" {
		caching = keepNowhere
	}
	return d.page(readerPolicy, caching, "document.html", &document)
}

// page is rendered when it is first asked for, because it names its assets by
// their content.
func (d *Docs) page(policy, caching, name string, document *Document) *resource {
	load := sync.OnceValues(func() (*content, error) {
		view, err := d.view(document)
		if err != nil {
			return nil, err
		}
		var page bytes.Buffer
		if err := d.pages.ExecuteTemplate(&page, name, view); err != nil {
			return nil, err
		}
		return contentOf(page.Bytes()), nil
	})
	return &resource{kind: "text/html; charset=utf-8", policy: policy, caching: caching, load: load}
}

func (d *Docs) view(document *Document) (pageView, error) {
	view := pageView{Base: d.basePath, Documents: d.documents, Current: document}
	urls := map[string]*string{ownStyle: &view.Style, icon: &view.Icon}
	if document != nil {
		urls[ownScript], urls[elementsStyle], urls[elements] = &view.Script, &view.ElementsStyle, &view.Elements
		view.Tokens = d.tokensFor(*document)
	}
	for name, into := range urls {
		url, err := d.library.url(name)
		if err != nil {
			return pageView{}, err
		}
		*into = d.basePath + url
	}
	return view, nil
}

// tokensFor gives the demo's token to every scheme that sends a bearer token.
// For OAuth, Elements wants to be given the header's whole value.
func (d *Docs) tokensFor(document Document) string {
	if d.demoToken == "" || document.OpenAPI.Components == nil {
		return ""
	}
	tokens := map[string]string{}
	for name, scheme := range document.OpenAPI.Components.SecuritySchemes {
		if isBearer(scheme) {
			tokens[name] = d.demoToken
			if scheme.Type == "oauth2" {
				tokens[name] = "Bearer " + d.demoToken
			}
		}
	}
	if len(tokens) == 0 {
		return ""
	}
	text, _ := json.Marshal(tokens) // a map of strings cannot fail
	return string(text)
}
