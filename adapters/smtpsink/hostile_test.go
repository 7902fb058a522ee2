package smtpsink_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"latchkey/adapters/smtpsink"
)

// payloads are what a mail could bring to run in the page around it.
func payloads() []string {
	return []string{
		`<script>alert(1)</script>`, `<ScRiPt src=//evil.example/x.js></sCrIpT>`, `<img src=x onerror=alert(1)>`,
		`"><img src=x onerror=alert(1)>`, `'><svg onload=alert(1)>`, `<svg/onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`,
		`</title><script>alert(1)</script>`, `</pre><script>alert(1)</script>`, `</bdi></a><script>alert(1)</script>`,
		`</style><script>alert(1)</script>`, `</iframe><script>alert(1)</script>`, `<iframe srcdoc="<script>alert(1)</script>">`,
		`<iframe src=javascript:alert(1)>`, `<object data=javascript:alert(1)>`, `<embed src=javascript:alert(1)>`,
		`<a href=javascript:alert(1)>x</a>`, `<a href="jAvAsCrIpT&colon;alert(1)">x</a>`, `<a href="java&#10;script:alert(1)">x</a>`,
		`<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="vbscript:msgbox(1)">x</a>`, `javascript:alert(1)`,
		`<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<base href=//evil.example/>`,
		`<link rel=stylesheet href=//evil.example/x.css>`, `<style>@import '//evil.example/x.css'</style>`,
		`<form action=//evil.example><input name=x><button>go</button></form>`, `<button formaction=javascript:alert(1)>x</button>`,
		`<details open ontoggle=alert(1)>`, `<video src=x onerror=alert(1)>`, `<audio src onloadstart=alert(1)>`,
		`<body onload=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<marquee onstart=alert(1)>x</marquee>`,
		`<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=alert(1)>">`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<template><script>alert(1)</script></template>`,
		`<!--><script>alert(1)</script>-->`, `<![CDATA[<script>alert(1)</script>]]>`, `<?xml version="1.0"?><script>alert(1)</script>`,
		`{{.}}`, `{{template "mail.gohtml"}}`, `${alert(1)}`, `" onmouseover="alert(1)`, `' onfocus='alert(1)' autofocus='`,
		"` onmouseover=`alert(1)", `&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;script&#62;alert(1)&#60;/script&#62;`,
		"<scr\u0000ipt>alert(1)</scr\u0000ipt>", "\u202e<script>alert(1)</script>", "\ufeff<script>alert(1)</script>",
		`+ADw-script+AD4-alert(1)+ADw-/script+AD4-`, "\x1b[2J<script>alert(1)</script>", `<slot><x onclick=alert(1)>`,
		`<portal src=//evil.example>`, `<dialog open onclose=alert(1)>`, `\"><script>alert(1)</script>`, `%3Cscript%3Ealert(1)%3C/script%3E`,
	}
}

// hostileMail carries the payload in every place the page shows.
func hostileMail(payload string) string {
	word := "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(payload)) + "?="
	encoded := base64.StdEncoding.EncodeToString([]byte("about " + payload + " it"))
	return fmt.Sprintf(`From: %[1]s <evil@example.com>
Subject: %[1]s
X-Evil: %[1]s
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

%[2]s
--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

%[2]s
--b
Content-Type: application/x-evil
Content-Disposition: attachment; filename*=utf-8''%[3]s

x
--b--
`, word, encoded, url.PathEscape(payload))
}

