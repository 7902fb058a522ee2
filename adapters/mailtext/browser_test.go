package mailtext_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"image"
	imagecolor "image/color"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"latchkey/domain"
)

var screenshots = flag.String("screenshots", "", "write a picture of each mail into this folder")

// screens are the widths mails are looked at, in CSS pixels.
var screens = map[string]int64{"narrow": 320, "phone": 390, "desktop": 900}

// TestBrowser shows all mails to a real browser: none is wider than its
// window, in light and dark.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	ctx := startBrowser(t)
	folder := t.TempDir()
	for _, kind := range kinds {
		for _, language := range domain.Languages() {
			name := string(kind) + "." + string(language)
			page := filepath.Join(folder, name+".html")
			if err := os.WriteFile(page, []byte(branded(t, in(language, sample(t, kind)))), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := chromedp.Do(ctx, chromedp.Navigate((&url.URL{Scheme: "file", Path: page}).String())); err != nil {
				t.Fatal(err)
			}
			for screen, width := range screens {
				for _, scheme := range []string{"light", "dark"} {
					look(t, ctx, name+"."+screen+"."+scheme, width, scheme)
				}
			}
		}
	}
}

// look holds that the page in the tab fits, and takes a picture of it.
func look(t *testing.T, ctx context.Context, name string, width int64, scheme string) {
	t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
		t.Fatal(err)
	}
	state, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[document.documentElement.scrollWidth, matchMedia('(prefers-color-scheme: dark)').matches,
		[...document.images].every(i => i.complete && i.naturalWidth > 0 && i.height <= 56 && i.width <= 244)].join(' ')`))
	if want := fmt.Sprintf("%d %v true", width, scheme == "dark"); err != nil || state != want {
		t.Errorf("%s: got width, dark and pictures %q, error %v, want %q", name, state, err, want)
	}
	if *screenshots == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// branded returns the HTML of a mail with a brand, as a mail program shows it:
// with the logo in its place.
func branded(t *testing.T, letter domain.Letter) string {
	t.Helper()
	colors := map[domain.Language]string{
		domain.Dutch: "#e2001a", domain.Swedish: "#ffd500", domain.German: "#101010", domain.French: "#00a651", domain.Spanish: "#f4f0e8",
	}
	if brand := colors[letter.Language]; brand != "" {
		letter.Project.Brand.Color = color(t, brand)
	}
	if letter.Language == domain.Dutch || letter.Language == domain.French {
		letter.Project.Brand.Logo = logo(t)
	}
	mail := write(t, letter)
	if mail.Logo == nil {
		return mail.HTML
	}
	return strings.ReplaceAll(mail.HTML, "cid:logo", "data:image/png;base64,"+base64.StdEncoding.EncodeToString(mail.Logo.Data))
}

// logo draws a dark wave on no ground, much wider than there is room for.
func logo(t *testing.T) *domain.Logo {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, 900, 200))
	for x := range 900 {
		for y := range 200 {
			if (x/50+y/50)%2 == 0 {
				picture.Set(x, y, imagecolor.NRGBA{R: 0x30, G: 0x18, B: uint8(x / 8), A: 0xff})
			}
		}
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		t.Fatal(err)
	}
	parsed, err := domain.ParseLogo(data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func startBrowser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("no chromium, chromium-browser or google-chrome in PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start browser: %v", err)
	}
	return ctx
}
