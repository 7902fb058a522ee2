package smtpsink_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"latchkey/adapters/smtpsink"
)

// go test ./adapters/smtpsink -run TestBrowserStates -screenshots DIR
var screenshots = flag.String("screenshots", "", "folder for pictures of every state of the inbox")

// state is one way the inbox can look.
type state struct {
	name string
	path string
	do   func(*tab) // once it is open; may be nil
}

func states() []state {
	return []state{
		{"list", "/inbox", nil},
		{"mail-html", "/inbox/mail/2", nil},
		{"mail-phone-width", "/inbox/mail/2?view=html&width=phone", nil},
		{"mail-text", "/inbox/mail/2?view=text", nil},
		{"mail-headers", "/inbox/mail/2?view=headers", nil},
		{"mail-source", "/inbox/mail/2?view=source", nil},
		{"mail-damaged", "/inbox/mail/1", nil},
		{"mail-gone", "/inbox/mail/99", nil},
		{"search", "/inbox?q=password", nil},
		{"search-nothing", "/inbox?q=nowhere", nil},
		{"faults-and-keys", "/inbox", func(v *tab) {
			v.run(chromedp.Click(chromedp.CSS("#keyhelp summary")), chromedp.Click(chromedp.CSS("#try summary")))
		}},
		{"fault-on", "/inbox", func(v *tab) { v.play("greylist"); v.try("kim@example.com"); v.visit("/inbox") }},
		{"empty", "/inbox", func(v *tab) { v.play("none"); v.do("DELETE", "/inbox/api/messages"); v.visit("/inbox") }},
	}
}

// prettyMail is what a shop sends: a logo, a button, and long lines.
func prettyMail() string {
	html := `<!doctype html><html lang="en"><body style="margin:0;background:#eef2f1;font:16px/1.5 sans-serif;color:#17211f">
<div style="max-width:520px;margin:24px auto;padding:28px;background:#fff;border-radius:16px">
<p><img src="cid:logo" width="64" height="64" alt="Demo Shop" style="background:#0f766e;border-radius:12px"></p>
<h1 style="font-size:24px">Choose a new password</h1><p>Somebody, hopefully you, asked for a new password at Demo Shop.</p>
<p><a href="http://127.0.0.1:8080/reset#0123456789ABCDEFGHJKMNPQRS" style="display:inline-block;padding:12px 20px;background:#0f766e;color:#fff;border-radius:10px">Choose a password</a></p>
<p>The link works until 13:00 UTC, once.</p></div></body></html>`
	return "From: Demo Shop <no-reply@demo-shop.example>\nTo: jane@example.com\nSubject: Choose a new password for Demo Shop\n" +
		"Message-ID: <0123456789abcdef01234567@demo-shop.example>\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=utf-8\n\nHello Jane,\n\nsomebody, hopefully you, " +
		"asked for a new password at Demo Shop.\n\nhttp://127.0.0.1:8080/reset#0123456789ABCDEFGHJKMNPQRS\n\nThe link works until 13:00 UTC, once.\n--a\n" +
		"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n" + html +
		"\n--b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo>\nContent-Disposition: inline; filename=logo.png\nContent-Transfer-Encoding: base64\n\n" +
		dot + "\n--b--\n--a--\n"
}

func TestBrowserStates(t *testing.T) {
	b := startBrowser(t)
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
	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{
		{"desktop-light", 1280, 800, "light"}, {"desktop-dark", 1280, 800, "dark"},
		{"phone-light", 375, 740, "light"}, {"phone-dark", 375, 740, "dark"},
	} {
		t.Run(look.name, func(t *testing.T) {
			v := b.open(t, smtpsink.Config{
				FirstRequest: `curl -H 'Content-Type: application/json' -d '{"project_id":1,"email":"jane@example.com"}' http://127.0.0.1:8080/api/services/webshop/v1/customer/auth/password/forgot`,
				HomePath:     "/", DocsPath: "/docs", TravelPath: "/demo/clock", RequestPath: "/forgot/1#email=jane@example.com", Machine: time.Now,
			})
			v.send("Subject: =?utf-8?q?A_damaged_mail?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n!!!!\n--b\nContent-Type: application/pdf; name=\"invoice.pdf\"\n\nx\n--b--\n")
			v.send(prettyMail())
			v.send("From: a-very-long-sender-name-without-any-blank-that-goes-on-and-on@example.com\nSubject: Your password was changed, and this subject is longer than any list is wide\n\n" +
				strings.Repeat("long", 60) + "\n")
			v.run(chromedp.EmulateViewport(look.width, look.height))
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}}
			if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			for _, s := range states() {
				v.visit(s.path)
				if s.do != nil {
					s.do(v)
				}
				v.wantEqual(s.name+": wider than the screen", v.eval("document.documentElement.scrollWidth - innerWidth > 0"), "false")
				v.picture(s.name + "-" + look.name)
				v.wantAccessible(s.name, axe)
			}
			v.wantClean()
		})
	}
}

func (v *tab) picture(name string) {
	v.Helper()
	if *screenshots == "" {
		return
	}
	shot, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), shot, 0o644); err != nil {
		v.Fatal(err)
	}
}

// wantAccessible runs axe-core in the page as it stands.
func (v *tab) wantAccessible(what, axe string) {
	v.Helper()
	if axe == "" {
		return
	}
	v.run(chromedp.Evaluate[chromedp.Void](axe + "; 0"))
	found, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](
		`axe.run({ exclude: [["iframe"]] }, { resultTypes: ["violations"] }).then(function (r) {
			return r.violations.map(function (x) { return x.id + ": " + x.nodes.map(function (n) { return n.html + " " + n.failureSummary; }).join(" | "); }).join("\n");
		})`, chromedp.EvalAwaitPromise))
	if err != nil {
		v.Fatalf("%s: axe: %v", what, err)
	}
	if found != "" {
		v.Errorf("%s: %s", what, found)
	}
}
