package httpapi

import "github.com/go-json-experiment/json/jsontext"

// BodyError says why a body is not an object that could be read one way only.
// The set is closed. It never quotes the body.
type BodyError string

// Why a body is refused.
const (
	NotJSON       BodyError = "body is not valid JSON"
	NotObject     BodyError = "body is JSON, but not an object"
	RepeatedName  BodyError = "an object has two members of one name"
	LookalikeName BodyError = "a name differs from another one, or from a known one, in letter case only"
	BadText       BodyError = "body is not UTF-8, or text in it holds NUL"
	TooDeep       BodyError = "body is nested too deep"
	TooManyNames  BodyError = "an object has too many members"
)

// The limits of a body, besides its size.
const (
	MaxDepth   = 8  // the body itself is the first level
	MaxMembers = 32 // of each object
)

// Error returns the reason.
func (e BodyError) Error() string { return string(e) }

// Text returns the reason as a sentence for whoever wrote the body.
func (e BodyError) Text() string {
	switch e {
	case RepeatedName:
		return "The request body must not contain the same field twice."
	case LookalikeName:
		return "The request body must not contain field names that differ only in letter case."
	case BadText:
		return "The request body must be valid UTF-8 text without NUL characters."
	case TooDeep:
		return "The request body must not be nested more than 8 levels deep."
	case TooManyNames:
		return "The request body must not have more than 32 fields in an object."
	}
	return "The request body must be a JSON object."
}

// Field is a name that an object may have for its caller to make use of.
type Field struct {
	Name   string
	Inside []Field // what its own object may have
}

// Object is a JSON object that passed [ReadObject], in the order it was sent.
type Object []Member

// Member is one name of an object with its value.
type Member struct {
	Name  string
	Known bool // Name is one of the fields asked for
	Value Value
}

// Value is one JSON value.
type Value struct {
	Kind    jsontext.Kind // as jsontext names kinds; 0 for no value at all
	Text    string        // of a string, its content; of a number, as it was written
	Members Object        // of an object
	Len     int           // members of an object, items of an array
}

// Get returns the value of name; its Kind is 0 if there is none.
func (o Object) Get(name string) Value {
	for i := range o {
		if o[i].Name == name {
			return o[i].Value
		}
	}
	return Value{}
}
