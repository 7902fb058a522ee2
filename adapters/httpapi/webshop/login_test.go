package webshop_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestLogin(t *testing.T) {
	const signedIn = `{"error":false,"message":"You are signed in.","data":{"customer":{"id":"6500000000000000000000f1","email":"jane@example.com","email_verified":false}}}`
	wrong := invalid("email", "These credentials do not match our records.")
	tests := []struct {
		name, body string
		status     int
		want       string
	}{
		{"right password", object("project_id", "1", "email", `" JANE@example.com"`, "password", `"`+janePassword+`"`), 200, signedIn},
		{"wrong password", object("project_id", "1", "email", `"jane@example.com"`, "password", `"nope"`), 422, wrong},
		{"password in blanks", object("project_id", "1", "email", `"jane@example.com"`, "password", `" `+janePassword+` "`), 422, wrong},
		{"password of 1025 bytes", object("project_id", "1", "email", `"jane@example.com"`, "password", `"`+strings.Repeat("a", 1025)+`"`), 422, wrong},
		{"unknown address", object("project_id", "1", "email", `"nobody@example.com"`, "password", `"`+janePassword+`"`), 422, wrong},
		{"address nobody can have", object("project_id", "1", "email", `"`+strings.Repeat("a", 70)+`@example.com"`, "password", `"nope"`), 422, wrong},
		{"other project", object("project_id", "2", "email", `"jane@example.com"`, "password", `"`+janePassword+`"`), 422, wrong},
		{"unknown project", object("project_id", "9", "email", `"jane@example.com"`, "password", `"`+janePassword+`"`), 422, invalid("project_id", projectUnknown)},
		{"no password", object("project_id", "1", "email", `"jane@example.com"`), 422, invalid("password", passwordRequired)},
		{"password number", object("project_id", "1", "email", `"jane@example.com"`, "password", "1"), 422, invalid("password", passwordString)},
		{"nothing", "{}", 422, `{"message":"The project id field is required. (and 2 more errors)","errors":{"project_id":["The project id field is required."],"email":["The email field is required."],"password":["The password field is required."]}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			s.post(t, loginPath, test.body).check(t, test.status, test.want)
			if s.hasher.longest > 1024 {
				t.Errorf("a password of %d bytes was checked", s.hasher.longest)
			}
		})
	}
}

// TestImpossiblePasswordsAreFailuresToo: a password that is longer than any can
// be is counted, and refused once there were too many failures.
func TestImpossiblePasswordsAreFailuresToo(t *testing.T) {
	impossible := object("project_id", "1", "email", `"jane@example.com"`, "password", `"`+strings.Repeat("a", 1025)+`"`)
	s := open(t)
	for range 10 {
		s.post(t, loginPath, impossible).check(t, 422, invalid("email", "These credentials do not match our records."))
	}
	s.post(t, loginPath, impossible).check(t, 429, tooMany)
	if s.hasher.longest != 0 {
		t.Errorf("a password of %d bytes was checked", s.hasher.longest)
	}
}

func TestLoginFailuresAreLimitedKnownOrNot(t *testing.T) {
	for _, email := range []string{jane, "nobody@example.com"} {
		t.Run(email, func(t *testing.T) {
			s := open(t)
			guess := func(n int) string {
				return object("project_id", "1", "email", `"`+email+`"`, "password", fmt.Sprintf(`"guess %d"`, n))
			}
			for n := range 10 {
				s.post(t, loginPath, guess(n)).check(t, 422, invalid("email", "These credentials do not match our records."))
			}
			s.clock.advance(30*time.Second + time.Millisecond)
			got := s.post(t, loginPath, guess(10))
			got.check(t, 429, `{"error":true,"message":"Too Many Attempts."}`)
			if after := got.header.Get("Retry-After"); after != "870" { // 14 minutes and 29.999 seconds, rounded up
				t.Errorf("Retry-After = %q", after)
			}
			if left := got.header.Get("X-RateLimit-Remaining"); left != "49" {
				t.Errorf("X-RateLimit-Remaining = %q, want the dialect's own budget", left)
			}
		})
	}
}
