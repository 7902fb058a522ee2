package mailtext_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"latchkey/adapters/mailtext"
	"latchkey/domain"
)

// folder returns a file system of files by name.
func folder(files map[string]string) fstest.MapFS {
	made := fstest.MapFS{}
	for name, text := range files {
		made[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return made
}

func overridden(t *testing.T, files map[string]string) *mailtext.Writer {
	t.Helper()
	w, err := mailtext.New(mailtext.Options{Overrides: folder(files)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestOverridesReplacePartsOfOneMail(t *testing.T) {
	w := overridden(t, map[string]string{
		"1/nl/reset_link.subject.txt":       "Nieuw wachtwoord bij {{.Shop}}\r\n",
		"1/nl/reset_link.txt":               "Hoi! {{.Say.Lead}}\r\n{{.Link}}\r\n",
		"1/reset_link.txt":                  "All languages: {{.Link}}\n",
		"1/reset_link.html":                 `<p>{{.Shop}}: <a class=x href={{.Link}}>{{.Code}}</a> {{.Minutes}} {{.Asked}}`,
		"1/nl/password_changed.subject.txt": "\ufeffGewijzigd",
		".git/config":                       "not ours",
		"1/.DS_Store":                       "nor this",
	})
	letter := sample(t, domain.ResetLinkMail)
	letter.Project.Name = `A&B "Shop"`
	nl, err := w.Write(in(domain.Dutch, letter))
	if err != nil {
		t.Fatal(err)
	}
	if want := `Nieuw wachtwoord bij A&B "Shop" · ref 18DJ`; nl.Subject != want {
		t.Errorf("got subject %q, want %q", nl.Subject, want)
	}
	if want := "Hoi! Voor je account bij A&B \"Shop\" is"; !strings.HasPrefix(nl.Text, want) || !strings.HasSuffix(nl.Text, "\n"+link+"\n") {
		t.Errorf("got text %q, want it to begin with %q and end with the link", nl.Text, want)
	}
	if want := "<p>A&amp;B &#34;Shop&#34;: <a class=x href=" + link + ">" + code + "</a> 60 7"; nl.HTML != want {
		t.Errorf("got HTML %q, want %q", nl.HTML, want)
	}
	en, err := w.Write(letter)
	if err != nil {
		t.Fatal(err)
	}
	if want := "All languages: " + link + "\n"; en.Text != want || en.HTML != nl.HTML || !strings.HasPrefix(en.Subject, "Reset your ") {
		t.Errorf("in English: got subject %q and text %q, want the built-in subject and %q", en.Subject, en.Text, want)
	}
}

func TestOverridesLeaveOtherMailsAlone(t *testing.T) {
	w := overridden(t, map[string]string{"1/nl/reset_link.txt": "x {{.Link}}", "1/reset_link.subject.txt": "x"})
	other := sample(t, domain.ResetLinkMail)
	other.Project.ID = 2
	for _, letter := range []domain.Letter{other, sample(t, domain.PasswordChangedMail), sample(t, domain.TestMail)} {
		got, err := w.Write(letter)
		if err != nil {
			t.Fatal(err)
		}
		if want := write(t, letter); got != want {
			t.Errorf("project %s, %s: got another mail than without templates", letter.Project.ID, letter.Kind)
		}
	}
}

// TestOverriddenSubjectIsOneLine also where no sample leads.
func TestOverriddenSubjectIsOneLine(t *testing.T) {
	w := overridden(t, map[string]string{"1/reset_link.subject.txt": "Hello{{if gt .Asked 50}}\nBcc: x@evil.example{{end}}"})
	letter := sample(t, domain.ResetLinkMail)
	letter.Asked = 51
	mail, err := w.Write(letter)
	if want := "Hello Bcc: x@evil.example · ref 18DJ"; err != nil || mail.Subject != want {
		t.Errorf("got subject %q, error %v, want %q", mail.Subject, err, want)
	}
}

func TestBrokenOverridesAreRefused(t *testing.T) {
	const linked = `<a href="{{.Link}}">x</a>`
	tests := []struct{ file, text, says string }{
		{"1/nl/reset_link.txt", "{{.Link}", "reset_link.txt:1"},
		{"1/nl/reset_link.html", linked + "{{if}}", "missing value"},
		{"1/nl/reset_link.html", linked + `<a href="{{if .Logo}}x'{{else}}">{{end}}`, "different contexts"},
		{"1/nl/reset_link.txt", "{{.Link}} {{.Lnk}}", "nothing is called .Lnk: there are .Language .Direction"},
		{"1/nl/reset_link.txt", "{{.Link}} {{.Say.Leed}}", "nothing is called .Say.Leed: there are .Say.Preview"},
		{"1/nl/reset_link.txt", "{{.Link}} {{.Shop.Name}}", "nothing is called .Shop.Name"},
		{"1/nl/reset_link.txt", "{{.Link}}{{if gt .Asked 50}}{{.Oops}}{{end}}", "nothing is called .Oops"},
		{"1/nl/reset_link.txt", "{{.Link}}{{if gt .Asked 50}}{{else if .Oops}}{{end}}", "nothing is called .Oops"},
		{"1/nl/reset_link.txt", `{{.Link}}{{if gt .Asked 50}}{{with .Shop}}{{$.Oops}}{{end}}{{end}}`, "nothing is called .Oops"},
		{"1/nl/reset_link.txt", `{{.Link}}{{if gt .Asked 50}}{{printf "%s" (print .Oops)}}{{end}}`, "nothing is called .Oops"},
		{"1/nl/reset_link.txt", "{{.Link}}{{with .Shop}}{{.Oops}}{{end}}", "Oops"},
		{"1/nl/reset_link.txt", `{{.Link}}{{template "gone"}}`, "gone"},
		{"1/nl/reset_link.txt", "Code: {{.Code}}", "no link: put {{.Link}}"},
		{"1/nl/reset_link.txt", "({{.Link}})", "no link"},
		{"1/nl/reset_link.txt", "x {{if .Logo}}{{.Link}}{{end}}", "no link"},
		{"1/nl/reset_link.html", "<p>{{.Link}}</p>", `no link: put <a href="{{.Link}}">`},
		{"1/nl/reset_link.html", `<!-- <a href="{{.Link}}">x</a> -->x`, "no link"},
		{"1/nl/reset_link.html", `<a href="{{.NotMeLink}}" title="{{.Link}}">x</a>`, "no link"},
		{"1/nl/reset_link.html", `<a href="{{.Link}}/">x</a>`, "no link"},
		{"1/nl/reset_link.html", "", "it is empty"},
		{"1/nl/reset_link.txt", "{{define `x`}}{{end}}", "it is empty"},
		{"1/nl/password_changed.txt", " {{if .Link}}x{{end}} ", "it is empty"},
		{"1/nl/password_changed.txt", "\xff", "UTF-8"},
		{"1/nl/password_changed.html", "a\rb", "control characters"},
		{"1/nl/password_changed.html", `<a href="{{.Link}}">`, ""},
		{"1/nl/password_changed.subject.txt", "a\nb", "more than one line"},
		{"1/nl/reset_link.subject.txt", "Code {{.Code}}", "shows the link or the code"},
		{"1/nl/reset_link.subject.txt", "{{.Link}}", "shows the link or the code"},
		{"1/nl/reset_link.subject.txt", "=?utf-8?q?x?=", "=?"},
		{"1/nl/reset_link.subject.txt", "{{.Shop}} {{.Shop}} {{.Shop}}", "more than 480 bytes"},
		{"1/nl/reset-link.html", linked, "no such mail"},
		{"1/nl/reset_link.htm", linked, "no such mail"},
		{"1/nl/test.txt", "x", "no such mail"},
		{"1/nl/README", "x", "no such mail"},
		{"1/nb/reset_link.html", linked, `no language "nb": there are [en nl`},
		{"1/nl/x/reset_link.html", linked, "no such place"},
		{"shop/nl/reset_link.html", linked, "no such place"},
		{"01/nl/reset_link.html", linked, "no such place"},
		{"0/reset_link.html", linked, "no such place"},
		{"reset_link.html", linked, "no such place"},
	}
	for _, test := range tests {
		_, err := mailtext.New(mailtext.Options{Overrides: folder(map[string]string{test.file: test.text})})
		switch {
		case test.says == "":
			if err != nil {
				t.Errorf("%s %q: got error %v, want none", test.file, test.text, err)
			}
		case err == nil:
			t.Errorf("%s %q: got no error, want one that says %q", test.file, test.text, test.says)
		case !strings.Contains(err.Error(), test.says) || !strings.HasPrefix(err.Error(), "mailtext: template "+test.file+": "):
			t.Errorf("%s %q: got error %q, want the file's name and %q", test.file, test.text, err, test.says)
		}
	}
}

// TestBuiltInTemplatesPassAsOverrides: what we demand of others we do, and the
// fields that are offered suffice for a whole mail.
func TestBuiltInTemplatesPassAsOverrides(t *testing.T) {
	files := map[string]string{}
	for _, kind := range kinds[:2] {
		mail := write(t, sample(t, kind))
		files["1/"+string(kind)+".txt"] = strings.ReplaceAll(mail.Text, link, "{{.Link}}")
		files["1/"+string(kind)+".html"] = strings.ReplaceAll(mail.HTML, link, "{{.Link}}")
	}
	overridden(t, files)
}

func TestUnreadableFolderIsRefused(t *testing.T) {
	_, err := mailtext.New(mailtext.Options{Overrides: os.DirFS(filepath.Join(t.TempDir(), "gone"))})
	if err == nil || !strings.Contains(err.Error(), "folder of templates cannot be read") {
		t.Errorf("got error %v, want one about the folder", err)
	}
}
