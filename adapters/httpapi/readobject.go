package httpapi

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// ReadObject reads a body that is one JSON object, as strictly as it takes for
// every parser to find the same values in it: no second spelling of a name, no
// text that is not text, nothing after the object. Names that are not in known
// are kept too; what they mean is up to the caller. Every error is a BodyError.
// Nothing in the object refers to body.
func ReadObject(body []byte, known []Field) (Object, error) {
	return readObject(body, known, false)
}

func readObject(body []byte, known []Field, closed bool) (Object, error) {
	if !utf8.Valid(body) {
		return nil, BadText
	}
	r := readers.Get().(*reader)
	r.closed = closed
	object, err := r.document(body, known)
	r.release()
	if err != nil {
		return nil, bodyError(err)
	}
	return object, nil
}

// reader is a decoder with its input. Decoders are large, so they are reused.
type reader struct {
	decoder jsontext.Decoder
	input   bytes.Buffer
	closed  bool // names that are not known will be refused, so what they look like is no matter
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// namesCheckedHere stops the decoder from checking names, which this package
// does more strictly.
var namesCheckedHere = jsontext.AllowDuplicateNames(true)

func (r *reader) document(body []byte, known []Field) (Object, error) {
	r.input = *bytes.NewBuffer(body)
	r.decoder.Reset(&r.input, namesCheckedHere)
	switch r.decoder.PeekKind() {
	case '{':
	case 0:
		return nil, NotJSON
	default:
		return nil, NotObject
	}
	object, err := r.object(known, 1)
	if err != nil {
		return nil, err
	}
	if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, NotJSON // something follows the object
	}
	return object, nil
}

// release lets go of the body before the reader is used again.
func (r *reader) release() {
	r.input = bytes.Buffer{}
	r.decoder.Reset(&r.input)
	readers.Put(r)
}

func (r *reader) object(known []Field, depth int) (Object, error) {
	if depth > MaxDepth {
		return nil, TooDeep
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil, err
	}
	object := make(Object, 0, len(known))
	for r.decoder.PeekKind() != '}' {
		if len(object) == MaxMembers {
			return nil, TooManyNames
		}
		member, inside, err := r.name(object, known)
		if err != nil {
			return nil, err
		}
		if member.Value, err = r.value(inside, depth); err != nil {
			return nil, err
		}
		object = append(object, member)
	}
	_, err := r.decoder.ReadToken()
	return object, err
}

// name reads the next name of an object and compares it with those before it
// and with the known ones, under Unicode simple case folding.
func (r *reader) name(before Object, known []Field) (Member, []Field, error) {
	raw, err := r.decoder.ReadValue()
	if err != nil {
		return Member{}, nil, err
	}
	var member Member
	var inside []Field
	if member.Name, err = content(raw, known); err != nil {
		return Member{}, nil, err
	}
	for i := range before {
		switch {
		case before[i].Name == member.Name:
			return Member{}, nil, RepeatedName
		case !r.closed && strings.EqualFold(before[i].Name, member.Name):
			return Member{}, nil, LookalikeName
		}
	}
	for i := range known {
		switch {
		case known[i].Name == member.Name:
			member.Known, inside = true, known[i].Inside
		case !r.closed && strings.EqualFold(known[i].Name, member.Name):
			return Member{}, nil, LookalikeName
		}
	}
	return member, inside, nil
}

func (r *reader) value(inside []Field, depth int) (v Value, err error) {
	v.Kind = r.decoder.PeekKind()
	switch v.Kind {
	case '{':
		v.Members, err = r.object(inside, depth+1)
		v.Len = len(v.Members)
		return v, err
	case '[':
		v.Len, err = r.array(depth + 1)
		return v, err
	}
	raw, err := r.decoder.ReadValue()
	if err != nil {
		return Value{}, err
	}
	switch v.Kind {
	case '"':
		v.Text, err = content(raw, nil)
	case '0':
		v.Text = string(raw)
	}
	return v, err
}

// array reads an array, keeps none of it and returns its length.
func (r *reader) array(depth int) (int, error) {
	if depth > MaxDepth {
		return 0, TooDeep
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return 0, err
	}
	length := 0
	for r.decoder.PeekKind() != ']' {
		if _, err := r.value(nil, depth); err != nil {
			return 0, err
		}
		length++
	}
	_, err := r.decoder.ReadToken()
	return length, err
}

// content returns what a string literal says. Known names are not copied.
func content(raw jsontext.Value, known []Field) (string, error) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", NotJSON // a name that is no string
	}
	plain := raw[1 : len(raw)-1]
	if bytes.IndexByte(plain, '\\') < 0 {
		for i := range known {
			if string(plain) == known[i].Name {
				return known[i].Name, nil
			}
		}
		return string(plain), nil
	}
	decoded, err := jsontext.AppendUnquote(make([]byte, 0, len(plain)), raw)
	if err != nil {
		return "", NotJSON
	}
	if bytes.IndexByte(decoded, 0) >= 0 {
		return "", BadText
	}
	return string(decoded), nil
}

// bodyError hides the decoder's own errors, which quote the body.
func bodyError(err error) BodyError {
	var reason BodyError
	if errors.As(err, &reason) {
		return reason
	}
	return NotJSON
}
