package apidocs_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestReadingByKeyboard: Elements alone hides the operations in groups that
// only take clicks, and does not let go of who has come to a call's body.
func TestReadingByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	r := openReader(t)
	r.window(1280, 800)
	r.open("/docs/beta")
	r.wait(`return document.querySelector('.sl-elements a[href$="/operations/closed"]')`)
	for tabs := 0; r.focus("title") != "Calls"; tabs++ {
		if tabs == 20 {
			t.Fatal("Tab never comes to the group of operations")
		}
		r.press(kb.Tab)
	}
	for _, step := range []struct{ key, want string }{{kb.Enter, "false 0"}, {" ", "true 1"}} {
		r.press(step.key)
		r.wait(`return document.activeElement.ariaExpanded + ' ' + document.querySelectorAll('.sl-elements a[href$="/operations/closed"]').length === '` + step.want + `' || undefined`)
	}
	r.press(kb.Tab)
	r.press(kb.Enter)
	body := r.wait(`const body = document.querySelector('.sl-elements textarea'); body?.focus(); return body?.value`)
	if got := r.focus("aria-label"); got != "Body to send" {
		t.Errorf("the field for the body is named %q", got)
	}
	r.press(kb.Tab)
	if got := r.wait(`return document.activeElement.textContent`); got != "Send API Request" {
		t.Errorf("after the body comes %q", got)
	}
	if got := r.wait(`return document.querySelector('.sl-elements textarea').value`); got != body {
		t.Errorf("Tab made the body %q, which was %q", got, body)
	}
	r.wait(`const fields = document.querySelector('.sl-elements [aria-label="Fields"]'); fields?.focus(); return fields && document.activeElement === fields || undefined`)
	for _, step := range []struct{ key, want string }{{kb.Enter, "false 0"}, {" ", "true 1"}} {
		r.press(step.key)
		r.wait(`return document.activeElement.ariaExpanded + ' ' + document.querySelectorAll('[data-test="property-name-echo"]').length === '` + step.want + `' || undefined`)
	}
	if got := r.wait(`return [...document.querySelectorAll('.sl-elements button')].filter((e) => !e.textContent && !e.ariaLabel).length`); got != "0" {
		t.Errorf("%s buttons have no name", got)
	}
	r.wantClean()
}

// TestReadingOnAPhone: what a narrow window has instead of the list at the side.
func TestReadingOnAPhone(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	r := openReader(t)
	r.window(375, 800)
	r.open("/docs/beta")
	r.wait(`const menu = document.querySelector('.sl-elements button[aria-label="Operations"]'); menu?.click(); return menu?.ariaLabel`)
	r.wait(`return document.querySelector('.sl-drawer[aria-label="Operations"] a[href$="/operations/closed"]')`)
	if got := r.wait(`return document.querySelector('.sl-drawer button').ariaLabel`); got != "Close" {
		t.Errorf("the menu ends with %q", got)
	}
	// It slides in, and nothing may lie on it.
	r.wait(`const box = document.querySelector('.sl-drawer button').getBoundingClientRect();
		return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest('.sl-drawer button')`)
	r.wantClean()
}

// TestReadingAsTheDayEnds: the theme may change while somebody reads.
func TestReadingAsTheDayEnds(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is slow to start")
	}
	r := openReader(t)
	r.scheme("light")
	r.open("/docs/alpha#/operations/open")
	const colour = `const strings = [...document.querySelectorAll('.sl-elements .token.string')].filter((e) => !e.closest('.sl-inverted'));
		return strings.length ? getComputedStyle(strings[0]).color : undefined`
	light := r.wait(colour)
	r.scheme("dark")
	r.wait(`return document.documentElement.dataset.theme === 'dark' || undefined`)
	if dark := r.wait(colour); light != "rgb(3, 47, 98)" || dark != "rgb(165, 214, 255)" {
		t.Errorf("samples are %s in the light, and %s in the dark", light, dark)
	}
	r.wantClean()
}

func (r *reader) window(width, height int64) {
	r.Helper()
	if err := chromedp.Do(r.ctx, chromedp.EmulateViewport(width, height)); err != nil {
		r.Fatal(err)
	}
}

func (r *reader) press(key string) {
	r.Helper()
	if err := chromedp.Do(r.ctx, chromedp.KeyEvent(key)); err != nil {
		r.Fatal(err)
	}
}

// focus returns an attribute of what has the focus.
func (r *reader) focus(attribute string) string {
	r.Helper()
	value, err := chromedp.Run(r.ctx, chromedp.Evaluate[string](`document.activeElement.getAttribute('`+attribute+`') ?? ''`))
	if err != nil {
		r.Fatal(err)
	}
	return value
}

// scheme makes the person prefer light or dark pages.
func (r *reader) scheme(name string) {
	r.Helper()
	if _, err := chromedp.Call(r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	}); err != nil {
		r.Fatal(err)
	}
}
