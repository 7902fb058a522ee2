package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// lineWidth is how many characters a line for people has at most, where it can
// be helped.
const lineWidth = 80

// print writes doc as one JSON document, or what words writes for people.
func (f *officeFlags) print(terminal *Terminal, doc any, words func(io.Writer)) error {
	var text bytes.Buffer
	if f.JSON {
		if err := encode(&text, doc); err != nil {
			return err
		}
	} else {
		words(&text)
	}
	_, err := terminal.Stdout.Write(text.Bytes())
	return err
}

func encode(w io.Writer, doc any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(doc); err != nil {
		return err
	}
	_, err := w.Write(visibleJSON(text.Bytes()))
	return err
}

// visibleJSON spells what cannot be seen as JSON has it, \u202e: what others have
// said may be in it, and a terminal obeys more than JSON forbids.
func visibleJSON(document []byte) []byte {
	if !bytes.ContainsFunc(document, unseen) {
		return document
	}
	var spelled []byte
	for _, r := range string(document) {
		if !unseen(r) {
			spelled = utf8.AppendRune(spelled, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			spelled = fmt.Appendf(spelled, "\\u%04x", unit)
		}
	}
	return spelled
}

func unseen(r rune) bool { return r >= 0x7f && !unicode.IsPrint(r) }

// printTable writes rows under a head in aligned columns. The last cell of each
// is cut to keep the line within its width, and aligned with nothing.
func printTable(w io.Writer, head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row[:len(row)-1] {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range append([][]string{head}, rows...) {
		var line strings.Builder
		for i, cell := range row {
			if i == len(row)-1 {
				line.WriteString(cut(cell, max(16, lineWidth-utf8.RuneCountInString(line.String()))))
				break
			}
			line.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// cut shortens text to most characters, the last of which then says so.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// fact is a name with a value; one without a value is not printed.
type fact struct{ name, value string }

func printFacts(w io.Writer, facts []fact) {
	width := 0
	for _, f := range facts {
		if f.value != "" {
			width = max(width, len(f.name))
		}
	}
	for _, f := range facts {
		if f.value != "" {
			fmt.Fprintf(w, "%-*s  %s\n", width, f.name, f.value)
		}
	}
}

// moment prints a time in UTC, to the second, or nothing for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

// plural counts things.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
