package smtpsink_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"latchkey/adapters/smtpsink"
)

const focused = `document.activeElement.getAttribute("href")`

// TestBrowser walks through the inbox as people do.
func TestBrowser(t *testing.T) {
	b := startBrowser(t)
	for name, walk := range map[string]func(*tab){
		"mails come in by themselves": liveInbox,
		"keyboard":                    keyboard,
		"shortcuts off":               shortcutsOff,
		"keyboard on a phone":         phoneKeyboard,
		"faults":                      playFaults,
		"copy":                        copyCommand,
		"without scripts":             withoutScripts,
		"pictures of a mail":          pictures,
		"link of a mail":              followLink,
		"without live updates":        endOfListening,
	} {
		t.Run(name, func(t *testing.T) {
			v := b.open(t, smtpsink.Config{FirstRequest: "curl http://127.0.0.1/x", HomePath: "/", TravelPath: "/demo/clock"})
			walk(v)
			v.wantClean()
		})
	}
	if got := b.strangerAsked(); len(got) != 0 {
		t.Errorf("a stranger was asked: %q", got)
	}
}

func liveInbox(v *tab) {
	v.visit("/inbox")
	v.run(chromedp.Evaluate[chromedp.Void](`window.stays = true`))
	v.send("Subject: first\n\nfirst body\n")
	v.wait(`document.querySelector("#subject")?.textContent === "first"`)
	v.wantEqual("told", v.eval(`document.getElementById("announce").textContent`), "1 new mail.")
	v.wantEqual("count", v.eval(`document.getElementById("count").textContent`), "1 mail")
	v.send("Subject: second\n\nsecond body\n")
	v.wait(`document.querySelectorAll("#list ol a").length === 2`)
	v.wantEqual("the mail that was open", v.eval(`document.querySelector("#subject").textContent`), "first")
	v.wantEqual("current", v.eval(`document.querySelector("#list [aria-current]").pathname`), "/inbox/mail/1")
	v.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("#list ol a:not([aria-current])").focus()`))
	v.send("Subject: third\n\nthird body\n")
	v.wait(`document.querySelectorAll("#list ol a").length === 3`)
	v.wantEqual("focus", v.eval(focused), "/inbox/mail/2")
	v.do("DELETE", "/inbox/api/messages")
	v.wait(`document.querySelector("h2").textContent === "No mail yet"`)
	v.wantEqual("reloads", v.eval(`window.stays`), "true")
}

func keyboard(v *tab) {
	for _, subject := range []string{"one", "two", "three"} {
		v.send("Subject: " + subject + "\n\nbody\n")
	}
	v.visit("/inbox")
	v.press("j")
	v.wantEqual("j", v.eval(focused), "/inbox/mail/2")
	v.run(chromedp.KeyEvent(kb.ArrowDown))
	v.wantEqual("arrow down", v.eval(focused), "/inbox/mail/1")
	v.press("j")
	v.wantEqual("j at the end", v.eval(focused), "/inbox/mail/1")
	v.press("k")
	v.wantEqual("k", v.eval(focused), "/inbox/mail/2")
	if _, err := chromedp.RunResponse(v.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		v.Fatal(err)
	}
	v.wantEqual("Enter", v.eval(`document.querySelector("#subject").textContent`), "two")
	v.press("k")
	v.wantEqual("k from the mail", v.eval(focused), "/inbox/mail/3")
	v.press("/")
	v.wantEqual("/", v.eval(`document.activeElement.id`), "q")
	for _, key := range []string{"j", "k", "/", "x"} {
		v.press(key)
	}
	v.wantEqual("keys in the field", v.eval(`document.activeElement.value`), "jk/x")
	v.run(chromedp.KeyEvent(kb.Escape))
	v.wantEqual("Esc", v.eval(`document.activeElement.id + document.getElementById("q").value`), "")
	v.run(chromedp.KeyEvent(kb.Escape))
	v.wantEqual("Esc again", v.eval(focused), "/inbox/mail/2")
	v.press("/")
	if _, err := chromedp.RunResponse(v.ctx, chromedp.KeyEvent("ONE"+kb.Enter)); err != nil {
		v.Fatal(err)
	}
	v.wantEqual("found", v.eval(`document.getElementById("count").textContent`), "1 of 3 mails")
	v.press("/")
	if _, err := chromedp.RunResponse(v.ctx, chromedp.KeyEvent(kb.Escape)); err != nil {
		v.Fatal(err)
	}
	v.wantEqual("Esc after a search", v.eval(`document.getElementById("count").textContent`), "3 mails")
	v.run(chromedp.KeyEvent("j", chromedp.KeyModifiers(2)))
	v.wantEqual("Ctrl+j", v.eval(`document.activeElement.tagName`), "BODY")
}

func shortcutsOff(v *tab) {
	v.send("Subject: one\n\nbody\n")
	v.send("Subject: two\n\nbody\n")
	v.visit("/inbox")
	v.run(chromedp.Click(chromedp.CSS("#keyhelp summary")), chromedp.Click(chromedp.CSS("#keys")))
	v.visit("/inbox/mail/2")
	v.press("j")
	v.press("/")
	v.wantEqual("off", v.eval(`document.activeElement.tagName + document.getElementById("keys").checked`), "BODYfalse")
}

func phoneKeyboard(v *tab) {
	v.run(chromedp.EmulateViewport(375, 700, chromedp.EmulateMobile))
	v.send("Subject: one\n\nbody\n")
	v.send("Subject: two\n\nbody\n")
	v.visit("/inbox/mail/2")
	if _, err := chromedp.RunResponse(v.ctx, chromedp.KeyEvent("j")); err != nil {
		v.Fatal(err)
	}
	v.wantEqual("j", v.eval("location.pathname"), "/inbox/mail/1")
	if _, err := chromedp.RunResponse(v.ctx, chromedp.KeyEvent(kb.Escape)); err != nil {
		v.Fatal(err)
	}
	v.wantEqual("Esc", v.eval("location.pathname"), "/inbox")
	v.wantEqual("the page is no wider than the phone", v.eval("document.documentElement.scrollWidth <= 375"), "true")
}

func playFaults(v *tab) {
	v.visit("/inbox")
	v.run(chromedp.Click(chromedp.CSS("#try summary")), chromedp.Click(chromedp.CSS(`#faults [value="refuse"]`)))
	v.click("#faults button")
	v.wantEqual("state", v.eval(`document.querySelector("#state strong").textContent`), "Fault on: Recipient refused.")
	v.try("kim@example.com")
	v.wait(`document.querySelector("#state").textContent.includes("Met once so far.")`)
	v.click("#state button")
	v.wantEqual("state", v.eval(`document.querySelector("#state").textContent.trim()`), "")
}

