package pages_test

import (
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"latchkey/domain"
)

func disown(b *tab) {
	token := b.mint(domain.TokenLive)
	b.open("/reset/not-me#" + token)
	b.wantText(b.see("confirm"), "Wasn’t this you?", "Berta's Books", "j***@customer.example")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset/not-me")
	if account := b.holder(token).Account; account.Generation != 0 || account.Muted(b.clock()) {
		b.Error("opening the page changed the account")
	}
	b.submit("confirm")
	b.wantText(b.see("disowned"), "The links are switched off")
	if account := b.holder(token).Account; account.Generation != 1 || !account.Muted(b.clock()) {
		b.Errorf("links are not switched off: %+v", account)
	}
	b.open("/reset/not-me?again#" + token)
	b.wantText(b.see("muted"), "Links are switched off")
	b.submit("muted")
	b.wantText(b.see("lifted"), "Links are allowed again")
	if b.holder(token).Account.Muted(b.clock()) {
		b.Error("links are still switched off")
	}
}

func disownWithoutScripts(b *tab) {
	token := b.mint(domain.TokenSpent)
	b.withoutScripts()
	b.open("/reset/not-me#" + token)
	b.wantText(b.see("form"), "Type the code from the mail")
	b.run(chromedp.SendKeys(chromedp.ID("token"), strings.ToLower(token)))
	b.submit("form")
	b.wantText(b.see("confirm"), "j***@customer.example")
	b.submit("confirm")
	b.wantText(b.see("disowned"), "24 hours")
	b.submit("disowned")
	b.wantText(b.see("lifted"), "Links are allowed again")
}

func (b *tab) withoutScripts() {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.Fatal(err)
	}
}

// From a link to the page for those who did not ask for it.
func fromLinkToDisown(b *tab) {
	b.openLink(domain.TokenLive, "")
	b.follow(`[data-panel="form"] a[data-carry]`)
	b.wantText(b.see("confirm"), "j***@customer.example")
}

func disownUnknown(b *tab) {
	b.open("/reset/not-me#" + b.mint(domain.TokenUnknown))
	b.wantText(b.see("unknown"), "We do not know this link", "Ask for a new link")
	b.submit("unknown")
	b.see("forgot")
}

// The token and a typed address go along from language to language, and
// everything after stays in the one that was chosen.
func inEveryLanguage(b *tab) {
	token := b.mint(domain.TokenLive)
	b.openLinkTo(token)
	b.wantText(b.see("form"), "Choose a new password")
	b.follow(`nav a[lang=nl]`)
	b.wantText(b.see("form"), "Kies een nieuw wachtwoord", "minuten")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset?lang=nl")
	b.typePasswords("password1234", "password1234")
	b.submit("form")
	b.wantText(b.see("form"), "Veel mensen gebruiken dit wachtwoord")
	b.follow(`nav a[lang=sv]`)
	b.wantText(b.see("form"), "Välj ett nytt lösenord")
	b.typePasswords(goodPassword, goodPassword)
	b.submit("form")
	b.wantText(b.see("done"), "Ditt lösenord har ändrats")
	b.open("/forgot/7")
	b.run(chromedp.SendKeys(chromedp.ID("email"), "jane+books@customer.example"))
	b.follow(`nav a[lang=fr]`)
	b.wantText(b.see("forgot"), "Mot de passe oublié")
	b.wantEqual("field", b.eval("document.getElementById('email').value"), "jane+books@customer.example")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/forgot/7?lang=fr")
}

// A page written for nobody in particular turns into the project's.
func becomesTheProjects(b *tab) {
	branded(b.world)
	b.shop.Language = domain.German
	b.store.projects = append(b.store.projects, domain.Project{ID: 8, Name: "Other"})
	token := b.mint(domain.TokenLive)
	if _, err := chromedp.Call(b.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Firefox/1", AcceptLanguage: "ja"}); err != nil {
		b.Fatal(err)
	}
	b.openLinkTo(token)
	b.wantText(b.see("form"), "Neues Passwort wählen", "Minuten")
	b.wantEqual("address bar", b.eval("location.href"), b.server.URL+"/reset?lang=de")
	b.wantEqual("title", b.eval("document.title"), "Neues Passwort wählen · Berta's Books")
	b.wantEqual("button", b.eval(`getComputedStyle(document.querySelector('[data-panel=form] .button')).backgroundColor`), "rgb(242, 169, 0)")
	b.settle()
	b.wantEqual("logo", b.eval(`String(document.querySelector('.logo').naturalWidth)`), "96")
	b.wantText(b.text("footer"), "help@berta.example", "Canal Street 12")
}

func (b *tab) openLinkTo(token string) { b.Helper(); b.open("/reset#" + token); b.see("form") }

// follow clicks a link and waits for the page it leads to.
func (b *tab) follow(selector string) {
	b.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.Fatal(err)
	}
}
