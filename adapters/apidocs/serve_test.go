package apidocs_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/apidocs"
)

var files = map[string]string{
	"openapi.json": "application/json", "openapi-3.0.json": "application/json",
	"openapi.yaml": "application/yaml", "openapi-3.0.yaml": "application/yaml",
}

func TestDocumentsAreServedWithValidators(t *testing.T) {
	h := newDocs(t, config())
	for _, name := range []string{"alpha", "beta", "latchkey"} {
		for file, kind := range files {
			path := "/docs/" + name + "/" + file
			plain := get(h, "GET", path)
			tag := plain.Header().Get("ETag")
			if plain.Code != 200 || plain.Header().Get("Content-Type") != kind || plain.Body.Len() == 0 || !regexp.MustCompile(`^"[\w-]+"$`).MatchString(tag) {
				t.Fatalf("%s: %d %v", path, plain.Code, plain.Header())
			}
			if want := map[bool]string{true: "3.0.3", false: "3.1.0"}[strings.Contains(file, "3.0")]; !strings.Contains(plain.Body.String()[:40], want) {
				t.Errorf("%s begins with %q, want version %s", path, plain.Body.String()[:40], want)
			}
			zipped := get(h, "GET", path, "Accept-Encoding", "br, gzip;q=0.5")
			if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("ETag") == tag || unzip(t, zipped.Body) != plain.Body.String() {
				t.Errorf("%s: packed it is not the same, or has the same validator", path)
			}
			for _, list := range []string{tag, `"x", W/` + tag, "*"} {
				if got := get(h, "GET", path, "If-None-Match", list); got.Code != 304 || got.Body.Len() != 0 || got.Header().Get("ETag") != tag {
					t.Errorf("%s with If-None-Match %s: %d %v", path, list, got.Code, got.Header())
				}
			}
			for _, list := range []string{`"x"`, zipped.Header().Get("ETag"), strings.Trim(tag, `"`), ""} {
				if got := get(h, "GET", path, "If-None-Match", list); got.Code != 200 {
					t.Errorf("%s with If-None-Match %s: %d", path, list, got.Code)
				}
			}
			if got := get(h, "GET", path, "Accept-Encoding", "gzip", "If-None-Match", zipped.Header().Get("ETag")); got.Code != 304 || got.Header().Get("Content-Encoding") != "" {
				t.Errorf("%s packed, known: %d %v", path, got.Code, got.Header())
			}
			if head := get(h, "HEAD", path); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != plain.Header().Get("Content-Length") {
				t.Errorf("HEAD %s: %d %v", path, head.Code, head.Header())
			}
		}
	}
}

// TestOlderDocumentsKeepWhatIsSaidOfReferences: OpenAPI 3.0 ignores it beside one.
func TestOlderDocumentsKeepWhatIsSaidOfReferences(t *testing.T) {
	c := config()
	schemas := c.Documents[0].OpenAPI.Components.Schemas.Map()
	schemas["ShoutBody"].Properties["inner"] = &huma.Schema{Ref: "#/components/schemas/ShoutBody", Description: "Once more."}
	h := newDocs(t, c)
	newer := strings.Join(strings.Fields(get(h, "GET", "/docs/alpha/openapi.json").Body.String()), "")
	older := strings.Join(strings.Fields(get(h, "GET", "/docs/alpha/openapi-3.0.json").Body.String()), "")
	if want := `"inner":{"$ref":"#/components/schemas/ShoutBody","description":"Oncemore."}`; !strings.Contains(newer, want) {
		t.Errorf("3.1 does not have %s", want)
	}
	if want := `"inner":{"allOf":[{"$ref":"#/components/schemas/ShoutBody"}],"description":"Oncemore."}`; !strings.Contains(older, want) {
		t.Errorf("3.0 does not have %s", want)
	}
}

func unzip(t *testing.T, packed io.Reader) string {
	t.Helper()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestGzipIsSentToThoseWhoTakeIt(t *testing.T) {
	h := newDocs(t, config())
	for accept, want := range map[string]bool{
		"gzip": true, "GZIP": true, "deflate, gzip": true, "gzip; q=1.0": true, "br;q=1.0, gzip;q=0.001": true,
		"": false, "gzip;q=0": false, "gzip; q=0.000": false, "x-gzip": false, "identity": false, "gzip;q=often": false,
	} {
		if got := get(h, "GET", "/docs", "Accept-Encoding", accept); (got.Header().Get("Content-Encoding") == "gzip") != want || got.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %v", accept, got.Header())
		}
	}
}

func TestOtherPathsAndMethods(t *testing.T) {
	h := newDocs(t, config())
	for _, test := range []struct {
		method, path string
		status       int
		header       string
		want         string
	}{
		{"GET", "/docs/", 308, "Location", "/docs"},
		{"GET", "/docs/alpha/", 308, "Location", "/docs/alpha"},
		{"GET", "/docs/nothing", 404, "Content-Type", "text/plain; charset=utf-8"},
		{"GET", "/docs/nothing/", 404, "", ""},
		{"GET", "/docs/alpha/openapi.xml", 404, "", ""},
		{"GET", "/docs/assets/", 404, "", ""},
		{"GET", "/docs/assets/xxxx/docs.css", 404, "", ""},
		{"GET", "/docs/assets/docs.css", 404, "", ""},
		{"POST", "/docs", 405, "Allow", "GET, HEAD"},
		{"DELETE", "/docs/alpha/openapi.json", 405, "Allow", "GET, HEAD"},
		{"OPTIONS", "/docs/alpha", 405, "Allow", "GET, HEAD"},
	} {
		got := get(h, test.method, test.path)
		if got.Code != test.status || got.Header().Get(test.header) != test.want {
			t.Errorf("%s %s: %d %v", test.method, test.path, got.Code, got.Header())
		}
		checkHeaders(t, test.path, got.Header())
	}
}

func checkHeaders(t *testing.T, path string, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if h.Get(name) != want {
			t.Errorf("%s: %s = %q, want %q", path, name, h.Get(name), want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; ") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe-eval") ||
		strings.Contains(policy, "script-src 'self' 'unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
		t.Errorf("%s: policy %q", path, policy)
	}
}

func TestNamesAreChecked(t *testing.T) {
	for name, bad := range map[string][]apidocs.Document{
		"a slash":     {{Name: "a/b", OpenAPI: toyDocument("x", "/")}},
		"no name":     {{OpenAPI: toyDocument("x", "/")}},
		"taken":       {{Name: "assets", OpenAPI: toyDocument("x", "/")}},
		"twice":       {{Name: "a", OpenAPI: toyDocument("x", "/")}, {Name: "a", OpenAPI: toyDocument("x", "/")}},
		"no document": {{Name: "a"}},
	} {
		if _, err := apidocs.New(apidocs.Config{Documents: bad}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestFirstReadersMayBeMany is for the race detector.
func TestFirstReadersMayBeMany(t *testing.T) {
	h := newDocs(t, config())
	var readers sync.WaitGroup
	for _, path := range []string{"/docs", "/docs/alpha", "/docs/beta", "/docs/alpha/openapi.json", "/docs/alpha/openapi-3.0.yaml", "/docs/beta/openapi.yaml"} {
		for range 4 {
			readers.Go(func() {
				if got := get(h, "GET", path, "Accept-Encoding", "gzip"); got.Code != 200 {
					t.Errorf("%s: %d", path, got.Code)
				}
			})
		}
	}
	readers.Wait()
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, err := apidocs.New(config()); err != nil {
			b.Fatal(err)
		}
	}
}
