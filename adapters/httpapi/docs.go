package httpapi

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// Docs is what a dialect's document says besides its operations. None of it
// changes how calls are answered.
type Docs struct {
	Servers  []*huma.Server                  // where the API is published; this server comes before them
	Tags     []*huma.Tag                     // what operations are grouped by
	Security map[string]*huma.SecurityScheme // how callers may say who they are, by the name operations use
	Answers  map[int]AnswerDocs              // what every operation can answer, by status
}

// OperationDocs is what a document says of one operation besides its texts and
// schemas.
type OperationDocs struct {
	// Request has bodies as callers write them. Samples send the one whose name
	// comes first in the alphabet, and readers are shown it first.
	Request []Example

	Answers  map[int]AnswerDocs // over those of the dialect
	Addition bool               // the published API has no such operation
}

// AnswerDocs documents the answers of one status.
type AnswerDocs struct {
	Text     string                 // when it is given; "": the status's own words
	Headers  map[string]*huma.Param // besides those that the pipeline sends
	Examples []Example              // as they go out, byte for byte
	Addition bool                   // the published API does not tell of it
}

// Never stands among an operation's models for a status that the dialect's
// operations have and this one does not.
type Never struct{}

// Example is one body.
type Example struct {
	Name string // in snake_case, unique among its neighbours
	Text string // one line for people
	Body []byte // JSON; of a form, the object with its fields
}

// additionKey marks what a published API does not have, for programs; people
// find it in words.
const additionKey = "x-latchkey-addition"

const additionText = " *An addition of latchkey's to the published API.*"

func additionMark(addition bool) map[string]any {
	if !addition {
		return nil
	}
	return map[string]any{additionKey: true}
}

// over returns d with what top says instead.
func (d AnswerDocs) over(top AnswerDocs) AnswerDocs {
	if top.Text != "" {
		d.Text, d.Addition = top.Text, top.Addition
	}
	if top.Examples != nil {
		d.Examples = top.Examples
	}
	if top.Headers != nil {
		d.Headers = top.Headers
	}
	return d
}

// documented returns the examples by name, as huma writes them.
func documented(examples []Example) map[string]*huma.Example {
	if len(examples) == 0 {
		return nil
	}
	named := make(map[string]*huma.Example, len(examples))
	for _, e := range examples {
		named[e.Name] = &huma.Example{Summary: e.Text, Value: json.RawMessage(e.Body)}
	}
	return named
}
