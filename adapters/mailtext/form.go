package mailtext

import (
	"html"
	"strconv"
	"strings"
)

// form is the built-in template of a reset link's mail, executed once for all
// mails of a project in a language, with gaps for what differs between them.
// Executing html/template for each mail took ten times as long. What fills
// the gaps is chosen so narrowly that both ways write the same bytes.
type form struct {
	parts []string // parts[i] stands before the gap, the last one after all of them
	gaps  []int    // gaps[i] is the index of a value in page.varying
}

// gapMark stands in a page for a value, followed by its index as one digit. It
// passes all of html/template's escapers unchanged.
const gapMark = "latchkeyGap"

// varyings is how many values differ between the mails of one look.
const varyings = 9

// varying returns those values, as far as the built-in templates show them.
func (p *page) varying() [varyings]*string {
	return [...]*string{
		&p.Link, &p.NotMeLink, &p.Code, &p.Context,
		&p.Say.Lead, &p.Say.Validity, &p.Say.CodeNote, &p.Say.Details, &p.Say.Reference,
	}
}

// values returns what goes into the gaps of a text.
func (p *page) values() [varyings]string {
	var values [varyings]string
	for i, value := range p.varying() {
		values[i] = *value
	}
	return values
}

// escaped returns what goes into the gaps of a document, in texts as well as in
// quoted attributes.
func escaped(values [varyings]string) [varyings]string {
	for i, value := range values {
		values[i] = html.EscapeString(value)
	}
	return values
}

// markGaps puts marks in place of what differs. What is empty stays so: the
// templates leave out what they have no value for.
func (p *page) markGaps() {
	for i, value := range p.varying() {
		if *value != "" {
			*value = gapMark + strconv.Itoa(i)
		}
	}
}

// newForm splits what a template has made of a page with marks.
func newForm(executed string) form {
	var f form
	for {
		before, after, found := strings.Cut(executed, gapMark)
		f.parts = append(f.parts, before)
		if !found {
			return f
		}
		f.gaps = append(f.gaps, int(after[0]-'0'))
		executed = after[1:]
	}
}

// fill returns the form with values in its gaps.
func (f form) fill(values [varyings]string) string {
	size := len(f.parts[len(f.parts)-1])
	for i, gap := range f.gaps {
		size += len(f.parts[i]) + len(values[gap])
	}
	var filled strings.Builder
	filled.Grow(size)
	for i, gap := range f.gaps {
		filled.WriteString(f.parts[i])
		filled.WriteString(values[gap])
	}
	filled.WriteString(f.parts[len(f.parts)-1])
	return filled.String()
}

// fitsForm reports whether the values are of letters and signs that
// html/template writes as html.EscapeString does wherever they stand. All are,
// unless a shop's name or somebody's own page is odd.
func (p *page) fitsForm() bool {
	return isPlainLink(p.Link) && isPlainLink(p.NotMeLink) && !strings.Contains(p.Say.Lead+p.Say.Details, "+")
}

func isPlainLink(link string) bool {
	for i := 0; i < len(link); i++ {
		switch c := link[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9':
		case strings.IndexByte("-._~:/?#=&", c) >= 0:
		case c == '%' && i+2 < len(link) && isHex(link[i+1]) && isHex(link[i+2]):
		default:
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
