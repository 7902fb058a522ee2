package cli

import (
	"bufio"
	"bytes"
	"io"
)

// stream prints a list that is too long to be held: a JSON array, or lines.
type stream struct {
	out    *bufio.Writer
	json   bool
	before string // what goes before the next element
}

func newStream(w io.Writer, json bool) *stream {
	return &stream{out: bufio.NewWriter(w), json: json, before: "["}
}

// add prints one element, as doc in JSON or as line for people.
func (s *stream) add(doc any, line string) error {
	if !s.json {
		_, err := s.out.WriteString(line + "\n")
		return err
	}
	var one bytes.Buffer
	if err := encode(&one, doc); err != nil {
		return err
	}
	_, err := s.out.WriteString(s.before + string(bytes.TrimSuffix(one.Bytes(), []byte("\n"))))
	s.before = ",\n"
	return err
}

// end prints what is missing.
func (s *stream) end() error {
	if s.json {
		text := "]\n"
		if s.before == "[" {
			text = "[]\n"
		}
		if _, err := s.out.WriteString(text); err != nil {
			return err
		}
	}
	return s.out.Flush()
}
