package cli_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestTryItInABrowser: the page for each published API calls the demo, with
// the demo's token filled in where one is needed.
func TestTryItInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	d := newDemo(t)
	ctx := newBrowser(t)
	var mu sync.Mutex
	var foreign []string
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(e.Request.URL, d.BaseURL+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			mu.Lock()
			defer mu.Unlock()
			foreign = append(foreign, e.Request.URL)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ page, want, token string }{
		{"webshop#/operations/forgotPassword", "200 OK", d.APIToken},
		{"payway#/operations/requestPasswordReset", "204 No Content", d.APIToken},
		{"latchkey#/operations/listMails", "200 OK", ""},
	} {
		if err := chromedp.Do(ctx, chromedp.Navigate(d.BaseURL+"/docs/"+test.page)); err != nil {
			t.Fatal(err)
		}
		if got := send(t, ctx); got != test.want {
			t.Errorf("%s: got %q, want %q", test.page, got, test.want)
		}
		const filledIn = `[...document.querySelectorAll('input')].map((e) => e.value).find((v) => v.startsWith('lkt_')) ?? ''`
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](filledIn)); err != nil || got != test.token {
			t.Errorf("%s: the token %q (%v) is filled in, want %q", test.page, got, err, test.token)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(foreign) != 0 {
		t.Errorf("the pages asked strangers: %q", foreign)
	}
}

// send tries the operation that is shown and returns how it was answered. A
// click without an answer is repeated: the page forgets one that comes early.
func send(t *testing.T, ctx context.Context) string {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond) // the page tells nobody when it is done
	defer look.Stop()
	for {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
			const answer = document.querySelector('.sl-elements')?.innerText.match(/^[1-5]\d\d [A-Z][A-Za-z ]+$/m)?.[0] ?? '';
			const button = [...document.querySelectorAll('button')].find((e) => e.textContent.trim() === 'Send API Request');
			if (!answer && button && !(performance.now() - window.clicked < 2000)) { window.clicked = performance.now(); button.click(); }
			return answer;
		})()`))
		if err == nil && got != "" {
			return got
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("no answer was shown: %v", err)
		}
	}
}

func newBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("LATCHKEY_NEEDS_BROWSER") != "" {
			t.Fatal(err)
		}
		t.Skip("chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(2*patience))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}
