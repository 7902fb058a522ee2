package demohome_test

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"latchkey/adapters/demohome"
	"latchkey/app"
)

// go test ./adapters/demohome -run TestBrowser -screenshots DIR
var screenshots = flag.String("screenshots", "", "folder for pictures of every state of the home page")

// visitor is a browser at the home page of a demo whose other pages only note who came.
type visitor struct {
	*testing.T
	ctx   context.Context
	clock *app.DemoClock
	base  string

	mu       sync.Mutex
	requests []string
	faults   []string
	asked    []string // what the shop's page was asked
}

func openHome(t *testing.T) *visitor {
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
	v := &visitor{T: t, clock: app.NewDemoClock(noon)}
	mux := http.NewServeMux()
	demohome.New(config(v.clock)).Mount(mux)
	mux.HandleFunc("/forgot/1", v.note)
	mux.HandleFunc("/inbox", v.note)
	mux.HandleFunc("/docs", v.note)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	v.base = server.URL
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	v.ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Listen(v.ctx, v.heard); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *visitor) note(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asked = append(v.asked, r.Method+" "+r.URL.Path+" "+r.PostFormValue("email")+" "+r.Header.Get("Sec-Fetch-Site"))
	_, _ = w.Write([]byte("noted"))
}

func (v *visitor) heard(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		v.requests = append(v.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		v.faults = append(v.faults, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			v.faults = append(v.faults, e.Entry.Text)
		}
	}
}

func (v *visitor) run(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

func (v *visitor) home() { v.Helper(); v.run(chromedp.Navigate(v.base + "/")) }

// click clicks and waits for the page it leads to.
func (v *visitor) click(selector string) {
	v.Helper()
	if _, err := chromedp.RunResponse(v.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		v.Fatalf("%s: %v", selector, err)
	}
}

func (v *visitor) wantEval(expression, want string, options ...chromedp.EvaluateOption) {
	v.Helper()
	if got, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](expression, options...)); err != nil || got != want {
		v.Errorf("%.80s: got %q, %v, want %q", expression, got, err, want)
	}
}

func TestBrowserTriesEverything(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		v := openHome(t)
		off := emulation.SetScriptExecutionDisabledParams{Value: !scripts}
		if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
			t.Fatal(err)
		}
		for _, selector := range []string{".steps li:nth-child(1) button", ".steps li:nth-child(2) .button", ".steps li:nth-child(3) .button"} {
			v.home()
			v.click(selector)
		}
		v.mu.Lock()
		got := strings.Join(v.asked, "\n")
		v.mu.Unlock()
		if want := "POST /forgot/1 jane@example.com same-origin\nGET /inbox  same-origin\nGET /docs  same-origin"; got != want {
			t.Errorf("scripts %t: got\n%s\nwant\n%s", scripts, got, want)
		}
		v.home()
		v.click(`button[value="61m"]`)
		v.click(`button[value="10m"]`)
		if got := v.clock.Ahead(); got != 71*time.Minute {
			t.Errorf("scripts %t: the clock is %v ahead, want 71 minutes", scripts, got)
		}
		v.wantClean()
	}
}

func TestBrowserCopies(t *testing.T) {
	v := openHome(t)
	v.home()
	v.run(chromedp.Click(chromedp.CSS(`[data-copy="token"]`)))
	if _, err := chromedp.Run(v.ctx, chromedp.Poll[bool](`["Copied", "Selected"].includes(document.querySelector('[data-copy="token"]').textContent)`,
		chromedp.WithPollingTimeout(time.Minute))); err != nil {
		t.Error(err)
	}
	v.wantEval("getSelection().toString()", "lkt_token")
	v.wantClean()
}

// wantClean: nothing was asked of a stranger, and the page broke neither its policy nor itself.
func (v *visitor) wantClean() {
	v.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, url := range v.requests {
		if !strings.HasPrefix(url, v.base+"/") {
			v.Errorf("the page asked a stranger: %s", url)
		}
	}
	for _, fault := range v.faults {
		if !strings.Contains(fault, "favicon") && !strings.Contains(fault, "404") { // of the pages that only note
			v.Errorf("console: %s", fault)
		}
	}
	if len(v.requests) < 4 {
		v.Errorf("only %d requests were seen", len(v.requests))
	}
}

func TestBrowserStates(t *testing.T) {
	axe := ""
	if path := os.Getenv("AXE_JS"); path != "" {
		code, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		axe = string(code)
	} else if *screenshots == "" {
		t.Skip("AXE_JS does not name axe-core's axe.min.js, and no -screenshots are wanted")
	}
	v := openHome(t)
	for _, state := range []string{"start", "ahead"} {
		for _, scheme := range []string{"light", "dark"} {
			for name, width := range map[string]int64{"desktop": 1280, "phone": 375} {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
				if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				v.run(chromedp.EmulateViewport(width, 800))
				v.home()
				v.wantEval("String(document.documentElement.scrollWidth > innerWidth)", "false")
				v.picture("home-" + state + "-" + name + "-" + scheme)
				if axe == "" {
					continue
				}
				v.run(chromedp.Evaluate[chromedp.Void](axe + "; 0"))
				v.wantEval(`axe.run(document, { resultTypes: ["violations"] }).then(function (r) {
					return r.violations.map(function (x) { return x.id + ": " + x.nodes.map(function (n) { return n.html + " " + n.failureSummary; }).join(" | "); }).join("\n");
				})`, "", chromedp.EvalAwaitPromise)
			}
		}
		if err := v.clock.Advance(71 * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	v.wantClean()
}

func (v *visitor) picture(name string) {
	v.Helper()
	if *screenshots == "" {
		return
	}
	shot, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		v.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), shot, 0o644); err != nil {
		v.Fatal(err)
	}
}
