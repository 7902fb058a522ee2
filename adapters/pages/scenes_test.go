package pages_test

import (
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/chromedp/chromedp"

	"latchkey/domain"
)

// scene is a state of the pages in a browser.
type scene struct {
	name string
	open func(b *tab, lang string)
}

// scenes are those that only the script can get a page into, and the stories.
func scenes() []scene {
	all := []scene{
		{"js-checking", func(b *tab, lang string) {
			b.hold("/reset/check")
			b.open("/reset" + lang + "#" + b.mint(domain.TokenLive))
			b.see("checking")
		}},
		{"js-live", func(b *tab, lang string) {
			b.openLink(domain.TokenLive, lang)
		}},
		{"js-weak-password", func(b *tab, lang string) {
			b.openLink(domain.TokenLive, lang)
			b.run(chromedp.SendKeys(chromedp.ID("password"), "bertabooks1234"), chromedp.Poll[chromedp.Void]("document.querySelector('.strength').textContent"))
		}},
		{"js-strong-password", func(b *tab, lang string) {
			b.openLink(domain.TokenLive, lang)
			b.run(chromedp.SendKeys(chromedp.ID("password"), goodPassword), chromedp.Click(chromedp.CSS("[data-show-passwords]")),
				chromedp.Poll[chromedp.Void]("document.querySelector('.strength').textContent"))
		}},
		{"js-mismatch", func(b *tab, lang string) {
			b.openLink(domain.TokenLive, lang)
			b.typePasswords(goodPassword, goodPassword+"x")
			b.run(chromedp.Click(chromedp.CSS(`[data-panel="form"] .button`)))
			b.text("#confirmation-error")
		}},
		{"js-trouble", func(b *tab, lang string) {
			b.setInspectErr(domain.Unavailable)
			b.open("/reset" + lang + "#" + b.mint(domain.TokenLive))
			b.see("trouble")
		}},
		{"js-wait", func(b *tab, lang string) {
			b.limit("/reset/check", "40")
			b.open("/reset" + lang + "#" + b.mint(domain.TokenLive))
			b.see("wait")
		}},
		{"js-not-me", func(b *tab, lang string) {
			b.open("/reset/not-me" + lang + "#" + b.mint(domain.TokenLive))
			b.see("confirm")
		}},
		{"js-not-me-muted", func(b *tab, lang string) {
			token := b.mint(domain.TokenLive)
			b.holder(token).Account.Disown(b.clock())
			b.open("/reset/not-me" + lang + "#" + token)
			b.see("muted")
		}},
	}
	for _, state := range []domain.TokenState{domain.TokenExpired, domain.TokenSpent, domain.TokenRevoked, domain.TokenUnknown} {
		all = append(all, scene{"js-" + string(state), func(b *tab, lang string) { b.openLink(state, lang) }})
	}
	for _, s := range stories {
		all = append(all, scene{s.name, func(b *tab, lang string) { b.show(s.tell(b.world, lang)) }})
	}
	return all
}

// openLink opens a link and waits for what the page makes of it.
func (b *tab) openLink(state domain.TokenState, lang string) {
	b.Helper()
	b.open("/reset" + lang + "#" + b.mint(state))
	if state == domain.TokenLive {
		b.see("form")
		return
	}
	b.see(string(state))
}

// show gives the browser an answer that somebody else was given, as it was.
func (b *tab) show(page got) {
	b.Helper()
	pages := b.server.Config.Handler
	b.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/story" {
			pages.ServeHTTP(w, r)
			return
		}
		for name, values := range page.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(page.StatusCode)
		_, _ = w.Write([]byte(page.body))
	})
	b.open("/story")
}

// hold keeps requests for a path waiting until the test ends.
func (b *tab) hold(path string) {
	over := make(chan struct{})
	b.Cleanup(func() { close(over) })
	pages := b.server.Config.Handler
	b.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			<-over
		}
		pages.ServeHTTP(w, r)
	})
}

// limit answers the first request for a path that there were too many.
func (b *tab) limit(path, seconds string) {
	pages := b.server.Config.Handler
	var limited atomic.Bool
	b.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path && limited.CompareAndSwap(false, true) {
			w.Header().Set("Retry-After", seconds)
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// settle waits until the fonts and pictures are there.
func (b *tab) settle() {
	b.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](`Promise.all([document.fonts.ready].concat(
		Array.from(document.images, picture => picture.decode().catch(() => 0))))`, chromedp.EvalAwaitPromise))
}

// scenesNamed finds the scenes whose name has text in it.
func scenesNamed(text string) []scene {
	var found []scene
	for _, s := range scenes() {
		if strings.Contains(s.name, text) {
			found = append(found, s)
		}
	}
	return found
}
