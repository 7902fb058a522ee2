package apidocs_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// reader is a browser that reads the documentation of a server which notes
// the calls that are tried on it.
type reader struct {
	*testing.T
	ctx    context.Context
	server *httptest.Server

	mu       sync.Mutex
	requests []string
	faults   []string
	tried    []string // method, path, Authorization and body of each call
}

func openReader(t *testing.T) *reader {
	t.Helper()
	r := &reader{T: t}
	c := config()
	c.DemoToken = demoToken
	docs := newDocs(t, c)
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.URL.Path, "/docs") {
			docs.ServeHTTP(w, request)
			return
		}
		r.try(w, request)
	}))
	t.Cleanup(r.server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browserPath(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	r.ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Listen(r.ctx, r.listen); err != nil {
		t.Fatal(err)
	}
	return r
}

func browserPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("LATCHKEY_NEEDS_BROWSER") != "" {
		t.Fatal("no browser in PATH")
	}
	t.Skip("no chromium, chromium-browser or google-chrome in PATH")
	return ""
}

func (r *reader) try(w http.ResponseWriter, request *http.Request) {
	var body struct{ Word string }
	_ = json.NewDecoder(request.Body).Decode(&body)
	r.mu.Lock()
	r.tried = append(r.tried, request.Method+" "+request.URL.Path+" "+request.Header.Get("Authorization")+" "+body.Word)
	r.mu.Unlock()
	if request.URL.Path == "/closed" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"heard":true}`))
}

func (r *reader) listen(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		r.requests = append(r.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		r.faults = append(r.faults, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			r.faults = append(r.faults, e.Entry.Text)
		}
	}
}

func (r *reader) open(path string) {
	r.Helper()
	if err := chromedp.Do(r.ctx, chromedp.Navigate(r.server.URL+path)); err != nil {
		r.Fatal(err)
	}
}

// wait returns what the expression gives as soon as it is not empty.
func (r *reader) wait(expression string) string {
	r.Helper()
	look := time.NewTicker(50 * time.Millisecond) // Elements tells nobody when it is done
	defer look.Stop()
	for {
		// An error is a page that is just being left.
		value, err := chromedp.Run(r.ctx, chromedp.Evaluate[string]("String((()=>{"+expression+"})() ?? '')"))
		if err == nil && value != "" {
			return value
		}
		select {
		case <-look.C:
		case <-r.ctx.Done():
			r.Fatalf("never true: %s (%v)", expression, err)
		}
	}
}

// click waits for an element with that text and clicks it.
func (r *reader) click(selector, text string) {
	r.Helper()
	r.wait(`const found = [...document.querySelectorAll('` + selector + `')].find((e) => e.textContent.trim() === '` + text + `');
		if (found) { found.click(); return 'clicked'; }`)
}

// send tries the operation that is shown and returns how it was answered. The
// page forgets a click that comes while it still finds out how to authorise,
// so a click without an answer is repeated.
func (r *reader) send() string {
	r.Helper()
	return r.wait(`const answer = document.querySelector('.sl-elements')?.innerText.match(/^[1-5]\d\d [A-Z][A-Za-z ]+$/m)?.[0];
		if (!answer && !(performance.now() - window.clicked < 2000)) {
			const button = [...document.querySelectorAll('button')].find((e) => e.textContent.trim() === 'Send API Request');
			if (button) { window.clicked = performance.now(); button.click(); }
		}
		return answer;`)
}

// wantTried: the server saw this call, and no other one.
func (r *reader) wantTried(want string) {
	r.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, got := range r.tried {
		if got != want {
			r.Errorf("tried %q, want %q", got, want)
		}
	}
	if len(r.tried) == 0 {
		r.Errorf("nothing was tried, want %q", want)
	}
	r.tried = nil
}

// wantClean: nothing was asked of a stranger, nothing broke the policy.
func (r *reader) wantClean() {
	r.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, url := range r.requests {
		if !strings.HasPrefix(url, r.server.URL+"/") && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:"+r.server.URL) {
			r.Errorf("the page asked a stranger: %s", url)
		}
	}
	if len(r.requests) < 5 {
		r.Errorf("only %d requests were seen", len(r.requests))
	}
	if len(r.faults) != 0 {
		r.Errorf("console: %q", r.faults)
	}
}
