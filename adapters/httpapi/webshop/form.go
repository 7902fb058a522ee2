package webshop

import (
	"strings"
	"unicode/utf8"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// maxText is the longest e-mail and the longest new password in characters.
const maxText = 191

// form reads the fields of one body, each under its own rules, and collects
// what is wrong with them. Fields are read in the order of the operation.
type form struct {
	object     httpapi.Object
	violations violations
	project    domain.ProjectID
	hasProject bool // project was given and is a number, known or not
}

// named is a field with its name as texts have it.
type named struct{ field, label string }

var (
	projectField      = named{"project_id", "project id"}
	emailField        = named{"email", "email"}
	tokenField        = named{"token", "token"}
	passwordField     = named{"password", "password"}
	confirmationField = named{"password_confirmation", "password confirmation"}
)

// fields lists what the reader of bodies shall know.
func fields(all ...named) []httpapi.Field {
	known := make([]httpapi.Field, len(all))
	for i := range all {
		known[i].Name = all[i].field
	}
	return known
}

// refuse notes that the field broke a rule.
func (f *form) refuse(n named, rule string) {
	f.violations.add(n.field, "The "+n.label+" field "+rule)
}

// required returns the field's value, or refuses it and returns false if there
// is nothing in it.
func (f *form) required(n named) (httpapi.Value, bool) {
	v := f.object.Get(n.field)
	if isMissing(v) {
		f.refuse(n, "is required.")
		return httpapi.Value{}, false
	}
	return v, true
}

// isMissing reports whether v holds nothing: it is absent, null, blank or empty.
func isMissing(v httpapi.Value) bool {
	switch v.Kind {
	case 0, 'n':
		return true
	case '"':
		return trim(v.Text) == ""
	case '[', '{':
		return v.Len == 0
	}
	return false
}

// trim cuts ASCII white space off both ends.
func trim(text string) string { return strings.Trim(text, " \t\n\r\v\f") }

func (f *form) readProject() {
	v, ok := f.required(projectField)
	if !ok {
		return
	}
	id, ok := integer(v)
	if !ok {
		f.refuse(projectField, "must be an integer.")
		return
	}
	f.project, f.hasProject = domain.ProjectID(id), true
}

// readEmail returns the address. It is zero for one that this dialect takes
// and no account can have.
func (f *form) readEmail() domain.Email {
	v, ok := f.required(emailField)
	if !ok {
		return domain.Email{}
	}
	if v.Kind != '"' {
		f.refuse(emailField, "must be a string.")
	}
	text := trim(v.Text)
	email, ok := address(text)
	if !ok || v.Kind != '"' {
		f.refuse(emailField, "must be a valid email address.")
	}
	if v.Kind == '"' {
		f.limit(emailField, text)
	}
	return email
}

// projectNamed returns the project that the body names, or nil if it names none.
func (f *form) projectNamed() *domain.ProjectID {
	if !f.hasProject {
		return nil
	}
	return &f.project
}

// limit refuses text that is too long, in characters.
func (f *form) limit(n named, text string) {
	if len(text) > maxText && utf8.RuneCountInString(text) > maxText {
		f.refuse(n, "must not be greater than 191 characters.")
	}
}

// readString returns the text of a required field as it was sent; ok is false
// if the field was refused.
func (f *form) readString(n named) (text string, ok bool) {
	v, ok := f.required(n)
	if !ok {
		return "", false
	}
	if v.Kind != '"' {
		f.refuse(n, "must be a string.")
		return "", false
	}
	return v.Text, true
}
