package pages_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/chromedp"

	"latchkey/domain"
)

func expiresWhileOpen(b *tab) {
	token := b.mint(domain.TokenLive)
	b.open("/reset#" + token)
	b.see("form")
	b.leap(domain.ResetTokenLifetime)
	b.wantText(b.see("expired"), "This link has expired")
	b.submit("expired")
	b.see("again")
}

func serverTrouble(b *tab) {
	b.store.inspectErr = errors.New("broken")
	b.open("/reset#" + b.mint(domain.TokenLive))
	b.wantText(b.see("trouble"), "We cannot check your link right now")
	b.setInspectErr(nil)
	b.run(chromedp.Click(chromedp.CSS(`[data-panel="trouble"] button`)))
	b.see("form")
	b.typePasswords(goodPassword, goodPassword)
	b.hasher.err = domain.Unavailable
	b.submit("form")
	b.wantText(b.see("form"), "We are very busy right now", "Nothing was changed")
	b.hasher.err = nil
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.see("done")
}

func (w *world) setInspectErr(err error) {
	defer w.store.lock()()
	w.store.inspectErr = err
}

func tooOften(b *tab) {
	b.limit("/reset/check", "100")
	b.open("/reset#" + b.mint(domain.TokenLive))
	b.wantText(b.see("wait"), "It works again in", "second")
	b.leap(100 * time.Second)
	b.wantText(b.see("form"), "Choose a new password") // by itself, once the time has passed
}

// The second click comes while the first is still on its way.
func doubleClick(b *tab) {
	clicked := make(chan struct{})
	release := sync.OnceFunc(func() { close(clicked) })
	b.Cleanup(release) // a server waits for its handlers
	pages := b.server.Config.Handler
	b.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost && r.URL.Path == "/reset":
			<-clicked
		case r.URL.RawQuery == "clicked":
			release()
		}
		pages.ServeHTTP(w, r)
	})
	b.open("/reset#" + b.mint(domain.TokenLive))
	b.see("form")
	b.typePasswords(goodPassword, goodPassword)
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Evaluate[chromedp.Void](`{
		const button = document.querySelector('[data-panel="form"] .button')
		button.click()
		setTimeout(() => { button.click(); fetch('/reset/page.css?clicked') }, 300)
	}`)); err != nil {
		b.Fatal(err)
	}
	b.wantText(b.see("done"), "Your password is changed")
	if got := b.sent("POST /reset"); got != 1 {
		b.Errorf("forms sent: got %d, want 1", got)
	}
}

// Browsers may keep a page in memory after it was left. No test can make them
// do so with a no-store page, but the page hears of it by these two events.
func keptInMemory(b *tab) {
	token := b.mint(domain.TokenLive)
	b.open("/reset#" + token)
	b.see("form")
	b.typePasswords(goodPassword, goodPassword)
	b.run(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))`))
	b.wantEqual("passwords", b.eval("document.getElementById('password').value + document.getElementById('password_confirmation').value"), "")
	b.complete(token, goodPassword, goodPassword).want(b.T, 303)
	b.run(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`))
	b.see("spent")
}

func showPasswords(b *tab) {
	b.open("/reset#" + b.mint(domain.TokenLive))
	b.see("form")
	types := "document.getElementById('password').type + ' ' + document.getElementById('password_confirmation').type"
	b.wantEqual("before", b.eval(types), "password password")
	b.run(chromedp.Click(chromedp.CSS("[data-show-passwords]")))
	b.wantEqual("shown", b.eval(types), "text text")
	b.run(chromedp.Click(chromedp.CSS("[data-show-passwords]")))
	b.wantEqual("hidden again", b.eval(types), "password password")
}

// A shop's page may fill in the address; it never travels in a request line.
func prefilled(b *tab) {
	b.open("/forgot#email=jane%2Bbooks%40customer.example")
	b.wantEqual("field", b.eval("document.getElementById('email').value"), "jane+books@customer.example")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/forgot/7")
}

// Over plain http and under no-referrer a browser says neither where a form
// comes from nor that it hides it; see the template frame.html.
func plainHTTP(b *tab) {
	token := b.mint(domain.TokenLive)
	b.run(chromedp.Navigate(strings.Replace(b.server.URL, "127.0.0.1", "shop.test", 1) + "/reset#" + token))
	b.see("form")
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.see("done")
	b.wantEqual("hash", b.password(token), "hash of "+goodPassword)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = slices.DeleteFunc(b.faults, func(fault string) bool {
		return strings.Contains(fault, "Cross-Origin-Opener-Policy header has been ignored") // that needs https
	})
}

// styles counts how often a page asked for its stylesheet.
func (b *tab) styles() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(strings.Join(b.requests, " "), "/page.css")
}

// noReferer is A14 and A26: the shop learns nothing, and nobody frames a page.
func noReferer(b *tab) {
	referers := make(chan string, 1)
	var framed string
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/account" {
			referers <- r.Referer()
		}
		if r.URL.Path == "/framing" {
			_, _ = w.Write([]byte(framed))
		}
	}))
	b.Cleanup(stranger.Close)
	framed = `<iframe src="` + b.server.URL + `/reset" onload="document.title='loaded'"></iframe>`
	b.store.projects[0].ShopURL = stranger.URL + "/account"
	b.open("/reset/done?project=7")
	b.submit("done")
	b.wantEqual("Referer of a link", <-referers, "")
	b.open("/forgot/7")
	// Waits until the page is there: what leads away from it would cut it off.
	leave := chromedp.Evaluate[chromedp.Void](`location.href = '` + stranger.URL + `/account'`)
	if _, err := chromedp.RunResponse(b.ctx, leave); err != nil {
		b.Fatal(err)
	}
	b.wantEqual("Referer of anything else", <-referers, "")
	before := b.styles()
	b.run(chromedp.Navigate(stranger.URL + "/framing"))
	b.wantEqual("frame", b.eval("document.title"), "loaded")
	// A refused frame does not get as far as asking for its stylesheet.
	if got := b.styles() - before; got != 0 {
		b.Error("the page let itself be framed")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests, b.faults = nil, nil // here strangers are asked and frames refused on purpose
}
