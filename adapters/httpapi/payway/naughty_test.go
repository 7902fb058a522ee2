package payway_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// naughty are texts that have hurt somebody's program; each goes through both
// dialects, alone and around an address.
func naughty() []string {
	seeds := []string{
		`' OR '1'='1`, `'; DROP TABLE accounts; --`, `" OR ""="`, `1); DELETE FROM reset_requests; --`, `%`, `_`, `a%@example.com`, `j_ne@example.com`,
		`jane@example.com' --`, `\' OR 1=1 --`, `x' AND 1=CONVERT(int,(SELECT @@version)) --`, `1 UNION SELECT NULL,NULL`, `'||(SELECT 1)||'`, `$(id)`,
		"`id`", `; ls`, `| cat /etc/passwd`, `../../etc/passwd`, `..\..\boot.ini`, `%00`, `%0d%0aSet-Cookie: x`, `{{7*7}}`, `${jndi:ldap://x}`, `<%= 7*7 %>`,
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `javascript:alert(1)`, `&lt;`, `<!--`, `]]>`, `<?xml version="1.0"?><!DOCTYPE x>`,
		"\u0000", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200e", "\u202e", "\u2028", "\u2029", "\ufeff", "\ufffe", "\U000e0001",
		"e\u0301", "ﬁ", "ß", "İ", "ı", "K", "ſ", "ａ", "𝕒", "👩‍👩‍👧", "ﷺ", "Ω", "田中さん", "사회과학원", "표", "社會", "Ⱥ", "الكل", "\u0300\u0301", "ʇsǝʇ", "null", "undefined", "NaN",
		"true", "0", "-1", "1e309", "0x0", "9223372036854775808", "[]", "{}", "[object Object]", "None", "__proto__", "constructor", "toString", "a\tb", "a\nb", "a\r\nb", "CON", "aux", "\\", "\\\\", "\"", "'", "/", "//", "#", "?", "&", ";", ",", "@", "@@", "a@b", strings.Repeat("A", 5000), strings.Repeat("é", 1000),
	}
	all := seeds
	for _, s := range seeds {
		all = append(all, s+"@example.com", "jane@"+s+".com", "jane@example.com"+s, "https://shop.example/"+s)
	}
	return all
}

// TestNaughtyStrings (A41): whatever the text, each answer is one of the
// dialects', and what is accepted is passed on as it was sent.
func TestNaughtyStrings(t *testing.T) {
	h := open(t)
	all := naughty()
	if len(all) < 500 {
		t.Fatalf("only %d strings", len(all))
	}
	for _, text := range all {
		h.clock.advance(time.Minute)
		quoted, err := json.Marshal(text)
		h.must(err)
		for _, body := range []string{
			`{"email":` + string(quoted) + `}`, `{"project_id":1,"email":` + string(quoted) + `}`, `{"project_id":` + string(quoted) + `,"email":"jane@example.com"}`,
			`{"email":"jane@example.com","return_url":` + string(quoted) + `}`, `{"email":"jane@example.com","device_info":{"ip_address":` + string(quoted) + `}}`,
			`{"email":"jane@example.com","device_info":{"user_agent":` + string(quoted) + `}}`, `{` + string(quoted) + `:1}`,
			`{"id":` + string(quoted) + `,"confirmation_code":` + string(quoted) + `,"new_password":"` + newPassword + `"}`,
		} {
			for _, path := range []string{requestPath, completePath, shopPath} {
				got := h.post(path, body)
				if got.status != 204 && got.status != 200 && got.status != 400 && got.status != 422 {
					t.Errorf("%q to %s: %d %s", body, path, got.status, got.body)
				}
				for _, row := range h.requests.taken() {
					checkPassedOn(t, row, text)
				}
			}
		}
		form := strings.NewReplacer("+", "%2B", "&", "%26", "%", "%25", "=", "%3D").Replace(text)
		if got := h.ask("grant_type=none&client_id=" + form + "&client_secret=" + form); got.status != http.StatusUnauthorized && got.status != 400 {
			t.Errorf("%q to the token endpoint: %d %s", text, got.status, got.body)
		}
	}
	h.clock.advance(time.Minute)
	h.post(requestPath, goodRequest).check(204, "") // everything is where it was
}

// checkPassedOn: nothing but lower-casing a domain, re-writing a URL or an IP
// address, and cutting a user agent may happen to what was sent.
func checkPassedOn(t *testing.T, row domain.ResetRequest, text string) {
	t.Helper()
	if email := row.Email.Address(); email != jane && email != "" {
		local, host, _ := strings.Cut(strings.Trim(text, " \t\n\r\v\f"), "@")
		if email != local+"@"+strings.ToLower(host) {
			t.Errorf("%q was recorded as %q", text, email)
		}
	}
	if agent := row.Device.UserAgent; agent != "" && (!strings.HasPrefix(text, agent) || agent != text && len(agent) < 1020) {
		t.Errorf("%q was recorded as %q", text, agent)
	}
}
