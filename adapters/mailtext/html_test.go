package mailtext_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"latchkey/domain"
)

// document is what a mail client would find in an HTML part.
type document struct {
	links    []string // of anchors, in order
	images   []string // where pictures come from
	text     string   // outside head and hidden text included
	elements []string
	attrs    map[string]bool
	styles   string // all CSS, inline and not
}

// parseHTML reads an HTML part with encoding/xml's HTML settings: the templates
// are well-formed, and whatever broke out of a value would not be.
func parseHTML(t *testing.T, source string) document {
	t.Helper()
	doc := document{attrs: map[string]bool{}}
	decoder := xml.NewDecoder(strings.NewReader(source))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	inside := ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return doc
		}
		if err != nil {
			t.Fatalf("the HTML is not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name.Local
			doc.start(token)
		case xml.EndElement:
			inside = ""
		case xml.CharData:
			if inside == "style" {
				doc.styles += string(token)
			} else if inside != "title" {
				doc.text += string(token)
			}
		}
	}
}

func (d *document) start(element xml.StartElement) {
	d.elements = append(d.elements, element.Name.Local)
	for _, attr := range element.Attr {
		d.attrs[attr.Name.Local] = true
		switch {
		case attr.Name.Local == "style":
			d.styles += attr.Value + "\n"
		case element.Name.Local == "a" && attr.Name.Local == "href":
			d.links = append(d.links, attr.Value)
		case attr.Name.Local == "src":
			d.images = append(d.images, attr.Value)
		}
	}
}

var (
	elements = []string{"html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "h1", "p", "a", "br", "img"}
	attrs    = []string{
		"lang", "dir", "charset", "name", "content", "class", "style", "role", "width", "align", "bgcolor",
		"cellpadding", "cellspacing", "border", "href", "src", "alt", "height",
	}
)

// checkHarmless fails t if the document asks for anything or holds anything
// but plain markup: no image, font, script, form or foreign style.
func checkHarmless(t *testing.T, doc document) {
	t.Helper()
	for _, e := range doc.elements {
		if !slices.Contains(elements, e) {
			t.Errorf("got an element %q", e)
		}
	}
	for a := range doc.attrs {
		if !slices.Contains(attrs, a) {
			t.Errorf("got an attribute %q", a)
		}
	}
	for _, image := range doc.images {
		if image != "cid:logo" {
			t.Errorf("got a picture from %q", image)
		}
	}
	for _, remote := range []string{"url(", "@import", "@font-face", "expression", "src:"} {
		if strings.Contains(strings.ToLower(doc.styles), remote) {
			t.Errorf("the style contains %q", remote)
		}
	}
}

var wantLinks = map[domain.DeliveryKind][]string{
	domain.ResetLinkMail:       {link, link, notMeLink, shopURL, helpLink},
	domain.PasswordChangedMail: {shopURL, shopURL, helpLink},
	domain.TestMail:            {shopURL, helpLink},
}

func TestHTMLHasExactlyTheExpectedLinks(t *testing.T) {
	for _, kind := range kinds {
		for _, language := range domain.Languages() {
			doc := parseHTML(t, write(t, in(language, sample(t, kind))).HTML)
			checkHarmless(t, doc)
			if !slices.Equal(doc.links, wantLinks[kind]) {
				t.Errorf("%s: %s: got links %q, want %q", kind, language, doc.links, wantLinks[kind])
			}
		}
	}
}

func TestLogo(t *testing.T) {
	for _, kind := range kinds {
		letter := sample(t, kind)
		if mail := write(t, letter); mail.Logo != nil || parseHTML(t, mail.HTML).images != nil {
			t.Errorf("%s: got a logo of a project that has none", kind)
		}
		letter.Project.Brand.Logo = &domain.Logo{MediaType: "image/png", Data: []byte("logo")}
		letter.Project.Name = `"Ann" & <b>Bob</b>`
		mail := write(t, letter)
		if images := parseHTML(t, mail.HTML).images; mail.Logo != letter.Project.Brand.Logo || !slices.Equal(images, []string{"cid:logo"}) {
			t.Errorf("%s: got pictures %q, want the logo once", kind, images)
		}
		if want := ` alt="&#34;Ann&#34; &amp; &lt;b&gt;Bob&lt;/b&gt;"`; !strings.Contains(mail.HTML, want) {
			t.Errorf("%s: the HTML lacks%s", kind, want)
		}
	}
}

// TestSupportAddressIsOneRecipient: an address may contain what means something
// in a mailto link.
func TestSupportAddressIsOneRecipient(t *testing.T) {
	letter := sample(t, domain.ResetLinkMail)
	letter.Project.Brand.Support = email(t, "a?cc=b%40c#d&e@shop.example")
	links := parseHTML(t, write(t, letter).HTML).links
	address, err := url.Parse(links[len(links)-1])
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.PathUnescape(address.Opaque)
	if err != nil || to != letter.Project.Brand.Support.Address() || address.RawQuery != "" || address.Fragment != "" {
		t.Errorf("got a mail to %q, query %q, want just %q", to, address.RawQuery, letter.Project.Brand.Support.Address())
	}
}

func TestHTMLFitsLightDarkAndPhones(t *testing.T) {
	for _, kind := range kinds {
		source := write(t, sample(t, kind)).HTML
		for _, want := range []string{
			`<meta name="color-scheme" content="light dark">`, "@media (prefers-color-scheme: dark)",
			`<meta name="viewport" content="width=device-width, initial-scale=1">`, "@media (max-width: 599px)",
			`<html lang="en" dir="ltr">`,
		} {
			if !strings.Contains(source, want) {
				t.Errorf("%s: the HTML lacks %s", kind, want)
			}
		}
		if len(source) > 20_000 {
			t.Errorf("%s: got %d octets of HTML, want at most 20,000", kind, len(source))
		}
	}
}
