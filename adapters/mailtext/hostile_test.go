package mailtext_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

func TestHostileNamesStayText(t *testing.T) {
	names := []string{
		`<img src=x onerror=1>`, `</a><a href=//evil.example>`, `"><script>alert(1)</script>`, `</style><style>*{display:none}`,
		`{{.Code}}`, `&lt;b&gt;`, `Jane <jane@evil.example>`, `"quoted", it's`, `Bücher & Söhne 📚`, `متجر`, strings.Repeat("x", 200),
	}
	for _, name := range names {
		for _, kind := range kinds {
			letter := sample(t, kind)
			letter.Project.Name, letter.Project.Brand.Footer = name, name
			mail := write(t, letter)
			if mail.FromName != name || !strings.Contains(mail.Subject, name) || !strings.Contains(mail.Text, name) {
				t.Errorf("%q: the name is not shown as it is written", name)
			}
			doc := parseHTML(t, mail.HTML)
			checkHarmless(t, doc)
			if !strings.Contains(doc.text, name) {
				t.Errorf("%q: the HTML does not show the name as it is written", name)
			}
			if !slices.Equal(doc.links, wantLinks[kind]) {
				t.Errorf("%q: got links %q, want %q", name, doc.links, wantLinks[kind])
			}
		}
	}
}

func TestRefusedLetters(t *testing.T) {
	name := func(n string) func(*domain.Letter) { return func(l *domain.Letter) { l.Project.Name = n } }
	target := func(u string) func(*domain.Letter) { return func(l *domain.Letter) { l.Link = u } }
	tests := map[string]func(*domain.Letter){
		"name with CRLF":            name("Shop\r\nBcc: all@evil.example"),
		"name with LF":              name("Shop\nVisit evil.example"),
		"name with CR":              name("Shop\rX"),
		"name with NUL":             name("Shop\x00"),
		"name with escape":          name("Shop\x1b[2J"),
		"name with C1 control":      name("Shop\u0085X"),
		"name with line separator":  name("Shop\u2028X"),
		"name reordering text":      name("Shop \u202egro.live"),
		"name isolating text":       name("Shop \u2066x"),
		"name that is no UTF-8":     name("Shop\xff"),
		"name as encoded word":      name("=?utf-8?q?evil?="),
		"name with backslash":       name(`Söhne \ Co`),
		"empty name":                name(""),
		"blank name":                name(" \u00a0 "),
		"name of 201 octets":        name(strings.Repeat("x", 201)),
		"shop URL javascript":       func(l *domain.Letter) { l.Project.ShopURL = "javascript:alert(1)" },
		"shop URL empty":            func(l *domain.Letter) { l.Project.ShopURL = "" },
		"link javascript":           target("JavaScript:alert(1)//"),
		"link relative":             target("//evil.example/reset"),
		"link without host":         target("https:///reset"),
		"link with newline":         target(link + "\nhttps://evil.example"),
		"link with space":           target(link + " x"),
		"link with bracket":         target(link + "><b>"),
		"link not ASCII":            target("https://ｓhop.example/"),
		"no link":                   target(""),
		"code with markup":          func(l *domain.Letter) { l.Code = "<b>" },
		"software of its own words": func(l *domain.Letter) { l.Software.Browser = "Visit evil.example" },
		"system of its own words":   func(l *domain.Letter) { l.Software.System = "<b>evil</b>" },
		"no link to disown":         func(l *domain.Letter) { l.NotMeLink = "" },
		"link to disown javascript": func(l *domain.Letter) { l.NotMeLink = "javascript:alert(1)" },
		"footer with LF":            func(l *domain.Letter) { l.Project.Brand.Footer = "a\nVisit evil.example" },
		"no code":                   func(l *domain.Letter) { l.Code = "" },
		"expired":                   func(l *domain.Letter) { l.ExpiresAt = l.Date },
		"no recipient":              func(l *domain.Letter) { l.To = domain.Email{} },
		"no sender":                 func(l *domain.Letter) { l.Project.Sender = domain.Email{} },
		"unknown kind":              func(l *domain.Letter) { l.Kind = "frame" },
		"no date":                   func(l *domain.Letter) { l.Date = time.Time{} },
	}
	for label, spoil := range tests {
		letter := sample(t, domain.ResetLinkMail)
		spoil(&letter)
		mail, err := writer(t).Write(letter)
		if err == nil {
			t.Errorf("%s: got no error", label)
			continue
		}
		if mail != (domain.Mail{}) {
			t.Errorf("%s: got a mail beside the error", label)
		}
		if text := err.Error(); strings.Contains(text, "evil") || strings.Contains(text, "jane") || strings.Contains(text, code) {
			t.Errorf("%s: the error quotes the letter: %v", label, err)
		}
	}
}
