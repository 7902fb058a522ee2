package pages_test

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAccessibility lets axe-core look at every state, on a phone and on a
// desk, light and dark. AXE_JS is the path of axe.min.js.
func TestAccessibility(t *testing.T) {
	path := os.Getenv("AXE_JS")
	if path == "" {
		t.Skip("AXE_JS does not say where axe.min.js is: npm install axe-core")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	browser := startBrowser(t)
	for _, s := range scenesNamed(*onlyScenes) {
		t.Run(s.name, func(t *testing.T) {
			b := openTab(t, browser, usual)
			branded(b.world)
			b.screen(390, 844)
			s.open(b, "?lang=en")
			b.settle()
			b.run(chromedp.Evaluate[chromedp.Void](string(axe) + "\n;0"))
			b.wantAccessible("phone, light")
			b.scheme("dark")
			b.wantAccessible("phone, dark")
			b.screen(1280, 800)
			b.wantAccessible("desk, dark")
			b.scheme("light")
			b.wantAccessible("desk, light")
		})
	}
}

func (b *tab) wantAccessible(how string) {
	b.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
	}).then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join('; ')).join('\n'))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatal(err)
	}
	if found != "" {
		b.Errorf("%s: %s", how, found)
	}
}
