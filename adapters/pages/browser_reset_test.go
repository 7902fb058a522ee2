package pages_test

import (
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"latchkey/domain"
)

var tokenPattern = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{26}`)

func setPassword(b *tab) {
	token := b.mint(domain.TokenLive)
	b.advance(time.Second)
	b.open("/reset#" + token)
	b.wantText(b.see("form"), "Choose a new password", "59 minutes")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset")
	b.wantEqual("shop", b.text(".shop"), "Berta's Books")
	b.wantEqual("user name", b.eval("document.getElementById('username').value"), jane)
	b.wantEqual("code field", b.eval("String(document.querySelector('[data-code]').hidden)"), "true")
	b.wantEqual("title", b.eval("document.title"), "Choose a new password · Berta's Books")
	b.typePasswords("  "+goodPassword+"  ", "  "+goodPassword+"  ")
	b.submit("form")
	b.wantText(b.see("done"), "Your password is changed", "Sign in at Berta's Books")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset/done?project=7&mail=020000000000000000000000")
	b.wantEqual("hash", b.password(token), "hash of   "+goodPassword+"  ")
	b.run(chromedp.NavigateBack())
	b.wantText(b.see("spent"), "This link has been used", "Back to Berta's Books")
	b.wantEqual("typed password after going back", b.eval("document.getElementById('password').value"), "")
}

func withoutScripts(b *tab) {
	token := b.mint(domain.TokenLive)
	b.withoutScripts()
	b.open("/reset#" + token)
	b.wantText(b.see("form"), "Code from the mail")
	b.run(chromedp.SendKeys(chromedp.ID("token"), strings.ToLower(token[:13]+" "+token[13:])))
	b.typePasswords("password1234", "password1234")
	b.submit("form")
	b.wantText(b.see("form"), "Many people use this password")
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.wantText(b.see("done"), "Your password is changed")
	b.wantEqual("hash", b.password(token), "hash of "+goodPassword)
}

func deadLinks(b *tab) {
	for state, words := range map[domain.TokenState]string{
		domain.TokenExpired: "This link has expired",
		domain.TokenSpent:   "This link has been used",
		domain.TokenRevoked: "This link no longer works",
	} {
		b.open("/forgot/7") // else only the fragment changes, which is another test
		b.open("/reset#" + b.mint(state))
		b.wantText(b.see(string(state)), words)
		b.wantEqual("focus", b.eval("document.activeElement.textContent"), words)
		b.wantEqual("announced", b.eval("document.querySelector('[role=status]').textContent"), words)
		if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(`[data-panel="`+string(state)+`"] button`))); err != nil {
			b.Fatal(err)
		}
		b.wantText(b.see("again"), "A new link is on its way if")
	}
	if got := len(b.store.requests); got != 3 {
		b.Errorf("reset requests: got %d, want 3", got)
	}
}

func unknownLink(b *tab) {
	b.open("/reset#" + b.mint(domain.TokenUnknown)[:20])
	b.wantText(b.see("unknown"), "We do not know this link", "Ask for a new link")
	b.submit("unknown")
	b.run(chromedp.SendKeys(chromedp.ID("email"), jane))
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Submit(chromedp.ID("email"))); err != nil {
		b.Fatal(err)
	}
	b.wantText(b.see("requested"), "If there is an account with this address, we have sent it a link.")
	if got := len(b.store.requests); got != 1 {
		b.Errorf("reset requests: got %d, want 1", got)
	}
}

func refusedPassword(b *tab) {
	token := b.mint(domain.TokenLive)
	b.open("/reset#" + token)
	b.see("form")
	b.typePasswords("password1234", "password1234")
	b.submit("form")
	b.wantText(b.see("form"), "Many people use this password")
	b.wantEqual("focus", b.eval("document.activeElement.id"), "password")
	b.wantEqual("field to type in first", b.eval("document.querySelector('[data-code]') ? 'code' : 'password'"), "password")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset")
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.wantText(b.see("done"), "Your password is changed")
}

func mismatch(b *tab) {
	b.open("/reset#" + b.mint(domain.TokenLive))
	b.see("form")
	b.typePasswords(goodPassword, goodPassword+"x")
	b.run(chromedp.Click(chromedp.CSS(`[data-panel="form"] .button`)))
	b.wantText(b.text("#confirmation-error"), "not the same")
	b.wantEqual("focus", b.eval("document.activeElement.id"), "password_confirmation")
	b.wantEqual("password kept", b.eval("document.getElementById('password').value"), goodPassword)
	if got := b.sent("POST /reset"); got != 0 {
		b.Errorf("forms sent: got %d, want 0", got)
	}
}

func reload(b *tab) {
	b.open("/reset#" + b.mint(domain.TokenLive))
	b.see("form")
	b.advance(17*time.Minute + time.Second)
	for range 2 {
		b.run(chromedp.Reload())
		b.wantText(b.see("form"), "42 minutes")
	}
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.wantText(b.see("done"), "Your password is changed")
}

// Another mail's link, opened in the same tab, changes only the fragment.
func secondLink(b *tab) {
	b.open("/reset#" + b.mint(domain.TokenExpired))
	b.see("expired")
	token := b.mint(domain.TokenLive)
	b.run(chromedp.Evaluate[chromedp.Void](`location.hash = '` + token + `'`))
	b.see("form")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset")
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.wantText(b.see("done"), "Your password is changed")
	b.wantEqual("hash", b.password(token), "hash of "+goodPassword)
}

// sent counts the requests for "METHOD /path".
func (b *tab) sent(request string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	method, path, _ := strings.Cut(request, " ")
	n := 0
	for _, got := range b.requests {
		if got == method+" "+b.server.URL+path {
			n++
		}
	}
	return n
}
