package pages_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httputil"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"latchkey/adapters/pages"
)

// TestBrowser shows the pages to a real browser, one for all of its parts.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	browser := startBrowser(t)
	for name, part := range map[string]func(*tab){
		"set a password":         setPassword,
		"without scripts":        withoutScripts,
		"dead links":             deadLinks,
		"unknown link":           unknownLink,
		"refused password":       refusedPassword,
		"mismatch":               mismatch,
		"reload":                 reload,
		"second link in the tab": secondLink,
		"expires while open":     expiresWhileOpen,
		"server trouble":         serverTrouble,
		"too often":              tooOften,
		"double click":           doubleClick,
		"kept in memory":         keptInMemory,
		"show passwords":         showPasswords,
		"asked for by a shop":    prefilled,
		"plain http":             plainHTTP,
		"no Referer, no framing": noReferer,
		"this wasn't me":         disown,
		"… without scripts":      disownWithoutScripts,
		"… from the link":        fromLinkToDisown,
		"… of an unknown link":   disownUnknown,
		"languages":              inEveryLanguage,
		"the project's own look": becomesTheProjects,
		"keyboard only":          keyboardOnly,
		"strength":               meter,
		"pasting":                pasting,
		"scripts of strangers":   xss,
	} {
		t.Run(name, func(t *testing.T) { part(openTab(t, browser, generous)) })
	}
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
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP shop.test 127.0.0.1"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start browser: %v", err)
	}
	return ctx
}

// tab is a fresh browser profile with a world of its own to look at.
type tab struct {
	*testing.T
	*world
	ctx context.Context

	mu       sync.Mutex
	requests []string // method and URL of all that was asked for
	faults   []string // what the console complained about
	heads    []string // what a proxy in front could write down: all but the bodies
}

func openTab(t *testing.T, browser context.Context, change func(*pages.Config)) *tab {
	t.Helper()
	b := &tab{T: t, world: newWorld(t, change)}
	b.overhear()
	ctx, cancel := context.WithTimeout(browser, 5*time.Minute)
	t.Cleanup(cancel)
	b.ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Listen(b.ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.wantClean)
	return b
}

// overhear notes the request line and the headers of all that arrives.
func (b *tab) overhear() {
	pages := b.server.Config.Handler
	b.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head, err := httputil.DumpRequest(r, false)
		b.mu.Lock()
		b.heads = append(b.heads, string(head))
		if err != nil {
			b.faults = append(b.faults, err.Error())
		}
		b.mu.Unlock()
		pages.ServeHTTP(w, r)
	})
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.Method+" "+e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		// The console also tells of every answer that is not a 200.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			b.faults = append(b.faults, e.Entry.Text)
		}
	}
}

// wantClean holds for every test: nothing foreign is asked for, no token is in
// a URL, and the page breaks neither its policy nor itself.
func (b *tab) wantClean() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, request := range b.requests {
		if strings.Contains(request, "data:image/svg") {
			continue
		}
		if !strings.Contains(request, " "+b.server.URL+"/") && !strings.Contains(request, " http://shop.test:") {
			b.Errorf("the page asked a stranger: %s", request)
		}
		if path, _, _ := strings.Cut(request, "#"); tokenPattern.MatchString(path) {
			b.Errorf("a token in a URL: %s", request)
		}
	}
	for _, head := range b.heads { // A13
		if tokenPattern.MatchString(strings.ToUpper(head)) || strings.Contains(head, jane) {
			b.Errorf("a token or an address outside of a body:\n%s", head)
		}
	}
	if len(b.faults) != 0 {
		b.Errorf("console: %v", b.faults)
	}
}

func (b *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// leap puts the page's own clock ahead; the server's stays.
func (b *tab) leap(ahead time.Duration) {
	b.Helper()
	b.eval(fmt.Sprintf("(now => String(Date.now = () => now() + %d))(Date.now)", ahead.Milliseconds()))
}

func (b *tab) open(path string) { b.Helper(); b.run(chromedp.Navigate(b.server.URL + path)) }

// see waits until a panel is shown and returns what it says.
func (b *tab) see(panel string) string {
	b.Helper()
	return b.text(`[data-panel="` + panel + `"]`)
}

func (b *tab) text(selector string) string {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		b.Fatalf("%s: %v", selector, err)
	}
	return text
}

func (b *tab) eval(expression string) string {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// submit clicks the button and waits for the page it leads to.
func (b *tab) submit(panel string) {
	b.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(`[data-panel="`+panel+`"] .button:not([hidden])`))); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) typePasswords(password, confirmation string) {
	b.Helper()
	b.run(chromedp.SendKeys(chromedp.ID("password"), password), chromedp.SendKeys(chromedp.ID("password_confirmation"), confirmation))
}

func (b *tab) wantText(got string, want ...string) {
	b.Helper()
	for _, text := range want {
		if !strings.Contains(got, text) {
			b.Errorf("got %q, want it to contain %q", got, text)
		}
	}
}

func (b *tab) wantEqual(what, got, want string) {
	b.Helper()
	if got != want {
		b.Errorf("%s: got %q, want %q", what, got, want)
	}
}
