package mailtext

import (
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	text "text/template"

	"latchkey/domain"
)

// place is where a template is used.
type place struct {
	project  domain.ProjectID
	language domain.Language
	kind     domain.DeliveryKind
}

func placeOf(letter domain.Letter, p page) place {
	return place{project: letter.Project.ID, language: domain.Language(p.Language), kind: letter.Kind}
}

// override is an operator's own templates for one mail; each may be nil.
type override struct {
	subject, plain *text.Template
	rich           *html.Template
}

// subjectOf returns the subject the operator wants, as one line.
func (o override) subjectOf(p page) (string, error) {
	subject, err := execute(o.subject, p)
	return strings.Join(strings.Fields(subject), " "), err
}

// The parts of a mail that can be overridden, as their files end.
const (
	subjectPart = "subject.txt"
	plainPart   = "txt"
	richPart    = "html"
)

// source is one file of an operator.
type source struct {
	file     string
	project  domain.ProjectID
	language domain.Language // "" for all
	kind     domain.DeliveryKind
	part     string
	text     string
}

// readOverrides parses and tries all templates of folder.
func (w *Writer) readOverrides(folder fs.FS) (map[place]override, error) {
	sources, err := readSources(folder)
	if err != nil {
		return nil, err
	}
	// Those for all languages come first, so that the others replace them.
	slices.SortStableFunc(sources, func(a, b source) int { return strings.Compare(string(a.language), string(b.language)) })
	own := map[place]override{}
	for _, s := range sources {
		parsed, err := s.parse()
		if err != nil {
			return nil, fmt.Errorf("mailtext: template %s: %w", s.file, err)
		}
		for _, language := range s.languages() {
			if err := w.try(s, parsed, language); err != nil {
				return nil, fmt.Errorf("mailtext: template %s: %w", s.file, err)
			}
			at := place{project: s.project, language: language, kind: s.kind}
			own[at] = own[at].with(parsed)
		}
	}
	return own, nil
}

// with returns o with the templates that other has.
func (o override) with(other override) override {
	if other.subject != nil {
		o.subject = other.subject
	}
	if other.plain != nil {
		o.plain = other.plain
	}
	if other.rich != nil {
		o.rich = other.rich
	}
	return o
}

func (s source) languages() []domain.Language {
	if s.language == "" {
		return domain.Languages()
	}
	return []domain.Language{s.language}
}

func (s source) parse() (override, error) {
	if s.part == richPart {
		rich, err := html.New(s.file).Parse(s.text)
		if err != nil {
			return override{}, err
		}
		return override{rich: rich}, checkFields(rich.Tree)
	}
	plain, err := text.New(s.file).Parse(s.text)
	if err != nil {
		return override{}, err
	}
	if s.part == subjectPart {
		return override{subject: plain}, checkFields(plain.Tree)
	}
	return override{plain: plain}, checkFields(plain.Tree)
}

// readSources reads all files of folder, except those with a dot in front. One
// that nothing would ever use is an error: its name must be a slip.
func readSources(folder fs.FS) ([]source, error) {
	var sources []source
	err := fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("mailtext: the folder of templates cannot be read: %w", err)
		case file != "." && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		s, err := sourceAt(file)
		if err != nil {
			return fmt.Errorf("mailtext: template %s: %w", file, err)
		}
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return fmt.Errorf("mailtext: template %s: %w", file, err)
		}
		s.text = strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n") // as Windows saves it
		sources = append(sources, s)
		return nil
	})
	return sources, err
}

// sourceAt reads what a file is for from its name.
func sourceAt(file string) (source, error) {
	s := source{file: file}
	folders := strings.Split(path.Dir(file), "/")
	id, err := strconv.ParseInt(folders[0], 10, 64)
	if s.project = domain.ProjectID(id); err != nil || id <= 0 || s.project.String() != folders[0] || len(folders) > 2 {
		return source{}, errors.New("no such place: name it <project id>/<language>/<mail>.<part>, such as 1/nl/reset_link.html")
	}
	if len(folders) == 2 {
		if s.language, err = domain.ParseLanguage(folders[1]); err != nil {
			return source{}, fmt.Errorf("no language %q: there are %v", folders[1], domain.Languages())
		}
	}
	kind, part, _ := strings.Cut(path.Base(file), ".")
	s.kind, s.part = domain.DeliveryKind(kind), part
	if s.kind != domain.ResetLinkMail && s.kind != domain.PasswordChangedMail || part != subjectPart && part != plainPart && part != richPart {
		return source{}, errors.New("no such mail: a template is called reset_link or password_changed, and then .subject.txt, .txt or .html")
	}
	return s, nil
}
