package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"path"
	"strings"
	"time"

	"latchkey/domain"
)

//go:embed html assets
var files embed.FS

const (
	script = "page.js"
	style  = "page.css"
)

var kinds = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

// assets are the two files a page loads, by name.
type assets map[string]*asset

// asset is a file with a fingerprint of its content. Pages ask for it with the
// fingerprint in the URL, so that browsers keep it until it changes.
type asset struct {
	kind        string // its content type, whatever this machine's tables say
	content     []byte
	fingerprint string
	policy      string // "" for that of the pages
}

func newAsset(kind string, content []byte) *asset {
	sum := sha256.Sum256(content)
	return &asset{kind: kind, content: content, fingerprint: base64.RawURLEncoding.EncodeToString(sum[:9])}
}

func loadAssets() (assets, error) {
	all := assets{}
	for name, parts := range map[string][]string{script: {"strength.js", script}, style: {style}} {
		var content []byte
		for _, part := range parts { // as one file: each has to be waited for
			text, err := files.ReadFile(path.Join("assets", part))
			if err != nil {
				return nil, err
			}
			content = append(content, text...)
		}
		all[name] = newAsset(kinds[path.Ext(name)], content)
	}
	return all, nil
}

// scriptPath is where the script is.
func (all assets) scriptPath() string { return "/reset/" + script + "?v=" + all[script].fingerprint }

// stylePath is where the stylesheet is, in color if there is one. The colour
// travels in the address, so that the stylesheet depends on nothing else and
// can be kept for good.
func (all assets) stylePath(color domain.Color) string {
	if !color.Set {
		return "/reset/" + style + "?v=" + all[style].fingerprint
	}
	return "/reset/" + style + "?color=" + strings.TrimPrefix(color.String(), "#") + "&v=" + all.inColor(color).fingerprint
}

func (all assets) inColor(color domain.Color) *asset {
	plain := all[style]
	return newAsset(plain.kind, append(bytes.Clone(plain.content), lookOf(color).rules()...))
}

func (all assets) serveScript(visit) answer { return answer{asset: all[script]} }

func (all assets) serveStyle(v visit) answer {
	if color := hexColor(v.URL.Query().Get("color")); color.Set {
		return answer{asset: all.inColor(color)}
	}
	return answer{asset: all[style]}
}

// logoPolicy is for whoever opens a logo by itself: nothing in it may run.
const logoPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

func logoPath(project domain.Project) string {
	if project.Brand.Logo == nil {
		return ""
	}
	return "/brand/" + project.ID.String() + "/logo?v=" + newAsset("", project.Brand.Logo.Data).fingerprint
}

// showLogo answers GET /brand/{project}/logo.
func (p *Pages) showLogo(v visit) answer {
	project, failed := p.project(v)
	if failed != nil {
		return p.page(v, *failed)
	}
	if project.Brand.Logo == nil {
		return p.page(v, notFound)
	}
	logo := newAsset(project.Brand.Logo.MediaType, project.Brand.Logo.Data)
	logo.policy = logoPolicy
	return answer{asset: logo}
}

func (a *asset) send(w http.ResponseWriter, r *http.Request) {
	caching := "no-cache" // may be kept, but must be asked for
	if r.URL.Query().Get("v") == a.fingerprint {
		caching = "public, max-age=31536000, immutable"
	}
	if a.policy != "" {
		w.Header().Set("Content-Security-Policy", a.policy)
	}
	w.Header().Set("Cache-Control", caching)
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("ETag", `"`+a.fingerprint+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.content))
}
