// Package apitest holds what the tests of all dialects share: whether a
// document tells the truth about the handlers behind it.
package apitest

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
)

// Agreement is one operation whose document and handler must take and refuse
// the same bodies, be they JSON or forms.
type Agreement struct {
	Document *huma.OpenAPI
	Path     string // of its POST, as in the document

	Call    func(body string) (status int, answer string)
	Accepts func(status int, answer string) bool // whether the handler found nothing wrong with the body

	// Values are spellings, in JSON or in a form, of values that a field is
	// given, good ones and odd ones; those named first come more often.
	Values map[string][]string

	// Differences are where the two may disagree. Each one has to show up.
	Differences []Difference
}

// Difference is a disagreement that is meant. One of Refusal and Complaint is
// set.
type Difference struct {
	Name   string
	Reason string

	Refusal   string                  // the handler says this of a body that the schema takes
	Complaint func(Case, string) bool // the schema says this of a body that the handler takes
}

// Case is a body that one side takes and the other one refuses.
type Case struct {
	Body     string
	Value    map[string]any // as a standard parser reads it; nil if it does not, or finds no object
	Refused  []string       // why the schema does; empty if it takes the body
	Status   int            // of the handler
	Answer   string
	Accepted bool // by the handler
}

// Check compares both sides over the document's examples and n generated
// bodies, which are the same in every run.
func (a Agreement) Check(t *testing.T, n int) {
	t.Helper()
	seen := map[string]int{}
	agreed := map[bool]int{}
	random := rand.New(rand.NewPCG(uint64(n), uint64(len(a.Path))))
	bodies := a.examples()
	if len(bodies) == 0 {
		t.Errorf("%s: the document has no example", a.Path)
	}
	write := a.body
	if a.isForm() {
		write = a.form
	}
	for len(bodies) < n {
		bodies = append(bodies, write(random))
	}
	for _, body := range bodies {
		c := a.compare(body)
		if c.Accepted == (len(c.Refused) == 0) {
			agreed[c.Accepted]++
			continue
		}
		names, all := a.explain(c)
		if !all {
			t.Fatalf("%s: %q: the schema says %q, the handler %d %s", a.Path, c.Body, c.Refused, c.Status, c.Answer)
		}
		for _, name := range names {
			seen[name]++
		}
	}
	for _, d := range a.Differences {
		if seen[d.Name] == 0 {
			t.Errorf("%s: the difference %q never shows: remove it, or generate it", a.Path, d.Name)
		}
	}
	if agreed[true] < n/20 || agreed[false] < n/20 {
		t.Errorf("%s: %d bodies were taken and %d refused by both; that is too few to mean anything", a.Path, agreed[true], agreed[false])
	}
	t.Logf("%s: both took %d and refused %d of %d; differences: %v", a.Path, agreed[true], agreed[false], len(bodies), seen)
}

// explain names the differences that c shows. A body that the handler takes
// must have every complaint of the schema explained.
func (a Agreement) explain(c Case) (names []string, all bool) {
	if !c.Accepted {
		for _, d := range a.Differences {
			if d.Refusal != "" && strings.Contains(c.Answer, d.Refusal) {
				return []string{d.Name}, true
			}
		}
		return nil, false
	}
	for _, complaint := range c.Refused {
		i := slices.IndexFunc(a.Differences, func(d Difference) bool { return d.Complaint != nil && d.Complaint(c, complaint) })
		if i < 0 {
			return nil, false
		}
		names = append(names, a.Differences[i].Name)
	}
	return names, true
}

func (a Agreement) compare(body string) Case {
	c := Case{Body: body, Refused: []string{"not read"}}
	read := readJSON
	if a.isForm() {
		read = readForm
	}
	if value, err := read(body); err == nil {
		var result huma.ValidateResult
		huma.Validate(a.Document.Components.Schemas, a.media().Schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, value, &result)
		c.Refused = nil
		for _, err := range result.Errors {
			c.Refused = append(c.Refused, err.Error())
		}
		c.Value, _ = value.(map[string]any)
	}
	c.Status, c.Answer = a.Call(body)
	c.Accepted = a.Accepts(c.Status, c.Answer)
	return c
}

func (a Agreement) media() *huma.MediaType {
	for _, media := range a.Document.Paths[a.Path].Post.RequestBody.Content {
		return media // there is one
	}
	return nil
}

func (a Agreement) isForm() bool {
	return a.Document.Paths[a.Path].Post.RequestBody.Content[httpapi.FormMedia] != nil
}

func (a Agreement) examples() []string {
	var bodies []string
	for _, e := range a.media().Examples {
		raw, _ := e.Value.(json.RawMessage)
		if a.isForm() {
			bodies = append(bodies, formOf(raw))
		} else {
			bodies = append(bodies, string(raw))
		}
	}
	return bodies
}
