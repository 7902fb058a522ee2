package pages

import (
	"encoding/json"
	"net/http"
	"strings"

	"latchkey/domain"
)

// visit is a request with what it says about the visitor's language.
type visit struct {
	*http.Request
	asked   domain.Language // by ?lang=, for this page and those it leads to; zero if not
	prefers domain.Language // of the visitor's browser; zero if none of ours
	again   string          // the path of the page to open once more when this one cannot be shown
}

// visit reads the language. It is the only thing but a fingerprint that a page
// takes from a query and sends back, and it comes from a closed list.
func (p *Pages) visit(r *http.Request, to route) visit {
	v := visit{Request: r, again: "/reset"}
	if to.get != nil {
		v.again = r.URL.EscapedPath()
	} else if to.page != "" {
		v.again = to.page
	}
	v.asked, _ = domain.ParseLanguage(r.URL.Query().Get("lang"))
	if p.language != nil {
		v.prefers = p.language(r)
	}
	return v
}

// customers is the language to remember for the customer's mail; zero if the
// visit shows none.
func (v visit) customers() domain.Language {
	if v.asked != "" {
		return v.asked
	}
	return v.prefers
}

// software is what the visitor uses, in words of a closed list.
func (v visit) software() domain.Software { return domain.ParseUserAgent(v.UserAgent()) }

// speech is how to talk to a visitor: in which words, and with which links.
type speech struct {
	W     *words
	Tag   domain.Language
	asked domain.Language
	base  string
}

// speech returns the words for v on a page of project, which may be zero.
func (p *Pages) speech(v visit, project domain.Project) speech {
	tag := domain.FirstLanguage(v.asked, v.prefers, project.Language)
	return speech{W: catalogue(tag), Tag: tag, asked: v.asked, base: p.base}
}

// URL returns the address of a page, given its path here and perhaps a query.
// It keeps the language if the visitor has chosen one.
func (s speech) URL(path string) string { return address(s.base, path, s.asked) }

// In is URL in another language.
func (s speech) In(path string, language domain.Language) string {
	return address(s.base, path, language)
}

func address(base, path string, language domain.Language) string {
	switch {
	case language == "":
		return base + path
	case strings.Contains(path, "?"):
		return base + path + "&lang=" + string(language)
	}
	return base + path + "?lang=" + string(language)
}

// Others returns the languages that a page can be read in besides its own.
func (s speech) Others() []domain.Language {
	var others []domain.Language
	for _, language := range domain.Languages() {
		if language != s.Tag {
			others = append(others, language)
		}
	}
	return others
}

// NameOf returns the name of a language in itself.
func (s speech) NameOf(language domain.Language) string { return catalogue(language).Language }

// ScriptWords is what the script says by itself, as JSON; what it says of
// passwords only if there is one to choose.
func (s speech) ScriptWords(ofPasswords bool) (string, error) {
	own := struct {
		Second   unit           `json:"second"`
		Minute   unit           `json:"minute"`
		Strength *strengthWords `json:"strength,omitempty"`
	}{Second: s.W.Second, Minute: s.W.Minute}
	if ofPasswords {
		own.Strength = &s.W.Strength
	}
	text, err := json.Marshal(own)
	return string(text), err
}
