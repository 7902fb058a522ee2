package webshop_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

const (
	passwordSet   = `{"error":false,"message":"Your password has been reset.","data":[]}`
	tokenRejected = `{"error":true,"message":"This password reset token is invalid or has expired.","data":[]}`

	passwordRequired     = "The password field is required."
	passwordString       = "The password field must be a string."
	passwordTooShort     = "The password field must be at least 8 characters."
	passwordTooLong      = "The password field must not be greater than 191 characters."
	passwordMismatch     = "The password field confirmation does not match."
	confirmationRequired = "The password confirmation field is required."
	confirmationString   = "The password confirmation field must be a string."
	confirmationTooLong  = "The password confirmation field must not be greater than 191 characters."
)

// resetOf builds a body that resets jane's password but for the fields given,
// whose value replaces the usual one; an empty value leaves the field out.
func resetOf(token string, changes ...string) string {
	pairs := []string{
		"project_id", "1", "email", `"jane@example.com"`, "token", `"` + token + `"`,
		"password", `"a brand new phrase"`, "password_confirmation", `"a brand new phrase"`,
	}
	for i := 0; i < len(changes); i += 2 {
		for j := 0; j < len(pairs); j += 2 {
			if pairs[j] == changes[i] {
				pairs[j+1] = changes[i+1]
			}
		}
	}
	return object(pairs...)
}

// long is a JSON string of n letters of two bytes each.
func long(n int) string { return `"` + strings.Repeat("ü", n) + `"` }

// resetRows are changes to a body that would reset the password; no want means 200.
var resetRows = []struct {
	name    string
	changes []string
	want    string // "": 200
}{
	{"all is well", nil, ""},
	{"email in another case", []string{"email", `" JANE@Example.COM "`}, ""},
	{"password of 8 characters", []string{"password", `"pässwörd"`, "password_confirmation", `"pässwörd"`}, ""},
	{"password of 191 characters", []string{"password", long(191), "password_confirmation", long(191)}, ""},

	{"no email", []string{"email", ""}, invalid("email", emailRequired)},
	{"no token", []string{"token", ""}, invalid("token", "The token field is required.")},
	{"token blank", []string{"token", `" "`}, invalid("token", "The token field is required.")},
	{"token number", []string{"token", `1`}, invalid("token", "The token field must be a string.")},
	{"no password", []string{"password", ""}, invalid("password", passwordRequired)},
	{"password null", []string{"password", "null"}, invalid("password", passwordRequired)},
	{"password of blanks", []string{"password", `"         "`, "password_confirmation", `"         "`},
		`{"message":"The password field is required. (and 1 more error)","errors":{"password":["The password field is required."],"password_confirmation":["The password confirmation field is required."]}}`},
	{"password number", []string{"password", "12345678"}, invalid("password", passwordString, passwordMismatch)},
	{"password number of 7 digits", []string{"password", "1234567"}, invalid("password", passwordString, passwordTooShort, passwordMismatch)},
	{"password number of 192 digits", []string{"password", strings.Repeat("1", 192)}, invalid("password", passwordString, passwordTooLong, passwordMismatch)},
	{"password number, its text again", []string{"password", "12345678", "password_confirmation", `"12345678"`}, invalid("password", passwordString, passwordMismatch)},
	{"password number twice", []string{"password", "12345678", "password_confirmation", "12345678"},
		`{"message":"` + passwordString + ` (and 1 more error)","errors":{"password":["` + passwordString + `"],"password_confirmation":["` + confirmationString + `"]}}`},
	{"password true", []string{"password", "true"}, invalid("password", passwordString, passwordTooShort, passwordMismatch)},
	{"password false", []string{"password", "false"}, invalid("password", passwordString, passwordTooShort, passwordMismatch)},
	{"password list", []string{"password", `["abcdefgh"]`}, invalid("password", passwordString, passwordMismatch)},
	{"password of 7 characters", []string{"password", `"üüüüüüü"`, "password_confirmation", `"üüüüüüü"`}, invalid("password", passwordTooShort)},
	{"password of 7 characters, other confirmation", []string{"password", `"seven77"`}, invalid("password", passwordTooShort, passwordMismatch)},
	{"password of 192 characters, other confirmation", []string{"password", long(192)}, invalid("password", passwordTooLong, passwordMismatch)},
	{"both of 192 characters", []string{"password", long(192), "password_confirmation", long(192)},
		`{"message":"` + passwordTooLong + ` (and 1 more error)","errors":{"password":["` + passwordTooLong + `"],"password_confirmation":["` + confirmationTooLong + `"]}}`},
	{"other confirmation", []string{"password_confirmation", `"a brand new phrasE"`}, invalid("password", passwordMismatch)},
	{"confirmation with a blank more", []string{"password_confirmation", `"a brand new phrase "`}, invalid("password", passwordMismatch)},
	{"no confirmation", []string{"password_confirmation", ""},
		`{"message":"The password field confirmation does not match. (and 1 more error)","errors":{"password":["The password field confirmation does not match."],"password_confirmation":["The password confirmation field is required."]}}`},
	{"confirmation number", []string{"password_confirmation", "1"},
		`{"message":"` + passwordMismatch + ` (and 1 more error)","errors":{"password":["` + passwordMismatch + `"],"password_confirmation":["` + confirmationString + `"]}}`},
	{"common password", []string{"password", `"Password1"`, "password_confirmation", `"Password1"`},
		invalid("password", "The password is one of those that are tried first. Please choose another one.")},
	{"own address", []string{"password", `"Jane@Example.com"`, "password_confirmation", `"Jane@Example.com"`},
		invalid("password", "The password must not be your email address or the name of the shop.")},
	{"name of the shop", []string{"password", `"demo shop"`, "password_confirmation", `"demo shop"`},
		invalid("password", "The password must not be your email address or the name of the shop.")},
	{"unknown project", []string{"project_id", "999"}, invalid("project_id", projectUnknown)},
	{"nothing", []string{"project_id", "", "email", "", "token", "", "password", "", "password_confirmation", ""},
		`{"message":"The project id field is required. (and 4 more errors)","errors":{"project_id":["The project id field is required."],"email":["The email field is required."],"token":["The token field is required."],"password":["The password field is required."],"password_confirmation":["The password confirmation field is required."]}}`},
}

