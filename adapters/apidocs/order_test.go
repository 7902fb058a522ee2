package apidocs_test

import (
	"regexp"
	"slices"
	"testing"
)

// TestFieldsAreInTheirOwnOrder: a reader meets the fields of a body in the order
// in which the API tells of them, whichever form of the document is read.
func TestFieldsAreInTheirOwnOrder(t *testing.T) {
	handler := newDocs(t, config())
	for file, member := range map[string]*regexp.Regexp{
		"openapi.json": regexp.MustCompile(`(?m)^ {10}"(\w+)": \{$`), "openapi-3.0.json": regexp.MustCompile(`(?m)^ {10}"(\w+)": \{$`),
		"openapi.yaml": regexp.MustCompile(`(?m)^ {8}(\w+):$`), "openapi-3.0.yaml": regexp.MustCompile(`(?m)^ {8}(\w+):$`),
	} {
		document := get(handler, "GET", "/docs/latchkey/"+file).Body.String()
		schemas := regexp.MustCompile(`(?m)^ +"?schemas"?:`).FindStringIndex(document)
		if schemas == nil {
			t.Fatalf("%s has no schemas", file)
		}
		var got []string
		for _, found := range member.FindAllStringSubmatch(document[schemas[1]:], -1) {
			got = append(got, found[1])
		}
		want := []string{
			"error",                                                                 // of inboxError
			"id", "from", "to", "subject", "received_at", "text", "html", "headers", // of mail
			"messages",                                   // of mailList
			"id", "from", "to", "subject", "received_at", // of mailSummary
			"status", // of standing
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: fields in the order %q, want %q", file, got, want)
		}
	}
}

// TestPathsThatComeFirst: a reader meets what the API is for before its
// lesser operations, whatever the alphabet says.
func TestPathsThatComeFirst(t *testing.T) {
	c := config()
	c.Documents[0].First = []string{"/open", "/mails/{id}"}
	handler := newDocs(t, c)
	for _, file := range []string{"openapi.json", "openapi-3.0.json", "openapi.yaml", "openapi-3.0.yaml"} {
		var got []string
		for _, found := range regexp.MustCompile(`(?m)^ +"?(/[\w/{}]+)"?:`).FindAllStringSubmatch(get(handler, "GET", "/docs/alpha/"+file).Body.String(), -1) {
			got = append(got, found[1])
		}
		if want := []string{"/open", "/mails/{id}", "/closed", "/form"}; !slices.Equal(got, want) {
			t.Errorf("%s: paths in the order %q, want %q", file, got, want)
		}
	}
}
