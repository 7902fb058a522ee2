package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// TestBasePath follows every address that a page behind a prefix names.
func TestBasePath(t *testing.T) {
	const base = "/reset-service"
	addresses := regexp.MustCompile(`(?:href|action|src|data-check)="([^"#]*)"`)
	for _, s := range stories {
		w := branded(newWorld(t, generous, func(c *pages.Config) { c.BasePath = base }))
		root := w.server.URL
		w.base = base
		page := s.tell(w, "?lang=en")
		for _, found := range addresses.FindAllStringSubmatch(page.body, -1) {
			address := strings.ReplaceAll(found[1], "&amp;", "&")
			if strings.HasPrefix(address, "data:") || strings.HasPrefix(address, "mailto:") || strings.HasPrefix(address, w.shop.ShopURL) {
				continue
			}
			if !strings.HasPrefix(address, base+"/") {
				t.Errorf("%s: %s is not below %s", s.name, address, base)
				continue
			}
			w.base = ""
			w.store.projectsErr = nil
			if got := w.get(address); got.StatusCode == 404 && s.name != "not-found" {
				t.Errorf("%s: %s%s leads nowhere", s.name, root, address)
			}
		}
	}
}

func TestBasePathOfRedirectsAndAnswers(t *testing.T) {
	w := branded(newWorld(t, func(c *pages.Config) { c.BasePath = "/a/b" }))
	w.base = "/a/b"
	if got, want := w.get("/forgot").Header.Get("Location"), "/a/b/forgot/7"; got != want {
		t.Errorf("Location: got %q, want %q", got, want)
	}
	token := w.mint(domain.TokenLive)
	w.post("/reset/check", "token", token).want(t, 200, `"logo":"/a/b/brand/7/logo?v=`)
	if got, want := w.complete(token, goodPassword, goodPassword).Header.Get("Location"), "/a/b/reset/done?project=7&"; !strings.HasPrefix(got, want) {
		t.Errorf("Location: got %q, want it to start with %q", got, want)
	}
}

func TestBasePathIsAPath(t *testing.T) {
	whole := newWorld(t).config
	for path, ok := range map[string]bool{
		"": true, "/reset-service": true, "/a/b_c.d": true,
		"/": false, "reset": false, "/a/": false, "//a": false, "/a//b": false, "/a/../b": false, "/a?b": false,
		"/a#b": false, "/a b": false, "https://a": false, "/ä": false, "/a\r\nX:y": false, "/a%2e": false, `/a\b`: false, `/a"b`: false,
	} {
		whole.BasePath = path
		if _, err := pages.New(whole); (err == nil) != ok {
			t.Errorf("%q: got %v", path, err)
		}
	}
}
