package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"path"
	"time"
)

//go:embed html assets
var files embed.FS

const (
	script = "page.js"
	style  = "page.css"
)

// assets are the two files a page loads, by name.
type assets map[string]*asset

// asset is a file with a fingerprint of its content. Pages ask for it with the
// fingerprint in the URL, so that browsers keep it until it changes.
type asset struct {
	kind        string // its content type, whatever this machine's tables say
	content     []byte
	fingerprint string
}

func loadAssets() (assets, error) {
	all := assets{}
	for name, kind := range map[string]string{script: "text/javascript; charset=utf-8", style: "text/css; charset=utf-8"} {
		content, err := files.ReadFile(path.Join("assets", name))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(content)
		all[name] = &asset{kind: kind, content: content, fingerprint: base64.RawURLEncoding.EncodeToString(sum[:9])}
	}
	return all, nil
}

func (all assets) url(name string) string { return "/reset/" + name + "?v=" + all[name].fingerprint }

func (all assets) serve(name string) func(*http.Request) answer {
	return func(*http.Request) answer { return answer{asset: all[name]} }
}

func (a *asset) send(w http.ResponseWriter, r *http.Request) {
	caching := "no-cache" // may be kept, but must be asked for
	if r.URL.Query().Get("v") == a.fingerprint {
		caching = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", caching)
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("ETag", `"`+a.fingerprint+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.content))
}
