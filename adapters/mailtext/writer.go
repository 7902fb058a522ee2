// Package mailtext puts letters into words: a plain text part and an HTML part
// that say the same, from templates embedded in the binary.
//
// A language is one implementation of [language]; the templates hold the
// layout only and are shared by all of them.
package mailtext

import (
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"

	"latchkey/domain"
)

//go:embed templates
var files embed.FS

// Writer implements ports.MailWriter. It is safe for concurrent use.
type Writer struct {
	speak language
	texts *text.Template
	htmls *html.Template
}

// New returns a Writer that writes English.
func New() (*Writer, error) {
	texts, err := text.ParseFS(files, "templates/*.txt")
	if err != nil {
		return nil, fmt.Errorf("mailtext: %w", err)
	}
	htmls, err := html.ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("mailtext: %w", err)
	}
	return &Writer{speak: english{}, texts: texts, htmls: htmls}, nil
}

// Write returns the mail for the letter, the same mail for the same letter. It
// fails for a letter that cannot become an honest mail: see [checkLetter].
func (w *Writer) Write(letter domain.Letter) (domain.Mail, error) {
	if err := checkLetter(letter); err != nil {
		return domain.Mail{}, err
	}
	page := pageOf(letter, w.speak)
	plain, rich, err := w.render(string(letter.Kind), page)
	if err != nil {
		return domain.Mail{}, err
	}
	_, host, _ := strings.Cut(letter.Project.Sender.Address(), "@")
	return domain.Mail{
		MessageID: letter.ID.String() + "@" + host,
		From:      letter.Project.Sender,
		FromName:  letter.Project.Name,
		To:        letter.To,
		Subject:   page.Say.Subject,
		Text:      plain,
		HTML:      rich,
		Date:      letter.Date,
	}, nil
}

// render executes both templates of a kind. What the templates complain about
// may quote the letter, so it goes no further.
func (w *Writer) render(kind string, page page) (plain, rich string, err error) {
	var asText, asHTML strings.Builder
	asText.Grow(1 << 10)
	asHTML.Grow(6 << 10) // about the size of a mail; growing in steps made twice the garbage
	if err := w.texts.ExecuteTemplate(&asText, kind+".txt", page); err != nil {
		return "", "", errors.New("mailtext: the text template failed")
	}
	if err := w.htmls.ExecuteTemplate(&asHTML, kind+".html", page); err != nil {
		return "", "", errors.New("mailtext: the HTML template failed")
	}
	return asText.String(), asHTML.String(), nil
}