func TestResetValidation(t *testing.T) {
	for _, test := range resetRows {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			token := s.mint(t)
			got := s.post(t, resetPath, resetOf(token, test.changes...))
			if test.want == "" {
				got.check(t, 200, passwordSet)
				return
			}
			got.check(t, 422, test.want)
			s.post(t, resetPath, resetOf(token)).check(t, 200, passwordSet) // the link is still alive
		})
	}
}

func spentToken(s *shop, t *testing.T) string {
	token := s.mint(t)
	s.post(t, resetPath, resetOf(token)).check(t, 200, passwordSet)
	return token
}

// tokenRows are tokens and what else is changed in a body that would reset the password.
var tokenRows = []struct {
	name    string
	token   func(*shop, *testing.T) string
	changes []string
	ok      bool
}{
	{"live", (*shop).mint, nil, true},
	{"in white space", func(s *shop, t *testing.T) string { return " " + s.mint(t) + `\n` }, nil, true},
	{"as UUID", func(s *shop, t *testing.T) string {
		token, _ := domain.ParseResetToken(s.mint(t))
		return token.UUID()
	}, nil, true},
	{"unknown", func(*shop, *testing.T) string { return strings.Repeat("0", 25) + "7" }, nil, false},
	{"no token at all", func(*shop, *testing.T) string { return canary }, nil, false},
	{"in lower case", func(s *shop, t *testing.T) string { return strings.ToLower(s.mint(t)) }, nil, false},
	{"spent", spentToken, nil, false},
	{"expired", func(s *shop, t *testing.T) string {
		token := s.mint(t)
		s.clock.advance(time.Hour)
		return token
	}, nil, false},
	{"one millisecond before it expires", func(s *shop, t *testing.T) string {
		token := s.mint(t)
		s.clock.advance(time.Hour - time.Millisecond)
		return token
	}, nil, true},
	{"of another address", (*shop).mint, []string{"email", `"li@example.com"`}, false},
	{"of an address nobody can have", (*shop).mint, []string{"email", `"` + strings.Repeat("a", 70) + `@example.com"`}, false},
	{"of another project", (*shop).mint, []string{"project_id", "2"}, false},
}

func TestResetTokens(t *testing.T) {
	for _, test := range tokenRows {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			got := s.post(t, resetPath, resetOf(test.token(s, t), test.changes...))
			if test.ok {
				got.check(t, 200, passwordSet)
				return
			}
			got.check(t, 400, tokenRejected)
			if got.header.Get("X-RateLimit-Limit") != "60" {
				t.Error("the answer shows no budget")
			}
		})
	}
}
