package pages_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"latchkey/domain"
)

// TestContrast computes, for colours from everywhere in the cube, what the
// stylesheet makes of them: text in them and on them can always be read.
func TestContrast(t *testing.T) {
	w := newWorld(t)
	steps := []int{0, 51, 102, 119, 153, 204, 255}
	for _, r := range steps {
		for _, g := range steps {
			for _, b := range steps {
				rgb := fmt.Sprintf("%02x%02x%02x", r, g, b)
				sheet := w.get("/reset/page.css?color=" + rgb)
				sheet.want(t, 200)
				colors := customColors(t, sheet.body)
				if colors["button"] != "#"+rgb {
					t.Fatalf("button: got %s, want the project's own #%s", colors["button"], rgb)
				}
				for _, pair := range [][2]string{
					{colors["brand-light"], "#ffffff"}, {colors["brand-light"], "#eef2f1"},
					{colors["brand-dark"], "#17201f"}, {colors["brand-dark"], "#0e1514"},
					{colors["on-button"], colors["button"]}, {colors["on-button"], colors["button-hover"]},
				} {
					if got := contrastOf(t, pair[0], pair[1]); got < 4.5 {
						t.Errorf("#%s: %s on %s: contrast %.2f, want 4.5 at least", rgb, pair[0], pair[1], got)
					}
				}
			}
		}
	}
}

// customColors reads the last rule of a stylesheet.
func customColors(t *testing.T, sheet string) map[string]string {
	t.Helper()
	colors := map[string]string{}
	last := sheet[strings.LastIndex(sheet, ":root"):]
	for _, found := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{6})`).FindAllStringSubmatch(last, -1) {
		colors[found[1]] = found[2]
	}
	if len(colors) != 5 {
		t.Fatalf("got %v, want 5 colours", colors)
	}
	return colors
}

func contrastOf(t *testing.T, a, b string) float64 {
	t.Helper()
	light := func(text string) float64 {
		var channels [3]uint8
		if _, err := fmt.Sscanf(text, "#%02x%02x%02x", &channels[0], &channels[1], &channels[2]); err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			v := float64(channels[i]) / 255
			if v > 0.04045 {
				v = math.Pow((v+0.055)/1.055, 2.4)
			} else {
				v /= 12.92
			}
			sum += weight * v
		}
		return sum
	}
	x, y := light(a), light(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func TestStylesheetTakesNothingButAColour(t *testing.T) {
	w := newWorld(t)
	plain := w.get("/reset/page.css").body
	for _, query := range []string{"", "color=", "color=f2a9", "color=%23f2a900", "color=f2a900;", "color=zzzzzz", "color=red}*{", "color=f2a900f2"} {
		if got := w.get("/reset/page.css?" + query).body; got != plain {
			t.Errorf("%s changes the stylesheet", query)
		}
	}
	colored := w.get("/reset/page.css?color=F2A900")
	if !strings.HasPrefix(colored.body, plain) || !strings.Contains(colored.body, "--button:#f2a900") {
		t.Error("a colour does not only add to the stylesheet")
	}
}

// TestBrandOnThePages is what a page shows of its project, at once where the
// project is known, else with the answer about the link.
func TestBrandOnThePages(t *testing.T) {
	w := branded(newWorld(t, generous))
	for _, page := range []got{w.get("/forgot/7"), w.post("/forgot/7", "email", jane), w.complete(w.mint(domain.TokenExpired), "x", "x"), w.get("/reset/done?project=7")} {
		page.want(t, 200+(page.StatusCode-200), `<img class="logo" src="/brand/7/logo?v=`, "mailto:help@berta.example", "Canal Street 12", "page.css?color=f2a900")
	}
	var told struct {
		Look                  map[string]string
		Logo, Footer, Support string
	}
	if err := json.Unmarshal([]byte(w.post("/reset/check", "token", w.mint(domain.TokenSpent)).body), &told); err != nil {
		t.Fatal(err)
	}
	if told.Look["button"] != "#f2a900" || len(told.Look) != 5 || !strings.HasPrefix(told.Logo, "/brand/7/logo?v=") || told.Support != "help@berta.example" || told.Footer == "" {
		t.Errorf("got %+v", told)
	}
	if page := w.get("/reset").body; strings.Contains(page, "/brand/") {
		t.Error("the first view of the page waits for a picture")
	}
}

func TestLogo(t *testing.T) {
	w := branded(newWorld(t))
	path := regexp.MustCompile(`/brand/7/logo\?v=[\w-]+`).FindString(w.get("/forgot/7").body)
	picture := w.get(path)
	picture.want(t, 200)
	if picture.body != string(w.shop.Brand.Logo.Data) {
		t.Error("the picture is not the project's")
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable",
		"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
	} {
		if got := picture.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := w.get("/brand/7/logo").Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("without a fingerprint: Cache-Control: got %q", got)
	}
	r := w.request("GET", path, "")
	r.Header.Set("If-None-Match", picture.Header.Get("ETag"))
	w.do(r).want(t, 304)
	for _, none := range []string{"/brand/8/logo", "/brand/07/logo", "/brand/x/logo", "/brand/7", "/brand/7/", "/brand/7/logo/x", "/brand/"} {
		w.get(none).want(t, 404, "There is no page here")
	}
	w.store.projects[0].Brand.Logo = nil
	w.get("/brand/7/logo").want(t, 404)
}
