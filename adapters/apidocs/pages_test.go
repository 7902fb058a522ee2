package apidocs_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var (
	loaded  = regexp.MustCompile(`(?:src|href|apiDescriptionUrl)="([^"]*)"`)
	scripts = regexp.MustCompile(`<script[^>]*>([^<]*)</script>`)
	handler = regexp.MustCompile(`\son\w+=|\sstyle=|javascript:`)
)

// TestPagesLoadNothingForeign follows all that the pages name.
func TestPagesLoadNothingForeign(t *testing.T) {
	c := config()
	c.DemoToken = demoToken
	h := newDocs(t, c)
	for _, page := range []string{"/docs", "/docs/alpha", "/docs/beta", "/docs/latchkey"} {
		got := get(h, "GET", page)
		checkHeaders(t, page, got.Header())
		body := got.Body.String()
		if got.Code != 200 || got.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Fatalf("%s: %d %v", page, got.Code, got.Header())
		}
		if handler.MatchString(body) || strings.Contains(body, "<style") || strings.Contains(body, "http:") || strings.Contains(body, "https:") {
			t.Errorf("%s has something inline, or names another server", page)
		}
		for _, inside := range scripts.FindAllStringSubmatch(body, -1) {
			if inside[1] != "" {
				t.Errorf("%s has an inline script", page)
			}
		}
		for _, link := range loaded.FindAllStringSubmatch(body, -1) {
			path := html.UnescapeString(link[1])
			if path == "#content" {
				continue
			}
			found := get(h, "GET", path, "Accept-Encoding", "gzip")
			if !strings.HasPrefix(path, "/docs") || found.Code != 200 || found.Header().Get("Content-Encoding") != "gzip" {
				t.Errorf("%s loads %s: %d", page, path, found.Code)
			}
			if strings.HasPrefix(path, "/docs/assets/") && found.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
				t.Errorf("%s is kept as %q", path, found.Header().Get("Cache-Control"))
			}
		}
	}
}

func TestPagesNameEveryDocument(t *testing.T) {
	h := newDocs(t, config())
	for _, page := range []string{"/docs", "/docs/alpha"} {
		body := get(h, "GET", page).Body.String()
		for _, want := range []string{`<a href="/docs/alpha"`, `<a href="/docs/beta"`, `>Alpha</a>`, `>Beta</a>`, `/openapi.json"`, `/openapi-3.0.yaml"`, `lang="en"`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not have %s", page, want)
			}
		}
	}
	if body := get(h, "GET", "/docs").Body.String(); !strings.Contains(body, "The first &lt;API&gt;.") {
		t.Error("summaries are not escaped, or not shown")
	}
}

// TestTokenIsForDemosOnly: with a token, no cache may keep the page either.
func TestTokenIsForDemosOnly(t *testing.T) {
	c := config()
	if got := get(newDocs(t, c), "GET", "/docs/alpha"); strings.Contains(got.Body.String(), "data-tokens") || got.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("without a token: %v", got.Header())
	}
	c = config()
	c.DemoToken = demoToken
	h := newDocs(t, c)
	got := get(h, "GET", "/docs/alpha")
	if !strings.Contains(got.Body.String(), `data-tokens="{&#34;token&#34;:&#34;lkt_demo_token&#34;}"`) || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("with a token: %v", got.Header())
	}
	for _, path := range []string{"/docs", "/docs/latchkey", "/docs/alpha/openapi.json"} {
		if got := get(h, http.MethodGet, path); strings.Contains(got.Body.String(), demoToken) {
			t.Errorf("%s shows the token without need", path)
		}
	}
}
