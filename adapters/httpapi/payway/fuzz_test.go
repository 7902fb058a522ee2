package payway_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// quote writes text as JSON, whatever it is.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(quoted)
}

// FuzzRequestBody: whatever the body, the answer is one of the dialect's, and
// none says that we failed.
func FuzzRequestBody(f *testing.F) {
	for _, seed := range []string{
		goodRequest, `{}`, ``, `[`, `{"email":"a@b.nl","return_url":"https://x.nl/a b"}`, `{"email":["a"]}`, `{"EMAIL":"a@b.nl"}`,
		`{"email":"a@b.nl","device_info":{"ip_address":"::1","user_agent":"\u2028"}}`, "\xff", `{"id":"` + strings.Repeat("0", 24) + `","confirmation_code":"x","new_password":"12345678"}`,
	} {
		f.Add(seed)
	}
	h := openAt(f, slog.LevelInfo)
	f.Fuzz(func(t *testing.T, body string) {
		h.t = t
		h.clock.advance(time.Minute)
		for _, path := range []string{requestPath, customPath, createPath, completePath} {
			got := h.post(path, body, "Authorization", bearer(h.minter))
			var answer struct{ Code, Field, Message string }
			decoder := json.NewDecoder(strings.NewReader(got.body))
			decoder.DisallowUnknownFields()
			switch {
			case got.status == 204 && path == requestPath, got.status == 200 && path != requestPath:
			case got.status == 400, got.status == 404 && path == createPath, got.status == 413 && len(body) > 16<<10:
				if err := decoder.Decode(&answer); err != nil || answer.Code == "" || answer.Message == "" {
					t.Errorf("not an error of the dialect: %s (%v)", got.body, err)
				}
			default:
				t.Errorf("%s: %d %s", path, got.status, got.body)
			}
		}
		h.requests.taken()
		if strings.Contains(h.log.String(), "panic") {
			t.Error(h.log.String())
		}
	})
}

// FuzzTokenForm: whatever the form and the Authorization header, the answer is
// one of RFC 6749, and nobody gets a token without the secret.
func FuzzTokenForm(f *testing.F) {
	for _, seed := range [][2]string{
		{"grant_type=none&client_id=x&client_secret=y&scope=z", ""}, {"grant_type=none", "Basic eDp5"}, {"%", "Basic %"}, {"a=1&a=2", "Bearer x"},
		{"grant_type=client_credentials&client_id=%00", "Basic"}, {"=&=", " "}, {"", ""}, {"grant_type=none;x", "Basic eDp5, Basic eDp5"},
	} {
		f.Add(seed[0], seed[1])
	}
	h := openAt(f, slog.LevelInfo)
	f.Fuzz(func(t *testing.T, form, authorization string) {
		h.t = t
		h.clock.advance(time.Minute)
		got := h.ask(form, "Authorization", authorization)
		var answer struct{ Error, Error_description string }
		decoder := json.NewDecoder(strings.NewReader(got.body))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&answer); err != nil || answer.Error == "" || answer.Error_description == "" {
			t.Errorf("not an error of RFC 6749: %d %s (%v)", got.status, got.body, err)
		}
		if got.status != 400 && got.status != 401 && (got.status != 413 || len(form) <= 16<<10) {
			t.Errorf("%d %s", got.status, got.body)
		}
	})
}

// FuzzAuthorization: whatever the header, no call is let in.
func FuzzAuthorization(f *testing.F) {
	for _, seed := range []string{"Bearer x", "bearer  x==", "Bearer lkt_00000000000000000000000000000000", "Basic Og==", "", "Bearer \u212A", "Bearer a,b"} {
		f.Add(seed)
	}
	h := openAt(f, slog.LevelInfo)
	f.Fuzz(func(t *testing.T, authorization string) {
		h.t = t
		h.clock.advance(time.Minute)
		got := h.post(requestPath, goodRequest, "Authorization", authorization)
		got.check(401, unauthorized)
		if challenge := got.header.Get("Www-Authenticate"); !strings.HasPrefix(challenge, `Bearer realm="latchkey"`) {
			t.Errorf("challenged with %q", challenge)
		}
	})
}
