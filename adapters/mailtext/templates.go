package mailtext

import (
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"io"
	"strings"
	text "text/template"

	"latchkey/domain"
)

//go:embed templates
var files embed.FS

// templates are the built-in ones, two for each kind of mail.
type templates struct {
	texts *text.Template
	htmls *html.Template
}

func parseTemplates() (templates, error) {
	texts, err := text.ParseFS(files, "templates/*.txt")
	if err != nil {
		return templates{}, fmt.Errorf("mailtext: %w", err)
	}
	htmls, err := html.ParseFS(files, "templates/*.html")
	if err != nil {
		return templates{}, fmt.Errorf("mailtext: %w", err)
	}
	return templates{texts: texts, htmls: htmls}, nil
}

// plain returns the text part of a mail.
func (t templates) plain(kind domain.DeliveryKind, p page) (string, error) {
	return execute(t.texts.Lookup(string(kind)+".txt"), p)
}

// rich returns the HTML part of a mail.
func (t templates) rich(kind domain.DeliveryKind, p page) (string, error) {
	return execute(t.htmls.Lookup(string(kind)+".html"), p)
}

// execute returns what a template makes of a page. What the template complains
// about may quote the letter, so it goes no further.
func execute(template interface{ Execute(io.Writer, any) error }, p page) (string, error) {
	var part strings.Builder
	part.Grow(8 << 10) // about the size of an HTML part; growing in steps made twice the garbage
	if err := template.Execute(&part, p); err != nil {
		return "", errors.New("mailtext: a template failed")
	}
	return part.String(), nil
}
