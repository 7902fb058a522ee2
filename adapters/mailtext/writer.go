// Package mailtext puts letters into words: a plain text part and an HTML part
// that say the same, from templates embedded in the binary or from an
// operator's own.
//
// A language is one implementation of [language]; the built-in templates hold
// the layout only and are shared by all of them.
package mailtext

import (
	"fmt"
	"io/fs"
	"strings"

	"latchkey/domain"
)

// Writer implements ports.MailWriter. It is safe for concurrent use.
type Writer struct {
	languages map[domain.Language]language
	builtIn   templates
	own       map[place]override
	drawer    drawer
}

// Options are what a Writer can be given. The zero Options are fine.
type Options struct {
	// Overrides holds an operator's own templates; nil for none. Each replaces
	// one part of one mail of a project, in one language or in all:
	//
	//	<project id>/<language>/<mail>.<part>
	//	<project id>/<mail>.<part>
	//
	// A mail is reset_link or password_changed; a part is subject.txt, txt or
	// html. The first two are read by text/template, the last by html/template.
	// What there is no template for is written as if there were none at all. A
	// subject is one line, and the reference is put behind it.
	//
	// Templates are given these fields:
	//
	//	.Shop .ShopURL     the project's name and where its shop is
	//	.Support .Footer   from its brand; each may be empty
	//	.Mailto            .Support as an address for a link
	//	.Logo              whether <img src="cid:logo"> will show its logo
	//	.Paint             its colour, such that it can be read: .Button and .ButtonText,
	//	                   .DarkButton and .DarkButtonText, .Link and .DarkLink
	//	.Language          of the mail, such as nl
	//	.Direction         in which it is read: ltr or rtl
	//	.Reference         such as "ref 7K2M"
	//	.Subject           of the built-in mail, without the reference
	//	.Say               sentences of the built-in mail: .Preview .Heading .Lead .Button
	//	                   .Validity .LinkNote .CodeNote .NotYou .NotMe .Help .Reference
	//
	// and for reset_link also
	//
	//	.Link .Code        where the new password is set, and the code for that page
	//	.Minutes .Expires  how long both work, and until when
	//	.NotMeLink         where the reader can say that he did not ask
	//	.Context           sentences on how, when and how often was asked; may be empty
	//	.Asked             how many times in the last hour
	//
	// and for password_changed .ChangedAt. Moments are written out in the mail's
	// language.
	Overrides fs.FS
}

// New returns a Writer. It has tried all templates of its Options with sample
// letters: one that cannot be used, such as that of a reset link's mail without
// the link, is an error that names its file and says what to do.
func New(options Options) (*Writer, error) {
	builtIn, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	w := &Writer{languages: map[domain.Language]language{}, builtIn: builtIn}
	for _, speak := range languages() {
		w.languages[speak.tag()] = speak
	}
	for _, tag := range domain.Languages() {
		if w.languages[tag] == nil {
			return nil, fmt.Errorf("mailtext: no mail can be written in %q", tag)
		}
	}
	if options.Overrides != nil {
		if w.own, err = w.readOverrides(options.Overrides); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Write returns the mail for the letter, the same mail for the same letter. It
// fails for a letter that cannot become an honest mail: see [checkLetter].
func (w *Writer) Write(letter domain.Letter) (domain.Mail, error) {
	if err := checkLetter(letter); err != nil {
		return domain.Mail{}, err
	}
	speak, known := w.languages[letter.Language]
	if !known {
		speak = w.languages[domain.FirstLanguage()]
	}
	p := pageOf(letter, speak)
	parts, err := w.render(letter, p)
	if err != nil {
		return domain.Mail{}, err
	}
	_, host, _ := strings.Cut(letter.Project.Sender.Address(), "@")
	return domain.Mail{
		MessageID: letter.ID.String() + "@" + host,
		From:      letter.Project.Sender,
		FromName:  letter.Project.Name,
		To:        letter.To,
		ReplyTo:   letter.Project.ReplyTo,
		Subject:   parts.subject + " · " + p.Reference,
		Text:      parts.plain,
		HTML:      parts.rich,
		Logo:      letter.Project.Brand.Logo,
		Language:  speak.tag(),
		Date:      letter.Date,
	}, nil
}

// parts are a mail's words; the subject is still without the reference.
type parts struct{ subject, plain, rich string }

// render takes each part from the operator's own template if there is one, else
// from the stationery's form if the letter fits it, else from the built-in one.
func (w *Writer) render(letter domain.Letter, p page) (parts, error) {
	paper, err := w.stationeryFor(letter, p)
	if err != nil {
		return parts{}, err
	}
	p.Paint = paper.paint
	r, own := parts{subject: p.Subject}, w.own[placeOf(letter, p)]
	if own.subject != nil {
		if r.subject, err = own.subjectOf(p); err != nil {
			return parts{}, err
		}
	}
	form := paper.hasForms && p.fitsForm()
	switch {
	case own.plain != nil:
		r.plain, err = execute(own.plain, p)
	case form:
		r.plain = paper.plain.fill(p.values())
	default:
		r.plain, err = w.builtIn.plain(letter.Kind, p)
	}
	if err != nil {
		return parts{}, err
	}
	switch {
	case own.rich != nil:
		r.rich, err = execute(own.rich, p)
	case form:
		r.rich = paper.rich.fill(escaped(p.values()))
	default:
		r.rich, err = w.builtIn.rich(letter.Kind, p)
	}
	return r, err
}

func (w *Writer) stationeryFor(letter domain.Letter, p page) (*stationery, error) {
	l := lookOf(letter, &p)
	if found := w.drawer.find(l); found != nil {
		return found, nil
	}
	made, err := w.builtIn.print(l, p)
	if err == nil {
		w.drawer.keep(l, made)
	}
	return made, err
}