func TestHostileMailIsOnlyText(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send(hostileMail("harmless"))
	calm := map[string]string{}
	for _, face := range []string{"html", "text", "headers", "source"} {
		_, calm[face] = h.do("GET", "/inbox/mail/1?view="+face+"&q=harmless")
		if n := strings.Count(calm[face], "harmless"); n < 6 {
			t.Fatalf("%s: the page shows the payload %d times, want title, search, list, subject, from and file", face, n)
		}
	}
	h.do("DELETE", "/inbox/api/messages")
	if len(payloads()) < 40 {
		t.Fatalf("got %d payloads, want 40", len(payloads()))
	}
	for i, payload := range payloads() {
		t.Run(payload, func(t *testing.T) {
			h.send(hostileMail(payload))
			path := fmt.Sprintf("/inbox/mail/%d", i+2)
			for face, want := range calm {
				_, page := h.do("GET", path+"?view="+face+"&q="+url.QueryEscape(payload))
				if got, want := skeleton(page), skeleton(want); !strings.HasPrefix(got, "<!doctype html>") || got != want {
					t.Errorf("%s: the payload changed the page's elements:\n%s", face, firstDifference(got, want))
				}
				if !strings.Contains(page, "<h3 id=\"files\">") {
					t.Errorf("%s: the file is not named", face)
				}
			}
			_, api := h.do("GET", fmt.Sprintf("/inbox/api/messages/%d", i+2))
			if strings.ContainsAny(api, "<>\x1b\x00") {
				t.Errorf("JSON: a raw bracket or control in %s", api)
			}
			res, _ := h.do("GET", path+"/html")
			if got := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'") {
				t.Errorf("frame: got policy %q", got)
			}
			h.do("DELETE", "/inbox/api/messages")
		})
	}
}

// skeleton is every tag of the page with its attributes, save the values of those that tell what is looked for.
func skeleton(page string) string {
	tags := strings.Join(regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1), "\n")
	// The payload goes through an attribute and URLs here, so what of it could end either must be gone.
	known := regexp.MustCompile(`/inbox/mail/\d+|data-revision="\d+"|[?]q=([^"<>&' ]|&#43;)*|name="q" value="[^"<>]*"`)
	return known.ReplaceAllString(tags, "#")
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("got  %s\nwant %s", a[i], b[i])
		}
	}
	return fmt.Sprintf("got %d tags, want %d", len(a), len(b))
}

func TestOnlyWebLinksAreClickable(t *testing.T) {
	tests := []struct {
		name, text, html string
		want             []string
	}{
		{"text", "go to https://a.example/x?y=1#z.", "", []string{"https://a.example/x?y=1#z"}},
		{"brackets", "(see http://a.example/b_(c)) <http://b.example>, [http://c.example]", "",
			[]string{"http://a.example/b_(c)", "http://b.example", "http://c.example"}},
		{"capitals", "HTTPS://A.EXAMPLE/X", "", []string{"HTTPS://A.EXAMPLE/X"}},
		{"once", "http://a.example http://a.example", `<a href="http://a.example">x</a>`, []string{"http://a.example"}},
		{"attribute forms", "", `<a href = 'http://a.example/?a=1&amp;b=2'>x</a><a HREF=http://b.example>y</a>`,
			[]string{"http://a.example/?a=1&b=2", "http://b.example"}},
		{"other schemes", "javascript:alert(1) ftp://a.example mailto:a@b.example file:///etc/passwd data:text/html,x",
			`<a href="javascript:alert(1)">x</a><a href=" java&#10;script:alert(1)">x</a><a href="data:text/html,x">x</a><a href="ftp://a.example">x</a>` +
				`<a href="javascript://a.example/%0aalert(1)">x</a>`, nil},
		{"relative", "", `<a href="/inbox/empty">x</a><a href="//evil.example">x</a><a href="#top">x</a>`, nil},
		{"no host", "http:// https:///x", `<a href="http:x">x</a><a href="http:\\a.example">x</a>`, nil},
		{"controls", "", "<a href=\"http://a.example/\x01\">x</a><a href=\"http://a.example/a b\">x</a>", nil},
		{"half a quote", "", `<a href="http://a.example`, nil},
		{"too long", "http://a.example/" + strings.Repeat("x", 2048), "", nil},
	}
	for _, tt := range tests {
		raw := "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n" + tt.text + "\r\n--b\r\nContent-Type: text/html\r\n\r\n" +
			tt.html + "\r\n--b--\r\n"
		if got := smtpsink.ParseMail([]byte(raw)).Links; strings.Join(got, " ") != strings.Join(tt.want, " ") {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
