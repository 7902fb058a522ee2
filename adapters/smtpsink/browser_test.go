package smtpsink_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"latchkey/adapters/smtpsink"
)

// browser is one headless Chromium for which evil.example is a stranger that this test plays, and no other name exists.
type browser struct {
	ctx      context.Context
	stranger *httptest.Server

	mu   sync.Mutex
	hits []string // what the stranger was asked
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("no chromium, chromium-browser or google-chrome in PATH")
	}
	b := &browser{}
	b.stranger = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.hits = append(b.hits, r.Method+" "+r.Host+r.URL.String())
	}))
	t.Cleanup(b.stranger.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP evil.example "+strings.TrimPrefix(b.stranger.URL, "http://")+", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start browser: %v", err)
	}
	b.ctx = ctx
	return b
}

func (b *browser) strangerAsked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.hits...)
}

// tab is a fresh browser profile that looks at a fresh inbox.
type tab struct {
	*testing.T
	*house
	ctx context.Context

	mu       sync.Mutex
	requests []string
	faults   []string
	fired    []string // dialogs: what the payloads of a mail would open
}

func (b *browser) open(t *testing.T, cfg smtpsink.Config) *tab {
	t.Helper()
	v := &tab{T: t, house: open(t, cfg)}
	ctx, cancel := context.WithTimeout(b.ctx, 8*time.Minute)
	t.Cleanup(cancel)
	v.ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Listen(v.ctx, v.heard); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *tab) heard(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		v.requests = append(v.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		v.faults = append(v.faults, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			v.faults = append(v.faults, e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		v.fired = append(v.fired, e.URL+" "+e.Message)
		go func() { // the page stands still until somebody answers
			_, _ = chromedp.Call(v.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

// wantClean: nothing was asked of a stranger, and the page broke neither its policy nor itself.
func (v *tab) wantClean() {
	v.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, url := range v.requests {
		if !strings.HasPrefix(url, v.web+"/") && !strings.HasPrefix(url, "data:") {
			v.Errorf("the page asked a stranger: %s", url)
		}
	}
	if len(v.requests) < 5 {
		v.Errorf("only %d requests were seen", len(v.requests))
	}
	if len(v.faults) != 0 {
		v.Errorf("console: %q", v.faults)
	}
	if len(v.fired) != 0 {
		v.Errorf("dialogs: %q", v.fired)
	}
}

func (v *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

func (v *tab) visit(path string) { v.Helper(); v.run(chromedp.Navigate(v.web + path)) }

// press presses one printable key as a keyboard does: what a page does with it decides whether it types a character.
func (v *tab) press(key string) {
	v.Helper()
	down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: key}
	up := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key}
	for _, event := range []input.DispatchKeyEventParams{down, up} {
		if _, err := chromedp.Call(v.ctx, input.DispatchKeyEvent, event); err != nil {
			v.Fatal(err)
		}
	}
}

// click clicks and waits for the page it leads to.
func (v *tab) click(selector string) {
	v.Helper()
	if _, err := chromedp.RunResponse(v.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		v.Fatalf("%s: %v", selector, err)
	}
}

func (v *tab) eval(expression string) string {
	v.Helper()
	value, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		v.Fatalf("%s: %v", expression, err)
	}
	return value
}

// wait waits until the expression is true in the page.
func (v *tab) wait(expression string) {
	v.Helper()
	if _, err := chromedp.Run(v.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(time.Minute))); err != nil {
		v.Fatalf("never true: %s (%v)", expression, err)
	}
}

func (v *tab) wantEqual(what, got, want string) {
	v.Helper()
	if got != want {
		v.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func (v *tab) scripts(on bool) {
	v.Helper()
	if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}); err != nil {
		v.Fatal(err)
	}
}
