package apidocs

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// literalStyle is how a language writes what JSON can say.
type literalStyle struct {
	object, array [2]string
	empty         string // object
	between       string // a name and its value
	last          string // behind the last member
	null, yes, no string
	quote         func(string) string
}

var (
	jsonStyle = literalStyle{
		object: [2]string{"{", "}"}, array: [2]string{"[", "]"}, empty: "{}", between: ": ",
		null: "null", yes: "true", no: "false", quote: quoteJSON,
	}
	phpStyle = literalStyle{
		object: [2]string{"[", "]"}, array: [2]string{"[", "]"}, empty: "new stdClass()", between: " => ", last: ",",
		null: "null", yes: "true", no: "false", quote: quoteScript,
	}
	pythonStyle = literalStyle{
		object: [2]string{"{", "}"}, array: [2]string{"[", "]"}, empty: "{}", between: ": ", last: ",",
		null: "None", yes: "True", no: "False", quote: quoteJSON,
	}
)

// literalOf returns the function that templates write a value with: all lines
// but the first are indented by so many spaces, each level by step more.
func literalOf(style literalStyle) func(step, indent int, value jsontext.Value) (string, error) {
	return func(step, indent int, value jsontext.Value) (string, error) {
		return style.write(value, strings.Repeat(" ", step), strings.Repeat(" ", indent))
	}
}

func (s literalStyle) write(value jsontext.Value, step, indent string) (string, error) {
	switch value.Kind() {
	case 'n':
		return s.null, nil
	case 't':
		return s.yes, nil
	case 'f':
		return s.no, nil
	case '0':
		return string(value), nil
	case '"':
		text, err := jsontext.AppendUnquote(nil, value)
		return s.quote(string(text)), err
	}
	brackets, members := s.array, []string(nil)
	if value.Kind() == '{' {
		brackets = s.object
	}
	err := eachMember(value, func(name string, member jsontext.Value) error {
		written, err := s.write(member, step, indent+step)
		if value.Kind() == '{' {
			written = s.quote(name) + s.between + written
		}
		members = append(members, indent+step+written)
		return err
	})
	if len(members) == 0 {
		if value.Kind() == '{' {
			return s.empty, err
		}
		return "[]", err
	}
	return brackets[0] + "\n" + strings.Join(members, ",\n") + s.last + "\n" + indent + brackets[1], err
}

// eachMember visits what is in an object or an array, which has no names, in
// its order.
func eachMember(value jsontext.Value, visit func(name string, member jsontext.Value) error) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(value))
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	for decoder.PeekKind() != '}' && decoder.PeekKind() != ']' {
		name := ""
		if value.Kind() == '{' {
			token, err := decoder.ReadToken()
			if err != nil {
				return err
			}
			name = token.String()
		}
		member, err := decoder.ReadValue()
		if err != nil {
			return err
		}
		if err := visit(name, member.Clone()); err != nil {
			return err
		}
	}
	return nil
}

// quoteJSON quotes text for JSON, JavaScript and Python alike.
func quoteJSON(text string) string {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return `""`
	}
	return string(quoted)
}

// quoteScript quotes text in single quotes for JavaScript and PHP, which know
// the same two escapes there.
func quoteScript(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}

// quoteShell quotes text for a POSIX shell.
func quoteShell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
