package payway_test

import (
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi/apitest"
)

// agreementFields are the fields of each operation.
var agreementFields = map[string][]string{
	requestPath:  {"email", "return_url", "device_info"},
	customPath:   {"email", "return_url", "reset_password_url"},
	createPath:   {"email"},
	completePath: {"id", "confirmation_code", "new_password"},
	tokenPath:    {"grant_type", "client_id", "client_secret", "scope"},
}

func agreementValues() map[string][]string {
	urls := []string{
		`"https://shop.example/account"`, `"http://www.google.com"`, `"HTTPS://www.shop.example:443/a?b=c#d"`, `"/account"`, `"//shop.example"`, `"shop.example"`,
		`"javascript:alert(1)"`, `"https://u:p@shop.example"`, `"https:\\\\shop.example"`, `"https://shop.example/ü"`, `"https://"`, `"https://shop.example/%zz"`,
		`"https://shop.example/` + strings.Repeat("a", 2048) + `"`, `"https://shop.example/` + strings.Repeat("a", 2027) + `"`, `"ftp://shop.example"`, `" https://shop.example"`,
	}
	return map[string][]string{
		"email": {
			`"jane@example.com"`, `"li@example.com"`, `"JANE@Example.COM"`, `"a..b@x.nl"`, `"jane@localhost"`, `"jane@mail.my-shop.com"`, `"jane@my-shop.com"`,
			`"j_a+n-e.1@x1-2.nl"`, `"jane@x.nl\n"`, `" jane@x.nl"`, `"jane@x.n1"`, `"jane@` + "\u212a" + `.nl"`, `"jäne@x.nl"`, `"a@b@x.nl"`, long(1024), long(1025),
		},
		"return_url":         urls,
		"reset_password_url": urls,
		"device_info": {
			`{"ip_address":"192.0.2.7","user_agent":"Firefox"}`, `{"ip_address":"2001:db8::1"}`, `{"user_agent":"x"}`, "{}", `{"ip_address":null,"user_agent":null}`,
			`{"ip_address":"::ffff:192.0.2.7"}`, `{"ip_address":"fe80::1%eth0"}`, `{"ip_address":"localhost"}`, `{"ip_address":"192.0.2.07"}`, `{"ip_address":1}`,
			`{"user_agent":1}`, `{"mac":1}`, `{"IP_Address":"::1"}`, `{"ip_address":"::1","ip_address":"::1"}`, `{"user_agent":` + text(3000) + "}",
		},
		"id": {`"` + exampleAccount + `"`, `"` + strings.ToUpper(exampleAccount) + `"`, `"000000000000000000000000"`, `"65f1c0ffee65f1c0ffee65f"`, `"65f1c0ffee65f1c0ffee65fg"`, `"x"`},
		"confirmation_code": {
			`"` + exampleCode + `"`, `"` + strings.ToUpper(exampleCode) + `"`, `"00000000-0000-0000-0000-000000000000"`, `"3V9K0QJ4T1B8ZP6M2X7RCD5HNE"`,
			`"` + strings.ReplaceAll(exampleCode, "-", "_") + `"`, `"` + strings.ReplaceAll(exampleCode, "-", "") + `"`, text(36),
		},
		"new_password": {`"a brand new phrase"`, text(8), text(7), text(1024), text(1025), `"        "`, `"pässwörd"`, `"Password1"`, `"` + strings.Repeat("ü", 600) + `"`, `"jane@example.com"`,
			`"half a \ud83d"`, "\"no text \xff\xff\""},
		"grant_type":    {"none", "client_credentials", "n%6Fne", "None", "password", ""},
		"client_id":     {"YOUR_CLIENT_ID", "YOUR_CLIENT_ID", "000000000000000000000000", "x"},
		"client_secret": {"YOUR_CLIENT_SECRET", "YOUR_CLIENT_SECRET", "x"},
		"scope":         {"/external/account/w", "%2Fexternal%2Faccount%2Fw", "", "/external/account/w+/external/account/w", "admin", "+"},
	}
}

// TestDocumentAndHandlersAgree: 10,000 bodies for each operation. Optional
// fields that are null are no difference: huma takes them for left out, too.
func TestDocumentAndHandlersAgree(t *testing.T) {
	for path, fields := range agreementFields {
		t.Run(path, func(t *testing.T) {
			values := agreementValues()
			maps.DeleteFunc(values, func(field string, _ []string) bool { return !slices.Contains(fields, field) })
			apitest.Agreement{
				Document: documentOf(), Path: path, Call: unlimited(t, path),
				Accepts: func(status int, answer string) bool {
					// An address that nobody has is nothing wrong with the body.
					return status == http.StatusOK || status == http.StatusNoContent || status == http.StatusNotFound && path == createPath
				},
				Values: values, Differences: differences(path),
			}.Check(t, generated())
		})
	}
}

// unlimited calls an operation of a house whose clock runs too fast for any
// budget. What the examples stand for is put in their place.
func unlimited(t *testing.T, path string) func(string) (int, string) {
	h := openAt(t, slog.LevelError)
	own := strings.NewReplacer(
		exampleAccount, h.jane.ID.String(), strings.ToUpper(exampleAccount), strings.ToUpper(h.jane.ID.String()),
		"YOUR_CLIENT_ID", h.minter.ID.String(), "YOUR_CLIENT_SECRET", h.minter.ClientSecret.Reveal(),
	)
	code := "" // until it is spent
	return func(body string) (int, string) {
		h.clock.advance(250 * time.Millisecond)
		body = own.Replace(body)
		if code == "" && path == completePath {
			code = h.code()
		}
		body = strings.ReplaceAll(body, exampleCode, code)
		headers := []string{"Content-Type", mediaFor(path), "Authorization", bearer(h.minter)}
		if path == tokenPath {
			headers[3] = ""
			if !strings.Contains(body, "client_") { // as the example with Basic
				headers[3] = basic(h.minter.ID.String(), h.minter.ClientSecret.Reveal())
			}
		}
		got := h.post(path, body, headers...)
		h.requests.taken()
		if got.status == http.StatusOK {
			code = ""
		}
		return got.status, got.body
	}
}

// generated is how many bodies are made up for each operation.
func generated() int {
	if testing.Short() {
		return 4_000
	}
	return 10_000
}
