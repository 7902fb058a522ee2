package webshop_test

import (
	"strings"

	"latchkey/adapters/httpapi/apitest"
)

// differences are the bodies about which document and handler disagree, each
// with the reason why that is meant.
func differences(path string) []apitest.Difference {
	all := []apitest.Difference{
		refused("a name twice", "JSON Schema sees values that were parsed already, with one of both left", twice),
		refused("names alike", "JSON Schema knows no letter case; other parsers could read another field", lookalike),
		refused("text that is none", "parsers put replacement characters in before a schema sees it", badText),
		refused("half characters", "encoding/json reads a lone surrogate as a replacement character, the handler refuses it", noObject),
		refused("depth", "limits of the whole body are told in words", deep),
		refused("number of names", "limits of the whole body are told in words", many),
		refused("unknown project", "which projects exist is no matter of a schema", projectUnknown),
		refused("email syntax", "format email is read as RFC 5322 by huma, with names and without dots; the handler takes bare ASCII addresses", emailInvalid),
		refused("large integers", "format int64 is no rule to huma", projectInteger),
		{
			Name: "project in quotes", Reason: "clients may send it so, as the original takes it; the document shows the plain way",
			Complaint: func(c apitest.Case, why string) bool {
				_, quoted := c.Value["project_id"].(string)
				return quoted && strings.HasPrefix(why, "expected integer (project_id")
			},
		},
		{
			Name: "blanks around an email", Reason: "they are cut off before anything is looked at",
			Complaint: func(c apitest.Case, why string) bool {
				email, _ := c.Value["email"].(string)
				return email != strings.TrimSpace(email) && strings.Contains(why, "(email:")
			},
		},
	}
	switch path {
	case resetPath:
		all = append(all,
			refused("blank text", "white space alone counts as missing, which minLength cannot say", "field is required."),
			refused("other confirmation", "JSON Schema cannot compare two fields", passwordMismatch),
			refused("guessable passwords", "the list is long, and not for everybody", "one of those that are tried first"),
		)
	case loginPath:
		all = append(all,
			refused("blank text", "white space alone counts as missing, which minLength cannot say", "field is required."),
			refused("wrong credentials", "who has which password is no matter of a schema", "These credentials do not match our records."),
		)
	}
	return all
}

// refused is a difference where the handler refuses with this text what the
// schema takes.
func refused(name, reason, text string) apitest.Difference {
	return apitest.Difference{Name: name, Reason: reason, Refusal: text}
}