func copyCommand(v *tab) {
	v.visit("/inbox")
	v.run(chromedp.Click(chromedp.CSS(".copy")))
	v.wait(`["Copied", "Selected"].includes(document.querySelector(".copy").textContent)`)
	v.wantEqual("selected", v.eval(`getSelection().toString()`), "curl http://127.0.0.1/x")
}

func withoutScripts(v *tab) {
	v.scripts(false)
	v.send("Subject: one\n\nfirst body\n")
	v.send(resetMail)
	v.visit("/inbox")
	v.click(`.faces a[href$="view=text"]`)
	v.click(`#list ol a:not([aria-current])`)
	v.run(chromedp.SendKeys(chromedp.CSS("#q"), "passwort"))
	v.click(".search button")
	v.click("#emptying button")
	v.run(chromedp.Click(chromedp.CSS("#try summary")), chromedp.Click(chromedp.CSS(`#faults [value="down"]`)))
	v.click("#faults button")
	v.wantState("Relay down")
	v.click("#state button")
	v.wantState()
	v.scripts(true)
	v.wantEqual("nothing to copy with", v.eval(`getComputedStyle(document.querySelector(".copy")).display`), "none")
	v.wantEqual("emptied", v.eval(`document.querySelector("h2").textContent`), "No mail yet")
}

func pictures(v *tab) {
	v.send(related(`<img src="cid:logo" width=10><img src="http://evil.example/x.png">`, "Content-Type: image/png\nContent-ID: <logo>", dot))
	v.visit("/inbox/mail/1/html") // on its own, where a test can look into it
	v.wait(`document.images[0].complete && document.images[1].complete`)
	v.wantEqual("its own picture", v.eval(`document.images[0].naturalWidth`), "1")
	v.wantEqual("a foreign picture", v.eval(`document.images[1].naturalWidth`), "0")
	v.visit("/inbox/mail/1")
	v.mu.Lock()
	defer v.mu.Unlock()
	v.faults = nil // the policy told that it stopped the foreign picture; in the end it is seen that nobody was asked
	v.requests = slices.DeleteFunc(v.requests, func(url string) bool { return url == "http://evil.example/x.png" })
}

// A link in a mail opens a page of its own, in which scripts run again; in the frame it could only be refused.
func followLink(v *tab) {
	v.send("Subject: x\nContent-Type: text/html\n\n<base target=_self><a href=\"" + v.web + "/inbox?q=way#secret\">x</a>\n")
	v.visit("/inbox/mail/1")
	v.visit("/inbox/mail/1/html") // on its own, where a test can click; it has the same seal
	opened := chromedp.WaitNewTarget(v.ctx, func(t *target.Info) bool { return strings.HasPrefix(t.URL, v.web+"/inbox?q=way") })
	v.run(chromedp.Click(chromedp.CSS("a")))
	ctx, cancel := context.WithTimeout(v.ctx, time.Minute)
	defer cancel()
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(ctx, chromedp.WithTargetID(id))
		defer cancel()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.documentElement.classList.contains("js")`)); err != nil {
			v.Errorf("the page that a link opens is sealed off, too: %v", err)
		}
	case <-ctx.Done():
		v.Error("the link opened nothing")
	}
}

// A server that ends its live updates leaves a page that works.
func endOfListening(v *tab) {
	v.visit("/inbox")
	v.send("Subject: one\n\nbody\n")
	v.wait(`document.querySelectorAll("#list ol a").length === 1`)
	if err := v.sink.EndEvents(); err != nil {
		v.Error(err)
	}
	v.send("Subject: two\n\nbody\n")
	v.visit("/inbox")
	v.wantEqual("a page without live updates", v.eval(`document.querySelectorAll("#list ol a").length`), "2")
}
