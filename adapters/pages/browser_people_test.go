package pages_test

import (
	"net/url"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"latchkey/domain"
)

// keyboardOnly sets a password, and switches links off, without a mouse.
func keyboardOnly(b *tab) {
	token := b.mint(domain.TokenLive)
	b.openLinkTo(token)
	b.tabTo("password")
	b.run(chromedp.KeyEvent(goodPassword))
	b.tabTo("password_confirmation")
	b.run(chromedp.KeyEvent(goodPassword))
	b.run(chromedp.KeyEvent(kb.Tab))
	b.wantEqual("focus", b.eval("document.activeElement.type"), "checkbox")
	b.run(chromedp.KeyEvent(" "))
	b.wantEqual("shown", b.eval("document.getElementById('password').type"), "text")
	b.run(chromedp.KeyEvent(kb.Tab))
	b.wantEqual("focus", b.eval("document.activeElement.textContent"), "Save new password")
	b.wantEqual("outline", b.eval("getComputedStyle(document.activeElement).outlineStyle"), "solid")
	b.press()
	b.see("done")
	b.wantEqual("hash", b.password(token), "hash of "+goodPassword)

	b.open("/reset/not-me#" + b.mint(domain.TokenLive))
	b.see("confirm")
	for range 3 {
		if b.eval("document.activeElement.tagName") != "BUTTON" {
			b.run(chromedp.KeyEvent(kb.Tab))
		}
	}
	b.press()
	b.see("disowned")
}

func (b *tab) tabTo(id string) {
	b.Helper()
	for range 10 {
		if b.eval("document.activeElement.id") == id {
			return
		}
		b.run(chromedp.KeyEvent(kb.Tab))
	}
	b.Fatalf("no way to %s with the Tab key", id)
}

// press presses Enter and waits for the page it leads to.
func (b *tab) press() {
	b.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		b.Fatal(err)
	}
}

// meter is the strength of passwords. It guides: what the policy takes can be
// sent whatever the meter says.
func meter(b *tab) {
	b.openLink(domain.TokenLive, "")
	for _, c := range []struct{ password, level, says string }{
		{"short", "0", "at least 8 characters"},
		{"aaaaaaaaaaaaaaaa", "0", "Repeated characters"},
		{"abcdefghijklmnop", "0", "Repeated characters"},
		{"qwertyuiop", "0", "Repeated characters"},
		{"abcabcabcabcabc", "0", "Repeated characters"},
		{"berta's books", "0", "your address or the shop’s name"},
		{"jane.canary1", "0", "your address or the shop’s name"},
		{"mossy-lamp", "3", "One more word"},
		{"four mossy green spoons", "4", "Strength: strong."},
	} {
		level := b.eval(`(() => { const p = document.getElementById('password'); p.value = ` + "`" + c.password + "`" + `
			p.dispatchEvent(new Event('input')); return document.querySelector('[data-strength]').dataset.level })()`)
		b.run(chromedp.Poll[chromedp.Void]("document.querySelector('[data-strength] [aria-live]').textContent.includes(`" + c.says + "`)"))
		if level != c.level {
			b.Errorf("%s: got level %s, want %s", c.password, level, c.level)
		}
	}
	b.run(chromedp.Evaluate[chromedp.Void](`document.getElementById('password').value = ''`))
	b.typePasswords("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa")
	b.submit("form")
	b.see("done")
}

// A password manager pastes, and finds the address to file the password under.
func pasting(b *tab) {
	b.openLink(domain.TokenLive, "")
	b.wantEqual("paste is left alone", b.eval(`String(document.getElementById('password').dispatchEvent(new ClipboardEvent('paste', { cancelable: true })))`), "true")
	b.wantEqual("fields", b.eval(`Array.from(document.querySelectorAll('[autocomplete]'), f => f.autocomplete + '=' + f.value).join(' ')`),
		"one-time-code="+b.eval("document.getElementById('token').value")+" username="+jane+" new-password= new-password=")
}

// payloads are tried in everything that a caller or an operator can write.
func payloads() []string {
	var all []string
	for _, code := range []string{"fired()", "fired`1`", "top.fired()", "window['fired']()"} {
		for _, frame := range []string{
			`<script>%</script>`, `"><script>%</script>`, `<img src=x onerror=%>`, `"><img src=x onerror="%">`, `' autofocus onfocus=% x='`, `" autofocus onfocus="%`,
			`<svg onload=%>`, `</title><script>%</script>`, `</p><svg/onload=%>`, `javascript:%`, `<iframe srcdoc="<script>parent.%</script>">`, `{{%}}`, `${%}`,
			`<a href=javascript:%>x</a>`, `\u003cscript\u003e%\u003c/script\u003e`, `<details open ontoggle=%>`, `--><script>%</script>`, `*{background:url(javascript:%)}`,
		} {
			all = append(all, strings.ReplaceAll(frame, "%", code))
		}
	}
	return all
}

// xss is A30: whatever is written, nothing of it runs. The name of a shop comes
// from its operator, the rest from anybody.
func xss(b *tab) {
	branded(b.world)
	for i, payload := range payloads() {
		b.shop.Name, b.shop.Brand.Footer = "Shop "+payload, payload
		b.store.projects[0] = b.shop
		escaped := url.QueryEscape(payload)
		switch i % 4 {
		case 0:
			b.show(b.post("/forgot/7", "email", payload))
		case 1:
			b.show(b.post("/reset", "token", payload, "password", payload))
		case 2:
			b.openLink(domain.TokenLive, "")
			b.show(b.post("/reset/not-me", "token", payload, "action", payload))
		case 3:
			b.open("/forgot/7?lang=" + escaped + "#email=" + escaped)
			b.open("/reset?lang=" + escaped + "#" + escaped)
			b.see("unknown")
		}
		if got := b.eval("typeof fired + document.querySelectorAll('main script, main iframe, main img:not(.logo), [onerror], [onload], [onfocus]').length"); got != "undefined0" {
			b.Errorf("%s: got %s", payload, got)
		}
	}
}
