package domain_test

import (
	"bytes"
	"strings"
	"testing"

	"latchkey/domain"
)

func TestParseColor(t *testing.T) {
	tests := map[string]domain.Color{
		"#000000": {Set: true},
		"#ffffff": {R: 255, G: 255, B: 255, Set: true},
		"#1F5fD0": {R: 0x1f, G: 0x5f, B: 0xd0, Set: true},
	}
	for text, want := range tests {
		got, err := domain.ParseColor(text)
		if got != want || err != nil {
			t.Errorf("%q: got %v, error %v, want %v", text, got, err, want)
		}
		if written := got.String(); written != strings.ToLower(text) {
			t.Errorf("%q: written as %q", text, written)
		}
	}
	for _, text := range []string{
		"", "#", "#fff", "ffffff", "#fffffff", "#fffff", "#ggffff", "red", "#12345 ", " #12345", "#ffffff;", "#ffffff80", "#+1-2+3", "#１２",
	} {
		if got, err := domain.ParseColor(text); got != (domain.Color{}) || !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "color", Reason: domain.Malformed}) {
			t.Errorf("%q: got %v, error %v, want it refused as malformed", text, got, err)
		}
	}
	if got := (domain.Color{R: 1}).String(); got != "" {
		t.Errorf("no colour is written as %q", got)
	}
}

func TestParseLogo(t *testing.T) {
	const png, jpeg, webP = "\x89PNG\r\n\x1a\n....", "\xff\xd8\xff\xe0....", "RIFF\x10\x00\x00\x00WEBPVP8 "
	tests := map[string]string{png: "image/png", jpeg: "image/jpeg", webP: "image/webp"}
	for text, want := range tests {
		data := []byte(text)
		got, err := domain.ParseLogo(data)
		if err != nil || got.MediaType != want || string(got.Data) != text {
			t.Errorf("%q: got %v, error %v, want %s", text, got, err, want)
			continue
		}
		data[0]++
		if string(got.Data) != text {
			t.Errorf("%s: the logo changes with what it was made of", want)
		}
	}
	for _, text := range []string{
		"", "GIF89a....", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<script>", "\x89PNG", "\xff\xd8", "RIFF", "RIFF\x10\x00\x00\x00WAVEfmt ",
		"RIFF\x10\x00\x00\x00WEBP", " " + png,
	} {
		if got, err := domain.ParseLogo([]byte(text)); got != nil || !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "logo", Reason: domain.Malformed}) {
			t.Errorf("%q: got %v, error %v, want it refused as malformed", text, got, err)
		}
	}
}

func TestLogoIsBounded(t *testing.T) {
	whole := append([]byte("\xff\xd8\xff"), bytes.Repeat([]byte{0}, domain.MaxLogoBytes-3)...)
	if _, err := domain.ParseLogo(whole); err != nil {
		t.Errorf("64 KiB: got error %v", err)
	}
	if got, err := domain.ParseLogo(append(whole, 0)); got != nil || !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "logo", Reason: domain.TooLong}) {
		t.Errorf("64 KiB and a byte: got error %v, want it refused as too long", err)
	}
}

func TestNamesAndFooters(t *testing.T) {
	parsers := []struct {
		field string
		parse func(string) (string, error)
		most  int
	}{
		{"name", domain.ParseProjectName, domain.MaxNameBytes},
		{"footer", domain.ParseFooter, domain.MaxFooterBytes},
	}
	for _, p := range parsers {
		for _, text := range []string{
			"x", "Demo Shop", `<img src=x> & "Söhne" it's {{.Code}}`, "متجر", "ביתי", "👩‍💻 Books", "Crème\u00a0brûlée", " padded ", strings.Repeat("x", p.most),
		} {
			if got, err := p.parse(text); got != text || err != nil {
				t.Errorf("%s %q: got %q, error %v", p.field, text, got, err)
			}
		}
		for label, text := range map[string]string{
			"empty": "", "blank": " \u00a0\u2003", "CR": "a\rb", "LF": "a\nb", "NUL": "a\x00b", "tab": "a\tb", "escape": "a\x1b[2J", "C1": "a\u0085b",
			"line separator": "a\u2028b", "paragraph separator": "a\u2029b", "override": "a\u202eb", "isolate": "a\u2066b", "mark": "a\u200fb",
			"Arabic mark": "a\u061cb", "not UTF-8": "a\xff", "replacement": "a\ufffd", "encoded word": "=?utf-8?q?x?=", "backslash": `a\b`,
			"nothing to see": "\u200b\u2060\ufeff",
		} {
			if got, err := p.parse(text); got != "" || !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: p.field, Reason: domain.Malformed}) {
				t.Errorf("%s, %s: got %q, error %v, want it refused as malformed", p.field, label, got, err)
			}
		}
		if got, err := p.parse(strings.Repeat("x", p.most+1)); got != "" || !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: p.field, Reason: domain.TooLong}) {
			t.Errorf("%s: got %q, error %v, want it refused as too long", p.field, got, err)
		}
	}
}
