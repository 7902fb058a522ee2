package pages_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"latchkey/domain"
)

var (
	screenshots = flag.String("screenshots", "", "write pictures of all states of the pages to this directory")
	onlyScenes  = flag.String("scenes", "", "only of the states whose name has this in it")
)

// TestScreenshots takes a picture of every state: in English on a phone and on
// a desk, light and dark, in the other languages on a phone.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("pictures are taken with -screenshots DIR")
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	browser := startBrowser(t)
	for _, s := range scenesNamed(*onlyScenes) {
		for _, language := range domain.Languages() {
			t.Run(s.name+"/"+string(language), func(t *testing.T) {
				b := openTab(t, browser, usual)
				branded(b.world)
				b.screen(390, 844)
				s.open(b, "?lang="+string(language))
				b.settle()
				b.shoot(s.name + "-" + string(language) + "-phone-light")
				if language != domain.English {
					return
				}
				b.scheme("dark")
				b.shoot(s.name + "-en-phone-dark")
				b.screen(1280, 800)
				b.shoot(s.name + "-en-desk-dark")
				b.scheme("light")
				b.shoot(s.name + "-en-desk-light")
			})
		}
	}
}

func (b *tab) shoot(name string) {
	b.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644); err != nil {
		b.Fatal(err)
	}
}

// screen makes the window as large as that of a phone or a desk.
func (b *tab) screen(width, height int64) {
	b.Helper()
	b.run(chromedp.EmulateViewport(width, height))
}

// scheme makes the person prefer light or dark pages.
func (b *tab) scheme(name string) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	}); err != nil {
		b.Fatal(err)
	}
}
