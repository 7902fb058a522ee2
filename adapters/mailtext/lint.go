package mailtext

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"latchkey/domain"
)

// maxSubjectBytes is what a subject may have with the longest name of a shop,
// so that it fits in a header.
const maxSubjectBytes = 480

// try executes a template of source with sample letters in language, and
// refuses it if one of the mails could not be sent.
func (w *Writer) try(s source, parsed override, language domain.Language) error {
	letters, err := sampleLetters(s.project, s.kind, language)
	if err != nil {
		return err
	}
	for _, letter := range letters {
		p := pageOf(letter, w.languages[language])
		p.Paint = paintWith(letter.Project.Brand.Color)
		if err := parsed.try(p); err != nil {
			return err
		}
	}
	return nil
}

func (o override) try(p page) error {
	var written strings.Builder
	switch {
	case o.subject != nil:
		if err := o.subject.Execute(&written, p); err != nil {
			return err
		}
		return checkSubject(written.String(), p)
	case o.plain != nil:
		if err := o.plain.Execute(&written, p); err != nil {
			return err
		}
		return checkPlain(written.String(), p)
	}
	if err := o.rich.Execute(&written, p); err != nil {
		return err
	}
	return checkRich(written.String(), p)
}

func checkSubject(subject string, p page) error {
	line := strings.TrimSpace(subject)
	switch {
	case strings.Contains(line, "\n"):
		return errors.New("it has more than one line: a subject is one")
	case len(line) > maxSubjectBytes:
		return fmt.Errorf("with a long shop name it has more than %d bytes: make it shorter", maxSubjectBytes)
	case p.Code != "" && strings.Contains(line, p.Code):
		return errors.New("it shows the link or the code: take them out, for a subject is read by servers and over shoulders")
	case strings.Contains(line, "=?"):
		return errors.New("it contains =?, which mail programs take for the start of an encoded word: take it out")
	}
	return checkCharacters(line)
}

// checkCharacters refuses what no part of a mail can hold.
func checkCharacters(part string) error {
	switch {
	case strings.TrimSpace(part) == "":
		return errors.New("it is empty: write something, or remove the file")
	case !utf8.ValidString(part):
		return errors.New("it is not UTF-8: save it as UTF-8")
	case strings.ContainsFunc(part, func(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }):
		return errors.New("it contains control characters: take them out")
	}
	return nil
}

func checkPlain(text string, p page) error {
	if err := checkCharacters(text); err != nil {
		return err
	}
	if p.Link != "" && !slices.Contains(strings.Fields(text), p.Link) {
		return errors.New("it has no link: put {{.Link}} on a line of its own")
	}
	return nil
}

// anchors finds where the anchors of a document lead. What html/template has
// written contains no comments, and no bracket within a value of its own.
var anchors = regexp.MustCompile(`(?i)<a\s(?:[^>]*?\s)?href\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)`)

func checkRich(document string, p page) error {
	if err := checkCharacters(document); err != nil {
		return err
	}
	leadsThere := func(anchor []string) bool {
		return html.UnescapeString(strings.Trim(anchor[1], `"'`)) == p.Link
	}
	if p.Link != "" && !slices.ContainsFunc(anchors.FindAllStringSubmatch(document, -1), leadsThere) {
		return errors.New(`it has no link: put <a href="{{.Link}}">…</a> where the customer is to click`)
	}
	return nil
}
