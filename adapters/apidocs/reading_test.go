package apidocs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// TestReading shows the pages to a real browser.
func TestReading(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	r := openReader(t)
	t.Run("choose a document", func(t *testing.T) {
		r.T = t
		r.open("/docs")
		r.click(".lk-card a", "Beta")
		if got := r.wait(`return location.pathname !== '/docs' && document.querySelector('.lk-bar a[aria-current]')?.textContent || undefined`); got != "Beta" {
			t.Errorf("the bar marks %q", got)
		}
		r.click(".lk-bar nav a", "Alpha")
		if got := r.wait(`return location.pathname === '/docs/alpha' && document.querySelector('.sl-elements h1')?.textContent || undefined`); got != "Alpha API" {
			t.Errorf("the page is about %q", got)
		}
	})
	t.Run("try it without a token", func(t *testing.T) {
		r.T = t
		r.open("/docs/alpha#/operations/open")
		if got := r.send(); got != "200 OK" {
			t.Errorf("got %q", got)
		}
		r.wantTried("POST /a/open  hello")
	})
	t.Run("samples are shown", func(t *testing.T) {
		r.T = t
		text := r.wait(`return document.querySelector('.sl-elements').innerText`)
		if !strings.Contains(text, "Request Sample: Shell / cURL") || !strings.Contains(text, "curl -i -X POST 'http://this.example/a/open'") {
			t.Errorf("the page shows %s", text)
		}
	})
	t.Run("try it with the demo's token", func(t *testing.T) {
		r.T = t
		r.open("/docs/beta#/operations/closed")
		if got := r.send(); got != "204 No Content" {
			t.Errorf("got %q", got)
		}
		r.wantTried("POST /closed Bearer " + demoToken + ` it's <fine> & \o/ é` + "\n")
	})
	t.Run("export", export(r))
	r.T = t
	r.wantClean()
}

// export downloads the document through the page's own button.
func export(r *reader) func(*testing.T) {
	return func(t *testing.T) {
		r.T = t
		folder := t.TempDir()
		if _, err := chromedp.Call(r.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
		}); err != nil {
			t.Fatal(err)
		}
		r.open("/docs/alpha")
		r.wait(`const named = (selector, text) => [...document.querySelectorAll(selector)].find((e) => e.textContent.trim() === text);
			const original = named('[role=menuitem]', 'Original');
			if (original) { original.click(); return 'asked'; }
			const menu = named('.sl-elements button', 'Export');
			if (menu?.ariaExpanded !== 'true') menu?.click();`)
		want := get(newDocs(t, config()), "GET", "/docs/alpha/openapi.json").Body.String()
		if got := downloaded(t, r, folder); got != want {
			t.Errorf("the export has %d bytes and is not the document, which has %d", len(got), len(want))
		}
	}
}

// downloaded waits for a file and returns what is in it.
func downloaded(t *testing.T, r *reader, folder string) string {
	look := time.NewTicker(50 * time.Millisecond) // the browser writes under another name first
	defer look.Stop()
	for {
		files, err := filepath.Glob(filepath.Join(folder, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 1 {
			content, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			return string(content)
		}
		select {
		case <-look.C:
		case <-r.ctx.Done():
			t.Fatal("nothing was downloaded")
		}
	}
}
