package smtpsink_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"latchkey/adapters/smtpsink"
)

func TestReadingMail(t *testing.T) {
	tests := []struct{ name, raw, text, html, note string }{
		{"plain", "Subject: x\r\n\r\nbody\r\n", "body\n", "", ""},
		{"no head", "just words\r\nand more\r\n", "just words\nand more\n", "", ""},
		{"no body", "Subject: x\r\n", "", "", ""},
		{"nothing", "", "", "", ""},
		{"head that breaks off", "Subject: x\r\nthen words\r\n", "then words\n", "", ""},
		{"starts with a blank", " folded\r\nSubject: x\r\n", " folded\nSubject: x\n", "", ""},
		{"html only", "Content-Type: TEXT/HTML\r\n\r\n<p>x</p>\r\n", "", "<p>x</p>\n", ""},
		{"latin-1", "Content-Type: text/plain; charset=iso-8859-1\r\n\r\ngr\xfc\xdfe", "grüße", "", ""},
		{"unknown charset", "Content-Type: text/plain; charset=martian\r\n\r\nbody", "body", "", "unknown"},
		{"unknown encoding", "Content-Transfer-Encoding: zip\r\n\r\nbody", "body", "", "unknown"},
		{"broken utf-8", "\r\na\xff\x00b", "a\uFFFD\uFFFDb", "", ""},
		{"broken base64", "Content-Transfer-Encoding: base64\r\n\r\naGVs!!!!", "hel", "", "damaged"},
		{"hopeless base64", "Content-Transfer-Encoding: base64\r\n\r\n!!!!", "!!!!", "", "damaged"},
		{"broken quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n\r\na=zzb", "a=zzb", "", ""},
		{"broken parameter", "Content-Type: text/html; charset=\r\n\r\n<p>x</p>", "", "<p>x</p>", ""},
		{"broken type", "Content-Type: ;;;\r\n\r\nbody", "body", "", ""},
		{"no boundary", "Content-Type: multipart/mixed\r\n\r\nbody", "body", "", "could not be taken apart"},
		{"boundary never comes", "Content-Type: multipart/mixed; boundary=b\r\n\r\nbody", "body", "", "could not be taken apart"},
		{"no last boundary", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody", "body", "", ""},
		{"boundary inside a line", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx --b\r\n--bb\r\ny\r\n--b--\r\nlast", "x --b\n--bb\ny", "", ""},
		{"boundary with blanks", "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b \t\r\n\r\nx\r\n--b-- \r\nepilogue", "x", "", ""},
		{"two texts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--", "one\n\ntwo", "", ""},
		{"LF only", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n", "one", "", ""},
		{"nested", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
			"--b\r\n\r\ntext\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\n--a--\r\n", "text", "<p>", ""},
	}
	for _, tt := range tests {
		got := smtpsink.ParseMail([]byte(tt.raw))
		if got.Text != tt.text || got.HTML != tt.html {
			t.Errorf("%s: got text %q and html %q, want %q and %q", tt.name, got.Text, got.HTML, tt.text, tt.html)
		}
		if notes := strings.Join(got.Notes, " "); (tt.note == "") != (notes == "") || !strings.Contains(notes, tt.note) {
			t.Errorf("%s: got notes %q, want %q", tt.name, notes, tt.note)
		}
	}
}

func TestReadingHeaders(t *testing.T) {
	raw := "SUBJECT: =?utf-8?q?a=0Ab?=\r\nX-Long: one\r\n two\r\n\tthree\r\nX-Bad: =?martian?q?x?=\r\nX-Empty:\r\n\r\n"
	want := []smtpsink.Header{
		{Name: "SUBJECT", Value: "a b"}, {Name: "X-Long", Value: "one two three"}, {Name: "X-Bad", Value: "=?martian?q?x?="}, {Name: "X-Empty"},
	}
	got := smtpsink.ParseMail([]byte(raw)).Headers
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFilesAreNamedOnly(t *testing.T) {
	raw := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/png; name=\"../../etc/passwd\"\r\n\r\nx\r\n" +
		"--b\r\nContent-Disposition: ATTACHMENT; filename=\"=?utf-8?q?=C3=BC.txt?=\"\r\n\r\ny\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: z\r\n--b--"
	want := []smtpsink.File{{Name: "../../etc/passwd", Type: "image/png"}, {Name: "ü.txt", Type: "text/plain"}, {Type: "message/rfc822"}}
	got := smtpsink.ParseMail([]byte(raw))
	if fmt.Sprint(got.Files) != fmt.Sprint(want) || got.Text != "" {
		t.Errorf("got %q and text %q, want %q", got.Files, got.Text, want)
	}
}

func TestReadingIsBounded(t *testing.T) {
	tests := []struct{ name, raw, note string }{
		{"100 parts", manyParts(99), ""},
		{"101 parts", manyParts(100), "first 100 parts"},
		{"a million parts", manyParts(1_000_000), "first 100 parts"},
		{"depth 10", deep(10), ""},
		{"depth 11", deep(11), "deeper than 10"},
		{"depth 10,000", deep(10_000), "deeper than 10"},
		{"200 header lines", strings.Repeat("A: b\r\n", 200) + "\r\nbody", ""},
		{"201 header lines", strings.Repeat("A: b\r\n", 201) + "\r\nbody", "more than 200 lines"},
		{"a million header lines", strings.Repeat("A: b\r\n", 1_000_000) + "\r\nbody", "more than 200 lines"},
		{"one endless header", "A: " + strings.Repeat("x", 10<<20) + "\r\n\r\nbody", "more than 200 lines"},
		{"a million encoded words", encodedWords(1_000_000), "more than 200 lines"},
		{"encoded words in one line", "Subject: " + strings.Repeat("=?utf-8?q?a?= ", 4_000) + "\r\n\r\nbody", ""},
		{"half encoded words", "Subject: " + strings.Repeat("=?", 30_000) + "\r\n\r\nbody", ""},
		{"parameters", "Content-Type: multipart/mixed" + strings.Repeat("; a*0*=b", 6_000) + "\r\n\r\nbody", "could not"},
		{"dashes", "Content-Type: multipart/mixed; boundary=-\r\n\r\n" + strings.Repeat("-", 1<<20), "could not"},
		{"links", "\r\n" + strings.Repeat("http://", 1<<18), ""},
		{"brackets", "\r\nhttp://a" + strings.Repeat(")", 1<<19), ""},
		{"attributes", "Content-Type: text/html\r\n\r\n" + strings.Repeat("href=\"", 1<<17) + strings.Repeat("href=", 1<<17) + strings.Repeat("href='&amp;", 1<<16), ""},
	}
	for _, tt := range tests {
		start := time.Now()
		got := smtpsink.ParseMail([]byte(tt.raw))
		if took := time.Since(start); took > soon {
			t.Errorf("%s: took %v, want less than %v", tt.name, took, soon)
		}
		if notes := strings.Join(got.Notes, " "); (tt.note == "") != (notes == "") || !strings.Contains(notes, tt.note) {
			t.Errorf("%s: got notes %q, want %q", tt.name, notes, tt.note)
		}
		checkBounds(t, tt.name, got)
	}
}

func checkBounds(t *testing.T, name string, c smtpsink.Content) {
	t.Helper()
	if len(c.Headers) > 200 || len(c.Files) > 100 || len(c.Links) > 50 || len(c.Notes) > 10 || len(c.Text) > 1<<20+3 || len(c.HTML) > 1<<20+3 {
		t.Errorf("%s: got %d headers, %d files, %d links, %d notes, %d bytes of text, %d of HTML",
			name, len(c.Headers), len(c.Files), len(c.Links), len(c.Notes), len(c.Text), len(c.HTML))
	}
	all := c.Text + c.HTML
	for _, h := range c.Headers {
		if strings.ContainsAny(h.Name+h.Value, "\r\n") {
			t.Errorf("%s: header %q has more than one line", name, h.Name)
		}
		all += h.Name + h.Value
	}
	for _, f := range c.Files {
		all += f.Name + f.Type
	}
	if !utf8.ValidString(all) || strings.Contains(all, "\x00") {
		t.Errorf("%s: not valid UTF-8 without NUL", name)
	}
}

func FuzzParseMail(f *testing.F) {
	for _, seed := range []string{
		"", "x", resetMail, hostileMail("<script>"), manyParts(3), deep(12), encodedWords(3),
		"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n----\r\n", "Content-Type: text/plain; charset=utf-16\r\n\r\n\xff\xfea\x00",
		"Subject: =?utf-8?b?////?=\r\nContent-Transfer-Encoding: base64\r\n\r\n====", "A:b\n\n--\n", "From x\nTo: y\n\nz",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := smtpsink.ParseMail(raw)
		checkBounds(t, "fuzz", got)
		for _, link := range got.Links {
			if l := strings.ToLower(link); !strings.HasPrefix(l, "http://") && !strings.HasPrefix(l, "https://") {
				t.Errorf("link: got %q, want only http and https", link)
			}
		}
	})
}
