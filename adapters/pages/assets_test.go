package pages_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// TestSize keeps the pages light: the first view of the page behind a link is
// three resources, in all languages and for every project, and no page with
// them has more than 30 KB, headers and all and nothing compressed.
func TestSize(t *testing.T) {
	for _, language := range domain.Languages() {
		w := branded(newWorld(t))
		lang := "?lang=" + string(language)
		for name, page := range map[string]got{
			"reset":   w.get("/reset" + lang),
			"not-me":  w.get("/reset/not-me" + lang),
			"refused": w.post("/reset"+lang, "token", w.mint(domain.TokenLive), "password", "short"),
			"forgot":  w.get("/forgot/7" + lang),
			"done":    w.get("/reset/done" + lang + "&project=7"),
		} {
			total, resources := wire(page), 1
			for _, link := range resource.FindAllStringSubmatch(page.body, -1) {
				file := w.get(strings.ReplaceAll(link[1], "&amp;", "&"))
				file.want(t, 200)
				total += wire(file)
				resources++
				if got, want := file.Header.Get("Cache-Control"), "public, max-age=31536000, immutable"; got != want {
					t.Errorf("%s: Cache-Control: got %q, want %q", link[1], got, want)
				}
			}
			most := 4 // with the logo
			if name == "reset" || name == "not-me" {
				most = 3
			}
			if resources > most || total > 30_000 {
				t.Errorf("%s, %s: got %d resources and %d bytes, want %d and 30000 at most", name, language, resources, total, most)
			}
			t.Logf("%s, %s: %d resources, %d bytes", name, language, resources, total)
			if inline := regexp.MustCompile(`(?i)<style|style=|\son[a-z]+=|<script>|javascript:`).FindString(page.body); inline != "" {
				t.Errorf("%s: the policy forbids %q", name, inline)
			}
		}
	}
}

var resource = regexp.MustCompile(`(?:<script [^>]*src|<link rel="stylesheet" href|<img [^>]*src|<iframe [^>]*src)="([^"]*)"`)

// wire is how many bytes an answer has on its way.
func wire(answer got) int {
	var head bytes.Buffer
	_ = answer.Header.Write(&head)
	return len("HTTP/1.1 200 OK\r\n\r\n") + head.Len() + len(answer.body)
}

// TestStylesheetKnowsNoLeftAndRight keeps the pages ready for languages that
// are written from right to left.
func TestStylesheetKnowsNoLeftAndRight(t *testing.T) {
	sheet := newWorld(t).get("/reset/page.css").body
	physical := regexp.MustCompile(`(?m)(?:[\s;{-](?:left|right)\s*:|-(?:left|right)(?:-[a-z]+)?\s*:|:\s*(?:left|right)\b|float)`)
	if found := physical.FindAllString(sheet, -1); found != nil {
		t.Errorf("got %q, want logical properties", found)
	}
	for _, sides := range regexp.MustCompile(`(?:margin|padding|inset):\s*([^;}]*)`).FindAllStringSubmatch(sheet, -1) {
		if four := strings.Fields(sides[1]); len(four) == 4 && four[1] != four[3] {
			t.Errorf("%q tells left from right", sides[0])
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
