package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// TestSize keeps the page light: two more requests, 30 KB in all, uncompressed.
func TestSize(t *testing.T) {
	w := newWorld(t)
	for name, page := range map[string]got{
		"reset":   w.get("/reset"),
		"refused": w.complete(w.mint(domain.TokenLive), "short", "short"),
		"forgot":  w.get("/forgot/7"),
		"done":    w.get("/reset/done?project=7"),
	} {
		total := len(page.body)
		links := regexp.MustCompile(`(?:<script [^>]*src|<link rel="stylesheet" href|<img [^>]*src|<iframe [^>]*src)="([^"]*)"`).FindAllStringSubmatch(page.body, -1)
		for _, link := range links {
			file := w.get(link[1])
			file.want(t, 200)
			total += len(file.body)
			if got, want := file.Header.Get("Cache-Control"), "public, max-age=31536000, immutable"; got != want {
				t.Errorf("%s: Cache-Control: got %q, want %q", link[1], got, want)
			}
		}
		if len(links) > 2 || total > 30_000 {
			t.Errorf("%s: got %d resources and %d bytes, want 2 and 30000 at most", name, len(links), total)
		}
		t.Logf("%s: %d bytes", name, total)
		if inline := regexp.MustCompile(`(?i)<style|style=|\son[a-z]+=|<script>|javascript:`).FindString(page.body); inline != "" {
			t.Errorf("%s: the policy forbids %q", name, inline)
		}
		if strings.Contains(page.body, "ZgotmplZ") {
			t.Errorf("%s: the template refused a value", name)
		}
	}
}

func TestAssetsAreAskedForOnceAndCheckedOtherwise(t *testing.T) {
	w := newWorld(t)
	for path, kind := range map[string]string{"/reset/page.js": "text/javascript; charset=utf-8", "/reset/page.css": "text/css; charset=utf-8"} {
		first := w.get(path)
		first.want(t, 200)
		if got := first.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s: Content-Type: got %q, want %q", path, got, kind)
		}
		if got := w.get(path + "?v=older").Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: an old fingerprint is cached: %q", path, got)
		}
		r := w.request("GET", path, "")
		r.Header.Set("If-None-Match", first.Header.Get("ETag"))
		w.do(r).want(t, 304)
	}
}

func TestNewSaysWhatIsMissing(t *testing.T) {
	whole := newWorld(t).config
	for name, lack := range map[string]func(*pages.Config){
		"Resets":   func(c *pages.Config) { c.Resets = nil },
		"Projects": func(c *pages.Config) { c.Projects = nil },
		"Budgets":  func(c *pages.Config) { c.Budgets = nil },
		"Caller":   func(c *pages.Config) { c.Caller = nil },
		"Log":      func(c *pages.Config) { c.Log = nil },
		"Origin":   func(c *pages.Config) { c.Origin = "no origin" },
	} {
		c := whole
		lack(&c)
		if _, err := pages.New(c); err == nil {
			t.Errorf("without %s: no error", name)
		}
	}
}
