package webshop_test

import (
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi/apitest"
)

// TestDocumentAndHandlersAgree: 10,000 bodies for each operation.
func TestDocumentAndHandlersAgree(t *testing.T) {
	values := map[string][]string{
		"project_id":            {"1", "1", "2", "1.0", `"1"`, `" 2 "`, "1e0", "999", "-1", "9223372036854775808", "1.25", `"01"`},
		"email":                 {`"jane@example.com"`, `"li@example.com"`, `" jane@example.com\n"`, `"Jane <jane@example.com>"`, `"jane@localhost"`, `"jane"`, `"` + longest + `de"`, `"` + longest + `def"`, `"` + strings.Repeat(" ", 190) + `a@x.nl"`, `"jäne@example.com"`},
		"token":                 {`"3V9K0QJ4T1B8ZP6M2X7RCD5HNE"`, `"x"`, `" x "`, `"  "`, "1"},
		"password":              {`"a brand new phrase"`, `"a brand new phrase"`, `"seven77"`, long(191), long(192), `"        "`, `"Password1"`},
		"password_confirmation": {`"a brand new phrase"`, `"a brand new phrase"`, `"seven77"`, `"Password1"`, long(191), long(192), `"        "`},
	}
	for path, fields := range map[string][]string{
		forgotPath: {"project_id", "email"},
		resetPath:  {"project_id", "email", "token", "password", "password_confirmation"},
		loginPath:  {"project_id", "email", "password"},
	} {
		t.Run(path, func(t *testing.T) {
			given := maps.Clone(values)
			if path == loginPath {
				given["password"] = []string{`"` + janePassword + `"`, `"` + janePassword + `"`, `"no"`, `" "`, long(300)}
			}
			maps.DeleteFunc(given, func(field string, _ []string) bool { return !slices.Contains(fields, field) })
			apitest.Agreement{
				Document: documentOf(), Path: strings.TrimPrefix(path, "/api"),
				Call: unlimited(t, path),
				Accepts: func(status int, answer string) bool {
					return status == http.StatusOK || status == http.StatusBadRequest && answer == tokenRejected
				},
				Values: given, Differences: differences(path),
			}.Check(t, generated())
		})
	}
}

// unlimited calls an operation of a shop whose clock runs too fast for any
// budget. The token of the examples is replaced by one that works.
func unlimited(t *testing.T, path string) func(string) (int, string) {
	s := newShop(t, slog.LevelInfo)
	return func(body string) (int, string) {
		s.clock.advance(5 * time.Minute)
		body = strings.ReplaceAll(body, "3V9K0QJ4T1B8ZP6M2X7RCD5HNE", s.mint(t))
		request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		s.handler.ServeHTTP(recorder, request)
		s.requests.taken()
		return recorder.Code, recorder.Body.String()
	}
}

// generated is how many bodies are made up for each operation.
func generated() int {
	if testing.Short() {
		return 4_000
	}
	return 10_000
}
