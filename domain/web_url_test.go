package domain_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// TestWebURLVectors (A27): the verdict on each address, and how it is stored.
func TestWebURLVectors(t *testing.T) {
	vectors := readVectors(t, "testdata/return_urls.txt")
	if len(vectors) < 300 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		want, text := v.fields[0], v.fields[1]
		if want == "=" {
			want = text
		}
		got, err := domain.ParseWebURL(text)
		if want == "-" {
			if reason := domain.ReasonOf(err); reason != domain.Malformed && reason != domain.TooLong || !got.IsZero() {
				t.Errorf("line %d: %.80q became %.80q, %v, want it refused", v.line, text, got, err)
			}
			continue
		}
		if err != nil || got.String() != want || got.IsZero() {
			t.Errorf("line %d: %.80q became %.80q, %v, want %.80q", v.line, text, got, err, want)
		}
	}
}

// TestWebURLIsSafeToPassOn: whatever is accepted is printable ASCII without
// anything a browser reads in another way, means the same host to another
// parser, and stays as it is when it is read again.
func TestWebURLIsSafeToPassOn(t *testing.T) {
	var seeds []string
	for _, v := range readVectors(t, "testdata/return_urls.txt") {
		seeds = append(seeds, v.fields[1])
	}
	accepted := 0
	for _, seed := range seeds {
		if u, err := domain.ParseWebURL(seed); err == nil {
			accepted++
			checkSafe(t, seed, u)
		}
	}
	if accepted < 100 {
		t.Errorf("only %d were accepted", accepted)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(seeds).Draw(t, "seed")
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			at := rapid.IntRange(0, len(text)).Draw(t, "at")
			piece := rapid.SampledFrom([]string{
				"/", `\`, "@", ":", "?", "#", "%", "%2F", "%5c", ".", "[", "]", "\t", "\n", " ", "\x00", "é", "ſ", "https://", "evil.example", "A", "<", `"`, "//",
			}).Draw(t, "piece")
			text = text[:at] + piece + text[min(at+rapid.IntRange(0, 1).Draw(t, "cut"), len(text)):]
		}
		u, err := domain.ParseWebURL(text)
		if err != nil {
			if !u.IsZero() || u.String() != "" {
				t.Fatalf("%q was refused and yet is %q", text, u)
			}
			return
		}
		checkSafe(t, text, u)
	})
}

type fataler interface{ Fatalf(string, ...any) }

func checkSafe(t fataler, text string, u domain.WebURL) {
	written := u.String()
	for _, c := range []byte(written) {
		if c <= ' ' || c > '~' || strings.IndexByte("\\\"<>", c) >= 0 {
			t.Fatalf("%q is stored with %q: %q", text, c, written)
		}
	}
	again, err := domain.ParseWebURL(written)
	if err != nil || again != u {
		t.Fatalf("%q is stored as %q, which becomes %q, %v", text, written, again, err)
	}
	parsed, err := url.Parse(written)
	sent, err2 := url.Parse(text)
	if err != nil || err2 != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" || parsed.User != nil ||
		parsed.Host != strings.TrimSuffix(strings.ToLower(sent.Host), ":") || parsed.Path != sent.Path || !strings.HasPrefix(written, parsed.Scheme+"://"+parsed.Host) {
		t.Fatalf("%q is stored as %q: %+v", text, written, parsed)
	}
	if origin := u.Origin(); origin == "" || !strings.HasPrefix(string(origin), parsed.Scheme+"://"+parsed.Hostname()) && !strings.Contains(parsed.Host, "[") {
		t.Fatalf("%q has the origin %q", written, origin)
	}
}

func FuzzParseWebURL(f *testing.F) {
	for _, v := range readVectors(f, "testdata/return_urls.txt") {
		f.Add(v.fields[1])
	}
	f.Fuzz(func(t *testing.T, text string) {
		if u, err := domain.ParseWebURL(text); err == nil {
			checkSafe(t, text, u)
		}
	})
}

func mustURL(t testing.TB, text string) domain.WebURL {
	t.Helper()
	u, err := domain.ParseWebURL(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return u
}

func TestWithQuery(t *testing.T) {
	for text, want := range map[string]string{
		"https://shop.example":          "https://shop.example?a=1&b=%26%3D%23+%2F%22",
		"https://shop.example/r?":       "https://shop.example/r?a=1&b=%26%3D%23+%2F%22",
		"https://shop.example/r?x=y&z":  "https://shop.example/r?x=y&z&a=1&b=%26%3D%23+%2F%22",
		"https://shop.example/r?x#frag": "https://shop.example/r?x&a=1&b=%26%3D%23+%2F%22#frag",
	} {
		if got := mustURL(t, text).WithQuery([2]string{"a", "1"}, [2]string{"b", `&=# /"`}); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
	if got := mustURL(t, "https://shop.example/r").WithQuery(); got != "https://shop.example/r" {
		t.Errorf("without pairs it became %s", got)
	}
}

func TestWhereProjectsLetURLsLead(t *testing.T) {
	open := domain.Project{ShopURL: "https://shop.example:443/start", Origins: []domain.Origin{"https://www.shop.example"}}
	strict := domain.Project{ShopURL: "not a URL", ReturnOrigins: []domain.Origin{"https://shop.example", "http://localhost:3000"}}
	for _, c := range []struct {
		url                                            string
		openReturn, openPage, strictReturn, strictPage bool
	}{
		{"https://shop.example/", true, true, true, false},
		{"https://SHOP.example:443/x?y#z", true, true, true, false},
		{"https://www.shop.example/", true, true, false, false},
		{"http://shop.example/", true, false, false, false},
		{"http://shop.example:443/", true, false, false, false},
		{"https://shop.example:8443/", true, false, false, false},
		{"https://shop.example.evil.example/", true, false, false, false},
		{"https://evil.example/https://shop.example", true, false, false, false},
		{"http://localhost:3000/back", true, false, true, false},
		{"http://localhost/back", true, false, false, false},
	} {
		u := mustURL(t, c.url)
		got := [4]bool{open.AllowsReturnTo(u), open.AllowsResetPage(u), strict.AllowsReturnTo(u), strict.AllowsResetPage(u)}
		if want := [4]bool{c.openReturn, c.openPage, c.strictReturn, c.strictPage}; got != want {
			t.Errorf("%s: %v, want %v", c.url, got, want)
		}
	}
	if got := mustURL(t, "https://SHOP.example:8443/x").Host(); got != "shop.example:8443" {
		t.Errorf("Host = %q", got)
	}
	if open.AllowsResetPage(domain.WebURL{}) || strict.AllowsReturnTo(domain.WebURL{}) || (domain.WebURL{}).Origin() != "" || (domain.WebURL{}).Host() != "" {
		t.Error("no URL leads somewhere")
	}
}
