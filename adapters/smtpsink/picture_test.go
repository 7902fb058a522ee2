package smtpsink_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"latchkey/adapters/smtpsink"
)

// dot is a PNG of one pixel.
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// related is an HTML mail with one part beside it.
func related(html, head, body string) string {
	return "Subject: x\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n" + html +
		"\n--b\n" + head + "\nContent-Transfer-Encoding: base64\n\n" + body + "\n--b--\n"
}

func TestPicturesOfTheMailItself(t *testing.T) {
	const logo = "Content-Type: image/png\nContent-ID: <logo>\nContent-Disposition: inline; filename=logo.png"
	svg := base64.StdEncoding.EncodeToString([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
	page := base64.StdEncoding.EncodeToString([]byte(`<html><script>alert(1)</script>`))
	const data = "data:image/png;base64," + dot
	tests := []struct {
		name, html, head, body, want string
	}{
		{"shown", `<img src="cid:logo">`, logo, dot, `<img src="` + data + `">`},
		{"any quotes, any case", `<IMG SRC='CID:logo'><img src=cid:logo><td background="cid:logo" style="background:url(cid:logo)">`, logo, dot,
			`<IMG SRC='` + data + `'><img src=` + data + `><td background="` + data + `" style="background:url(` + data + `)">`},
		{"escaped id", `<img src="cid:a%40b.example">`, "Content-Type: image/png\nContent-ID: <a@b.example>", dot, `<img src="` + data + `">`},
		{"type not believed", `<img src="cid:logo">`, "Content-Type: application/x-evil\nContent-ID: <logo>", dot, `<img src="` + data + `">`},
		{"no such id", `<img src="cid:other"><img src="cid:">`, logo, dot, `<img src="cid:other"><img src="cid:">`},
		{"no id", `<img src="cid:logo">`, "Content-Type: image/png", dot, `<img src="cid:logo">`},
		{"not a picture", `<img src="cid:logo">`, logo, page, `<img src="cid:logo">`},
		{"a document", `<img src="cid:logo">`, "Content-Type: image/svg+xml\nContent-ID: <logo>", svg, `<img src="cid:logo">`},
		{"text at the end", `cid:`, logo, dot, `cid:`},
		{"foreign stays foreign", `<img src="https://evil.example/cid:logo.png">`, logo, dot, `<img src="https://evil.example/cid:logo.png">`},
		{"too large", `<img src="cid:logo">`, logo, dot[:len(dot)-4] + strings.Repeat("\n"+strings.Repeat("A", 76), 10_000), `<img src="cid:logo">`},
	}
	for _, tt := range tests {
		h := open(t, smtpsink.Config{})
		h.send(related(tt.html, tt.head, tt.body))
		res, got := h.do("GET", "/inbox/mail/1/html")
		if res.StatusCode != 200 || strings.TrimSpace(got) != inNewTabs+tt.want {
			t.Errorf("%s: got %d %.200q, want %.200q", tt.name, res.StatusCode, got, tt.want)
		}
		if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; img-src data:;") {
			t.Errorf("%s: got policy %q", tt.name, policy)
		}
		if m := h.mail("1"); strings.TrimSpace(m.HTML) != tt.html {
			t.Errorf("%s: scripts get %.100q, want the part as it came", tt.name, m.HTML)
		}
	}
}

// A small mail must not become a huge page by showing one picture very often.
func TestPicturesAreBounded(t *testing.T) {
	big := "data:"
	png, err := base64.StdEncoding.DecodeString(dot)
	if err != nil {
		t.Fatal(err)
	}
	body := base64.StdEncoding.EncodeToString(append(png, make([]byte, 300<<10)...))
	var lines strings.Builder
	for ; len(body) > 76; body = body[76:] {
		lines.WriteString(body[:76] + "\n")
	}
	lines.WriteString(body)
	h := open(t, smtpsink.Config{})
	h.send(related(strings.Repeat("<img src=cid:logo>\n", 5000), "Content-Type: image/png\nContent-ID: <logo>", lines.String()))
	_, got := h.do("GET", "/inbox/mail/1/html")
	if n := strings.Count(got, big); n < 1 || n > 20 || len(got) > 6<<20 {
		t.Errorf("got %d pictures and %d bytes, want some, and at most 6 MiB", n, len(got))
	}
	if n := strings.Count(got, "<img src="); n != 5000 {
		t.Errorf("got %d places for pictures, want all 5000", n)
	}
}
