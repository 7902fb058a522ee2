package apidocs

import (
	"embed"
	"errors"
	"net/http"
	"path"
	"strings"
	"sync"

	specui "github.com/oaswrap/spec-ui"
	"github.com/oaswrap/spec-ui/stoplightemb"
)

//go:embed assets
var ownAssets embed.FS

// The files that pages load.
const (
	ownStyle      = "docs.css"
	ownScript     = "docs.js"
	icon          = "icon.svg"
	elementsStyle = "styles.min.css"
	elements      = "web-components.min.js"
)

// library holds what pages load. Each file is read, and packed, when it is
// first wanted: Stoplight Elements has 2.4 MB, and a start must not wait for it.
type library struct {
	byName map[string]*resource
}

func newLibrary() *library {
	ui := specui.NewHandler(specui.WithAssetsPath(""), stoplightemb.WithUI())
	l := &library{byName: map[string]*resource{}}
	add := func(name, kind string, read func() ([]byte, error)) {
		load := sync.OnceValues(func() (*content, error) {
			whole, err := read()
			if err != nil {
				return nil, err
			}
			return contentOf(whole), nil
		})
		l.byName[name] = &resource{kind: kind, policy: emptyPolicy, caching: keepForever, load: load}
	}
	for name, kind := range map[string]string{
		ownStyle: "text/css; charset=utf-8", ownScript: "text/javascript; charset=utf-8", icon: "image/svg+xml",
	} {
		add(name, kind, func() ([]byte, error) { return ownAssets.ReadFile(path.Join("assets", name)) })
	}
	for name, kind := range map[string]string{elementsStyle: "text/css; charset=utf-8", elements: "text/javascript; charset=utf-8"} {
		add(name, kind, func() ([]byte, error) { return pull(ui.Assets(), "/"+name) })
	}
	return l
}

// url is where pages find the file. It changes with the content, so that
// browsers keep the file for as long as it is the same.
func (l *library) url(name string) (string, error) {
	known := l.byName[name]
	if known == nil {
		return "", errors.New("apidocs: no file " + name)
	}
	c, err := known.load()
	if err != nil {
		return "", err
	}
	return "/docs/assets/" + c.tag + "/" + name, nil
}

// find returns the file at a path that url made.
func (l *library) find(sent string) *resource {
	rest, below := strings.CutPrefix(sent, "/docs/assets/")
	tag, name, _ := strings.Cut(rest, "/")
	known := l.byName[name]
	if !below || known == nil {
		return nil
	}
	if c, err := known.load(); err != nil || c.tag != tag {
		return nil
	}
	return known
}

// pull gets a file out of the module that brings it, which offers nothing but
// a handler without validators or compression.
func pull(from http.Handler, name string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, name, nil)
	if err != nil {
		return nil, err
	}
	var got capture
	from.ServeHTTP(&got, request)
	if got.status != http.StatusOK || len(got.body) == 0 {
		return nil, errors.New("apidocs: the module has no " + name)
	}
	return got.body, nil
}

// capture is a http.ResponseWriter that keeps what is written.
type capture struct {
	header http.Header
	status int
	body   []byte
}

// Header returns what nobody will see.
func (c *capture) Header() http.Header {
	if c.header == nil {
		c.header = http.Header{}
	}
	return c.header
}

// WriteHeader notes the status.
func (c *capture) WriteHeader(status int) { c.status = status }

// Write keeps p.
func (c *capture) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	c.body = append(c.body, p...)
	return len(p), nil
}
