package payway_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

const (
	codeRejected = "Parameter is invalid or has expired"
	idForm       = `Parameter must match format (?i-mx:^[a-f\\\\d]{24}$)`
	tooShort     = "Parameter must be at least 8 characters long"
	tooLarge     = "Parameter must not be longer than 1024 bytes"
)

// code has a confirmation code for jane handed out.
func (h *house) code() string {
	h.t.Helper()
	got := h.post(createPath, goodRequest, "Authorization", bearer(h.minter))
	code, found := strings.CutPrefix(got.body, `{"item":{"account_id":"`+h.jane.ID.String()+`","confirmation_code":"`)
	code, ends := strings.CutSuffix(code, `"}}`)
	if got.status != 200 || !found || !ends || len(code) != 36 {
		h.t.Fatalf("no code: %d %s", got.status, got.body)
	}
	return code
}

// completion is a body that resets jane's password but for the members given,
// which replace those of the same name; an empty value leaves a member out.
func (h *house) completion(code string, changes ...string) string {
	pairs := []string{"id", `"` + h.jane.ID.String() + `"`, "confirmation_code", `"` + code + `"`, "new_password", `"` + newPassword + `"`}
	var members []string
	for i := 0; i < len(pairs); i += 2 {
		for j := 0; j < len(changes); j += 2 {
			if changes[j] == pairs[i] {
				pairs[i+1] = changes[j+1]
			}
		}
		if pairs[i+1] != "" {
			members = append(members, `"`+pairs[i]+`":`+pairs[i+1])
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func text(n int) string { return `"` + strings.Repeat("x", n) + `"` }

// completeRows are changes to a body that would reset the password; no want
// means that it does.
var completeRows = []struct {
	changes []string
	want    string
}{
	{nil, ""},
	{[]string{"new_password", `"pässwörd"`}, ""},
	{[]string{"new_password", `"        "`}, ""}, // taken as it is
	{[]string{"new_password", text(1024)}, ""},
	{[]string{"new_password", text(1025)}, wrong("new_password", tooLarge)},
	{[]string{"new_password", `"` + strings.Repeat("ü", 513) + `"`}, wrong("new_password", tooLarge)},
	{[]string{"new_password", text(7)}, wrong("new_password", tooShort)},
	{[]string{"new_password", text(6)}, wrong("new_password", tooShort)},
	{[]string{"new_password", text(5)}, wrong("new_password", tooShort)},
	{[]string{"new_password", `""`}, wrong("new_password", tooShort)},
	{[]string{"new_password", `"Password1"`}, wrong("new_password", "Parameter must not be one of the passwords that are tried first")},
	{[]string{"new_password", `"Jane@example.com"`}, wrong("new_password", "Parameter must not be the address of the account or the name of the shop")},
	{[]string{"new_password", `"demo SHOP"`}, wrong("new_password", "Parameter must not be the address of the account or the name of the shop")},
	{[]string{"new_password", ""}, wrong("new_password", isRequired)},
	{[]string{"new_password", "null"}, wrong("new_password", isRequired)},
	{[]string{"new_password", "12345678"}, wrong("new_password", noString)},
	{[]string{"new_password", `["a brand new phrase"]`}, wrong("new_password", noString)},
	{[]string{"id", ""}, wrong("id", isRequired)},
	{[]string{"id", "null"}, wrong("id", isRequired)},
	{[]string{"id", "7"}, wrong("id", noString)},
	{[]string{"id", `""`}, wrong("id", idForm)},
	{[]string{"id", text(24)}, wrong("id", idForm)},
	{[]string{"id", `"` + strings.Repeat("a", 23) + `"`}, wrong("id", idForm)},
	{[]string{"id", `"` + strings.Repeat("a", 25) + `"`}, wrong("id", idForm)},
	{[]string{"id", `"` + strings.Repeat("a", 24) + `\n"`}, wrong("id", idForm)},
	{[]string{"id", `"` + strings.Repeat("a", 23) + `\u0661"`}, wrong("id", idForm)},
	{[]string{"confirmation_code", ""}, wrong("confirmation_code", isRequired)},
	{[]string{"confirmation_code", "null"}, wrong("confirmation_code", isRequired)},
	{[]string{"confirmation_code", "{}"}, wrong("confirmation_code", noString)},
	{[]string{"confirmation_code", `""`}, wrong("confirmation_code", codeRejected)},
	{[]string{"confirmation_code", `"` + canary + `"`}, wrong("confirmation_code", codeRejected)},
	{[]string{"id", "7", "new_password", "7", "confirmation_code", "7"}, wrong("id", noString)},
	{[]string{"new_password", "7", "confirmation_code", "7"}, wrong("confirmation_code", noString)},
}

func TestComplete(t *testing.T) {
	h := open(t)
	done := `{"id":"` + h.jane.ID.String() + `"}`
	for _, test := range completeRows {
		code := h.code()
		got := h.post(completePath, h.completion(code, test.changes...))
		if test.want == "" {
			got.check(200, done)
			continue
		}
		got.check(400, test.want)
		h.post(completePath, h.completion(code)).check(200, done) // the code is still good
	}
	code := h.code()
	upper := `"` + strings.ToUpper(h.jane.ID.String()) + `"`
	h.post(completePath, h.completion(code, "id", upper)).check(200, done)
	h.post(completePath, `{"id":7,"email":"`+jane+`"}`).check(400, unknown("email"))
	account, err := h.store.Accounts().ByEmail(t.Context(), 1, h.email(jane))
	if err != nil || string(account.PasswordHash) != "fake:"+newPassword {
		t.Errorf("the password is not the new one: %v", err)
	}
}

// TestRejectedCodesAreOneAnswer: which of them it is is nobody's business.
func TestRejectedCodesAreOneAnswer(t *testing.T) {
	for _, test := range []struct {
		name    string
		prepare func(h *house, code string) []string // changes to the body
	}{
		{"unknown", func(*house, string) []string {
			return []string{"confirmation_code", `"00000000-0000-0000-0000-000000000000"`}
		}},
		{"used", func(h *house, code string) []string { h.post(completePath, h.completion(code)); return nil }},
		{"expired", func(h *house, _ string) []string { h.clock.advance(time.Hour); return nil }},
		{"revoked", func(h *house, _ string) []string {
			h.disable(h.jane.ID)
			return nil
		}},
		{"other account", func(*house, string) []string { return []string{"id", `"` + strings.Repeat("a", 24) + `"`} }},
		{"anybody's account", func(*house, string) []string { return []string{"id", `"` + strings.Repeat("0", 24) + `"`} }},
		{"in upper case", func(_ *house, code string) []string {
			return []string{"confirmation_code", `"` + strings.ToUpper(code) + `"`}
		}},
		{"in the other spelling", func(h *house, code string) []string {
			token, err := domain.ParseResetToken(code)
			h.must(err)
			return []string{"confirmation_code", `"` + token.Base32() + `"`}
		}},
		{"in white space", func(_ *house, code string) []string { return []string{"confirmation_code", `" ` + code + `"`} }},
		{"with a bad password", func(*house, string) []string {
			return []string{"confirmation_code", `"00000000-0000-0000-0000-000000000001"`, "new_password", `"password1"`}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t)
			code := h.code()
			changes := test.prepare(h, code)
			h.post(completePath, h.completion(code, changes...)).check(400, wrong("confirmation_code", codeRejected))
		})
	}
	h := open(t) // a client of another shop
	got := h.post(completePath, h.completion(h.code()), "Authorization", bearer(h.stranger))
	got.check(400, wrong("confirmation_code", codeRejected))
}

func TestCreate(t *testing.T) {
	h := open(t)
	forbidden := other("forbidden", "This client may not have confirmation codes handed to it")
	nobody := `{"code":"not_found","field":"email","message":"email could not be found"}`
	h.post(createPath, goodRequest).check(403, forbidden)
	h.post(createPath, with(`"nobody@example.com"`)).check(403, forbidden)
	h.post(createPath, goodRequest, "Authorization", bearer(h.nosy)).check(403, forbidden)
	for _, address := range []string{"nobody@example.com", "gone@example.com", "sso@example.com", "a..b@x.nl"} {
		h.post(createPath, with(`"`+address+`"`), "Authorization", bearer(h.minter)).check(404, nobody)
	}
	h.post(createPath, with("", `"email":"x"`), "Authorization", bearer(h.minter)).check(400, wrong("email", emailForm))
	h.post(createPath, with(`"jane@example.com"`, `"return_url":"http://x.nl"`), "Authorization", bearer(h.minter)).check(400, unknown("return_url"))
	h.code()
	if rows := h.requests.taken(); len(rows) != 0 {
		t.Errorf("%d requests were recorded, and mails will be sent", len(rows))
	}
}
