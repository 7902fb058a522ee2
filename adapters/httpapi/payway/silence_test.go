package payway_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// masked is all of an answer that must not depend on who has an account.
func (r reply) masked() string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(r.header)) {
		if name != "X-Request-Id" && name != "X-RateLimit-Remaining" {
			lines = append(lines, name+": "+strings.Join(r.header[name], ", "))
		}
	}
	return http.StatusText(r.status) + "\n" + strings.Join(lines, "\n") + "\n" + r.body
}

var everybody = []string{jane, "JANE@Example.com", "gone@example.com", "sso@example.com", "nobody@example.com", "a..b@x.nl", strings.Repeat("n", 300) + "@x.nl"}

// TestAnswersDoNotTellWhoHasAnAccount (A15): known, disabled, external and
// unknown addresses, byte for byte.
func TestAnswersDoNotTellWhoHasAnAccount(t *testing.T) {
	h := open(t)
	for _, call := range []struct{ path, body string }{
		{requestPath, `{"email":"EMAIL"}`},
		{requestPath, `{"email":"EMAIL","return_url":"https://x.example","device_info":{"ip_address":"::1"}}`},
		{requestPath, `{"email":"EMAIL","return_url":"x"}`},
		{requestPath, `{"email":"EMAIL","x":1}`},
		{customPath, `{"email":"EMAIL","reset_password_url":"https://shop.example/r","return_url":"https://x.example"}`},
		{customPath, `{"email":"EMAIL","reset_password_url":"https://evil.example/r","return_url":"https://x.example"}`},
		{createPath, `{"email":"EMAIL"}`}, // by a client that may not
	} {
		want := h.post(call.path, strings.Replace(call.body, "EMAIL", jane, 1)).masked()
		for _, address := range everybody {
			if got := h.post(call.path, strings.Replace(call.body, "EMAIL", address, 1)).masked(); got != want {
				t.Errorf("%s %s: %.40s is told by\n%s\ninstead of\n%s", call.path, call.body, address, got, want)
			}
		}
	}
}

// TestClientThatMayKnow gets the documented 404, and nothing is recorded then.
func TestClientThatMayKnow(t *testing.T) {
	h := open(t)
	nobody := `{"code":"not_found","field":"email","message":"email could not be found"}`
	for _, address := range everybody {
		known := strings.EqualFold(address, jane)
		got := h.post(requestPath, with(`"`+address+`"`), "Authorization", bearer(h.nosy))
		if known {
			got.check(204, "")
		} else {
			got.check(404, nobody)
		}
		got = h.post(customPath, with(`"`+address+`"`, `"reset_password_url":"https://shop.example/r"`, `"return_url":"https://x.nl"`), "Authorization", bearer(h.nosy))
		if known {
			got.check(200, "{}")
		} else {
			got.check(404, nobody)
		}
		if rows := h.requests.taken(); len(rows) > 0 != known {
			t.Errorf("%s: %d rows", address, len(rows))
		}
	}
}

// TestLogTellsNothing (A12, A38–A40): at debug level every event is one line
// of JSON without control characters, and no secret, address or anything else
// a caller sent is in it or in an answer that is not meant to have it.
func TestLogTellsNothing(t *testing.T) {
	h := open(t)
	secret := h.plain.ClientSecret.Reveal()
	hostile := []string{
		canary + "/", canary + "\n{\"level\":\"fatal\"}", canary + "\x1b[2J", canary + "\u2028x", canary + "\xff\xfe", canary + "\r\nSet-Cookie: x=y", canary + "\x00",
	}
	for _, text := range hostile {
		quoted, _ := json.Marshal(text)
		for _, path := range []string{requestPath, customPath, createPath, completePath, tokenPath, shopPath, requestPath + "/x", "/api/authorization/x"} {
			for _, body := range []string{
				text, `{"email":` + string(quoted) + `}`, `{` + string(quoted) + `:1}`, `{"email":"` + canary + `@example.com","return_url":` + string(quoted) + `}`,
				`{"id":` + string(quoted) + `}`, "grant_type=" + text, "grant_type=none&client_id=" + text + "&client_secret=" + secret,
				`{"email":"` + canary + `@example.com","device_info":{"user_agent":` + string(quoted) + `,"ip_address":"192.0.2.99"}}`,
			} {
				request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
				request.URL.Path, request.URL.RawQuery = path, text
				if strings.HasSuffix(path, "/x") {
					request.URL.Path += text
				}
				for _, name := range []string{"User-Agent", "X-Forwarded-For", "Forwarded", "Referer", "X-Request-Id", "Cookie", "Origin", "Accept-Language", "Host"} {
					request.Header[name] = []string{text}
				}
				request.Header["Authorization"] = []string{bearer(h.plain)}
				if strings.HasPrefix(body, "grant") {
					request.Header["Authorization"] = []string{"Basic " + text}
				}
				request.Header["Content-Type"] = []string{mediaFor(path)}
				h.serve(request)
				h.clock.advance(time.Second)
			}
		}
	}
	code := h.code()
	h.post(completePath, h.completion(code, "new_password", `"`+canary+` phrase"`)).check(200, `{"id":"`+h.jane.ID.String()+`"}`)
	h.post(completePath, h.completion(code)).check(400, wrong("confirmation_code", codeRejected))
	access := h.token(h.plain)
	h.post(requestPath, goodRequest, "Authorization", "Bearer "+access).check(204, "")
	h.checkLog(secret, access, h.plain.APIToken.Reveal(), h.minter.APIToken.Reveal(), code, newPassword, canary, jane, "@", "192.0.2.")
}

func mediaFor(path string) string {
	if path == tokenPath {
		return formMedia
	}
	return "application/json"
}

// checkLog checks that every event is one line, and none holds a secret.
func (h *house) checkLog(secrets ...string) {
	h.t.Helper()
	lines := h.lines()
	if len(lines) < 100 {
		h.t.Fatalf("only %d lines: the log is not at debug level", len(lines))
	}
	for _, line := range lines {
		var event struct{ Level, Msg string }
		if err := json.Unmarshal([]byte(line), &event); err != nil || event.Msg == "" || event.Level == "fatal" {
			h.t.Errorf("not an event: %q", line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == '\u2028' || r == '\u2029' || r == '\ufffd' }) {
			h.t.Errorf("control characters in %q", line)
		}
	}
	log := strings.ToLower(h.log.String())
	for _, secret := range secrets {
		if strings.Contains(log, strings.ToLower(secret)) {
			h.t.Errorf("the log holds %q", secret)
		}
	}
}
