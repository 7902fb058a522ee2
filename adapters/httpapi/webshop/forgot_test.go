package webshop_test

import (
	"strings"
	"testing"
)

const linkSent = `{"error":false,"message":"If an account exists for that email, a reset link has been sent.","data":[]}`

// invalid builds the 422 of one field: message is its first text unless there
// are more.
func invalid(field string, texts ...string) string {
	return `{"message":"` + texts[0] + more(len(texts)) + `","errors":{"` + field + `":["` + strings.Join(texts, `","`) + `"]}}`
}

func more(count int) string {
	return map[int]string{1: "", 2: " (and 1 more error)", 3: " (and 2 more errors)", 4: " (and 3 more errors)"}[count]
}

const (
	projectRequired = "The project id field is required."
	projectInteger  = "The project id field must be an integer."
	projectUnknown  = "The selected project id is invalid."
	emailRequired   = "The email field is required."
	emailString     = "The email field must be a string."
	emailInvalid    = "The email field must be a valid email address."
	emailTooLong    = "The email field must not be greater than 191 characters."
)

// longest and two letters more are as long as an address may be.
var longest = strings.Repeat("a", 64) + "@" + strings.Repeat("b", 60) + "." + strings.Repeat("c", 60) + ".nl"

// forgotRows has a row for each rule of the two fields; no want means 200.
var forgotRows = []struct{ name, project, email, want string }{
	{"example of the document", `1`, `"jane@example.com"`, ""},
	{"project in quotes", `"1"`, `"jane@example.com"`, ""},
	{"project in quotes and blanks", `" 1 "`, `"jane@example.com"`, ""},
	{"project as 1.0", `1.0`, `"jane@example.com"`, ""},
	{"project as 1e0", `1e0`, `"jane@example.com"`, ""},
	{"project as 10e-1", `10e-1`, `"jane@example.com"`, ""},
	{"email in white space", `1`, `" \t\r\n\u000b\fjane@example.com \n"`, ""},
	{"email of 191 characters", `1`, `"` + longest + `de"`, ""},
	{"email with an impossible local part", `1`, `"` + strings.Repeat("a", 170) + `@example.com"`, ""},

	{"no project", ``, `"jane@example.com"`, invalid("project_id", projectRequired)},
	{"project null", `null`, `"jane@example.com"`, invalid("project_id", projectRequired)},
	{"project empty", `""`, `"jane@example.com"`, invalid("project_id", projectRequired)},
	{"project blank", `" \t\n"`, `"jane@example.com"`, invalid("project_id", projectRequired)},
	{"project []", `[]`, `"jane@example.com"`, invalid("project_id", projectRequired)},
	{"project {}", `{}`, `"jane@example.com"`, invalid("project_id", projectRequired)},
	{"project 1.5", `1.5`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 1e-1", `1e-1`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 1e99", `1e99`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 1e999999999999", `1e999999999999`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 1e-999999999999", `1e-999999999999`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{`project "01"`, `"01"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{`project "1e0"`, `"1e0"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{`project "1.0"`, `"1.0"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{`project "+1"`, `"+1"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{`project "1_0"`, `"1_0"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project in Arabic digits", `"١"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project true", `true`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project false", `false`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project [1]", `[1]`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project object", `{"id":1}`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 2^63", `9223372036854775808`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{`project "2^63"`, `"9223372036854775808"`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 2^64+1", `18446744073709551617`, `"jane@example.com"`, invalid("project_id", projectInteger)},
	{"project 2^63-1", `9223372036854775807`, `"jane@example.com"`, invalid("project_id", projectUnknown)},
	{"project 2^63-1 as decimal", `9223372036854775807.0`, `"jane@example.com"`, invalid("project_id", projectUnknown)},
	{"project 0", `0`, `"jane@example.com"`, invalid("project_id", projectUnknown)},
	{"project -0.0", `-0.0`, `"jane@example.com"`, invalid("project_id", projectUnknown)},
	{"project -1", `-1`, `"jane@example.com"`, invalid("project_id", projectUnknown)},
	{"project 999", `999`, `"jane@example.com"`, invalid("project_id", projectUnknown)},

	{"no email", `1`, ``, invalid("email", emailRequired)},
	{"email null", `1`, `null`, invalid("email", emailRequired)},
	{"email empty", `1`, `""`, invalid("email", emailRequired)},
	{"email blank", `1`, `"  "`, invalid("email", emailRequired)},
	{"email []", `1`, `[]`, invalid("email", emailRequired)},
	{"email {}", `1`, `{}`, invalid("email", emailRequired)},
	{"email 7", `1`, `7`, invalid("email", emailString, emailInvalid)},
	{"email true", `1`, `true`, invalid("email", emailString, emailInvalid)},
	{"email list", `1`, `["v@x.nl","a@x.nl"]`, invalid("email", emailString, emailInvalid)},
	{"email object", `1`, `{"a":"b"}`, invalid("email", emailString, emailInvalid)},
	{"email with a name", `1`, `"Jane <jane@example.com>"`, invalid("email", emailInvalid)},
	{"email without @", `1`, `"jane"`, invalid("email", emailInvalid)},
	{"email of 191 letters é", `1`, `"` + strings.Repeat("é", 191) + `"`, invalid("email", emailInvalid)},
	{"email of 192 letters é", `1`, `"` + strings.Repeat("é", 192) + `"`, invalid("email", emailInvalid, emailTooLong)},
	{"email of 192 characters", `1`, `"` + longest + `def"`, invalid("email", emailTooLong)},
	{"email of 262 characters", `1`, `"` + strings.Repeat("a", 250) + `@example.com"`, invalid("email", emailTooLong)},
	{"email of 300 letters", `1`, `"` + strings.Repeat("a", 300) + `"`, invalid("email", emailInvalid, emailTooLong)},

	{"nothing", ``, ``, invalidBoth},
	{"three texts", `true`, `7`, `{"message":"The project id field must be an integer. (and 2 more errors)","errors":{"project_id":["The project id field must be an integer."],"email":["The email field must be a string.","The email field must be a valid email address."]}}`},
	{"unknown project beside another error", `999`, ``, `{"message":"The selected project id is invalid. (and 1 more error)","errors":{"project_id":["The selected project id is invalid."],"email":["The email field is required."]}}`},
}

func TestForgotAnswersByField(t *testing.T) {
	for _, test := range forgotRows {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			got := s.post(t, forgotPath, object("project_id", test.project, "email", test.email))
			rows := len(s.requests.taken())
			if test.want == "" {
				got.check(t, 200, linkSent)
			} else {
				got.check(t, 422, test.want)
			}
			if wantRows := 1; (test.want == "") != (rows == wantRows) {
				t.Errorf("%d requests were recorded", rows)
			}
			if limit, left := got.header.Get("X-RateLimit-Limit"), got.header.Get("X-RateLimit-Remaining"); limit != "60" || left != "59" {
				t.Errorf("budget shown as %s of %s", left, limit)
			}
		})
	}
}

// object builds a JSON object from names and values, leaving out those whose
// value is empty.
func object(pairs ...string) string {
	var members []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			members = append(members, `"`+pairs[i]+`":`+pairs[i+1])
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func TestForgotRecordsWhatWasAskedFor(t *testing.T) {
	s := open(t)
	s.post(t, forgotPath, `{"project_id":"2","email":"  Jane@EXAMPLE.com\n"}`).check(t, 200, linkSent)
	s.post(t, forgotPath, `{"project_id":1,"email":"`+strings.Repeat("a", 170)+`@example.com"}`).check(t, 200, linkSent)
	rows := s.requests.taken()
	if len(rows) != 2 {
		t.Fatalf("%d requests were recorded, want 2", len(rows))
	}
	if got := rows[0]; got.ProjectID != 2 || got.Email.Address() != "Jane@example.com" || got.Channel != "webshop" || !got.RequestedAt.Equal(s.clock.Now()) {
		t.Errorf("recorded %+v with %q", got, got.Email.Address())
	}
	if got := rows[1]; !got.Email.IsZero() {
		t.Errorf("an address nobody can have was recorded as %q", got.Email.Address())
	}
}

// TestSamplesOfTheDocument sends what the request samples of seed 000 send.
func TestSamplesOfTheDocument(t *testing.T) {
	s := open(t)
	for _, body := range []string{
		"{\n    \"project_id\": 1,\n    \"email\": \"jane@example.com\"\n}", // cURL
		`{"project_id":1,"email":"jane@example.com"}`,                       // JS, PHP
		`{"project_id": 1, "email": "jane@example.com"}`,                    // Python
	} {
		s.send(t, "POST", forgotPath, body, "Authorization", "Bearer YOUR_API_TOKEN", "Accept", "application/json").check(t, 200, linkSent)
		s.send(t, "POST", forgotPath, body, "Authorization", "", "Accept", "text/html, */*;q=0.1").check(t, 200, linkSent)
	}
	s.send(t, "POST", forgotPath, `{}`, "Accept", "application/xml").check(t, 422, invalidBoth)
}

const invalidBoth = `{"message":"The project id field is required. (and 1 more error)","errors":{"project_id":["The project id field is required."],"email":["The email field is required."]}}`
