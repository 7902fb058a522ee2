package payway_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

const (
	scopeText    = "/external/account/w"
	formMedia    = "application/x-www-form-urlencoded"
	unknownGrant = "The client is unknown, or its secret is wrong"
	basicAsked   = `Basic realm="latchkey", charset="UTF-8"`
)

// ask posts a form to the token endpoint.
func (h *house) ask(body string, headers ...string) reply {
	h.t.Helper()
	return h.post(tokenPath, body, append([]string{"Content-Type", formMedia, "Authorization", ""}, headers...)...)
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

func grantError(code, text string) string {
	return `{"error":"` + code + `","error_description":"` + text + `"}`
}

// tokenRows are forms in which ID and SECRET stand for those of a client, and
// Authorization headers.
var tokenRows = []struct {
	form, authorization string
	status              int
	want                string // of an error
}{
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=%2Fexternal%2Faccount%2Fw", "", 200, ""},
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=/external/account/w", "", 200, ""},
	{"grant_type=client_credentials&client_id=ID&client_secret=SECRET", "", 200, ""},
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=", "", 200, ""}, // without a value is left out
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=%2Fexternal%2Faccount%2Fw+%2Fexternal%2Faccount%2Fw", "", 200, ""},
	{"&grant_type=none&&client_id=ID&client_secret=SECRET&state=" + canary + "&", "", 200, ""}, // others are ignored
	{"grant%5Ftype=n%6Fne&client_id=ID&client_secret=SECRET", "", 200, ""},
	{"grant_type=none", "BASIC", 200, ""},
	{"grant_type=none&client_id=&client_secret=", "BASIC", 200, ""},
	{"grant_type=client_credentials&scope=%2Fexternal%2Faccount%2Fw", "BASIC", 200, ""},

	{"", "", 400, grantError("invalid_request", "The request has no body")},
	{"&", "", 400, grantError("invalid_request", "The parameter grant_type is missing")},
	{"client_id=ID&client_secret=SECRET", "", 400, grantError("invalid_request", "The parameter grant_type is missing")},
	{"grant_type=&client_id=ID&client_secret=SECRET", "", 400, grantError("invalid_request", "The parameter grant_type is missing")},
	{"Grant_Type=none&client_id=ID&client_secret=SECRET", "", 400, grantError("invalid_request", "The parameter grant_type is missing")},
	{"grant_type=password&client_id=ID&client_secret=SECRET", "", 400, grantError("unsupported_grant_type", "grant_type must be none or client_credentials")},
	{"grant_type=" + canary, "", 400, grantError("unsupported_grant_type", "grant_type must be none or client_credentials")},
	{"grant_type=None&client_id=ID&client_secret=SECRET", "", 400, grantError("unsupported_grant_type", "grant_type must be none or client_credentials")},
	{"grant_type=none&grant_type=none&client_id=ID&client_secret=SECRET", "", 400, grantError("invalid_request", "The request body must not contain the same parameter twice")},
	{"grant_type=none&client_id=ID&client_secret=SECRET&x=1&x=1", "", 400, grantError("invalid_request", "The request body must not contain the same parameter twice")},
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=&%73cope=", "", 400, grantError("invalid_request", "The request body must not contain the same parameter twice")},
	{"grant_type=none&client_id=ID&client_secret=%zz", "", 400, grantError("invalid_request", "The request body must be a form in valid UTF-8 without NUL characters")},
	{"grant_type=none&client_id=ID%00&client_secret=SECRET", "", 400, grantError("invalid_request", "The request body must be a form in valid UTF-8 without NUL characters")},
	{"grant_type=none&client_id=ID&client_secret=%ff", "", 400, grantError("invalid_request", "The request body must be a form in valid UTF-8 without NUL characters")},
	{"grant_type=none&%ff=" + canary, "", 400, grantError("invalid_request", "The request body must be a form in valid UTF-8 without NUL characters")},
	{strings.Repeat("&x", 1) + manyParameters(32), "", 400, grantError("invalid_request", "The request body must not have more than 32 parameters")},

	{"grant_type=none", "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_id=ID", "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_secret=SECRET", "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_id=ID&client_secret=" + canary, "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_id=ID&client_secret=SECRET%20", "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_id=" + canary + "&client_secret=SECRET", "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_id=000000000000000000000000&client_secret=SECRET", "", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none&client_id=ID&client_secret=TOKEN", "", 401, grantError("invalid_client", unknownGrant)}, // an API token is no secret
	{"grant_type=none", basic("x", canary), 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", "Basic " + base64.StdEncoding.EncodeToString([]byte("nocolon")), 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", "Basic %%%", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", "Basic", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", "Ba\u017Fic CRED", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", "Bearer TOKEN", 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", basic("%zz", "x"), 401, grantError("invalid_client", unknownGrant)},
	{"grant_type=none", "Basic " + strings.Repeat("A", 1024), 401, grantError("invalid_client", unknownGrant)},

	{"grant_type=none&client_id=ID&client_secret=SECRET", "BASIC", 400, grantError("invalid_request", "Client credentials must be sent in the Authorization header or in the body, not in both")},
	{"grant_type=none&client_id=ID", "BASIC", 400, grantError("invalid_request", "Client credentials must be sent in the Authorization header or in the body, not in both")},
	{"grant_type=none&client_secret=x", "BASIC", 400, grantError("invalid_request", "Client credentials must be sent in the Authorization header or in the body, not in both")},

	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=" + canary, "", 400, grantError("invalid_scope", "The client does not hold the scope, or there is no such scope")},
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=%2Fexternal%2Faccount%2Fw+admin", "", 400, grantError("invalid_scope", "The client does not hold the scope, or there is no such scope")},
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=%2Fexternal%2Faccount%2Fw++%2Fexternal%2Faccount%2Fw", "", 400, grantError("invalid_scope", "The client does not hold the scope, or there is no such scope")},
	{"grant_type=none&client_id=ID&client_secret=SECRET&scope=%2FEXTERNAL%2Faccount%2Fw", "", 400, grantError("invalid_scope", "The client does not hold the scope, or there is no such scope")},
}

func manyParameters(count int) string {
	var form strings.Builder
	for i := range count {
		form.WriteString("&p" + string(rune('a'+i%26)) + strings.Repeat("x", i/26))
	}
	return form.String()
}

func TestTokenEndpoint(t *testing.T) {
	h := open(t)
	filled := strings.NewReplacer("ID", h.plain.ID.String(), "SECRET", h.plain.ClientSecret.Reveal(), "TOKEN", h.plain.APIToken.Reveal(),
		"CRED", strings.TrimPrefix(basic(h.plain.ID.String(), h.plain.ClientSecret.Reveal()), "Basic "),
		"BASIC", basic(url.QueryEscape(h.plain.ID.String()), url.QueryEscape(h.plain.ClientSecret.Reveal())))
	for _, test := range tokenRows {
		got := h.ask(filled.Replace(test.form), "Authorization", filled.Replace(test.authorization))
		if got.header.Get("Pragma") != "no-cache" {
			t.Errorf("%s: the answer may be cached: %v", test.form, got.header)
		}
		if asked := got.header.Get("Www-Authenticate"); (asked == basicAsked) != (test.status == 401 && test.authorization != "") || asked != "" && asked != basicAsked {
			t.Errorf("%.80s: WWW-Authenticate %q", test.form, asked)
		}
		if test.status != 200 {
			got.check(test.status, test.want)
			continue
		}
		token := got.accessToken()
		got.check(200, `{"access_token":"`+token+`","token_type":"Bearer","expires_in":7200,"scope":"`+scopeText+`"}`)
		h.post(requestPath, goodRequest, "Authorization", "Bearer "+token).check(204, "")
	}
	got := h.ask("grant_type=none&client_id=" + h.weak.ID.String() + "&client_secret=" + h.weak.ClientSecret.Reveal())
	got.check(200, `{"access_token":"`+got.accessToken()+`","token_type":"Bearer","expires_in":7200,"scope":""}`)
	got = h.ask("grant_type=none&client_id=" + h.weak.ID.String() + "&client_secret=" + h.weak.ClientSecret.Reveal() + "&scope=" + scopeText)
	got.check(400, grantError("invalid_scope", "The client does not hold the scope, or there is no such scope"))
	for _, secret := range []string{h.plain.ClientSecret.Reveal(), h.plain.APIToken.Reveal()} {
		if strings.Contains(h.log.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}

func (r reply) accessToken() string {
	r.t.Helper()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil || len(answer.Token) != 36 || !strings.HasPrefix(answer.Token, "lka_") {
		r.t.Fatalf("no access token: %d %s", r.status, r.body)
	}
	return answer.Token
}

func (h *house) token(c app.Credentials) string {
	h.t.Helper()
	return h.ask("grant_type=none&client_id=" + c.ID.String() + "&client_secret=" + c.ClientSecret.Reveal()).accessToken()
}

// TestTokenEndpointRefusals are those of the pipeline, in the shape of the
// token endpoint.
func TestTokenEndpointRefusals(t *testing.T) {
	h := open(t)
	wrongType := grantError("invalid_request", "Content-Type must be application/x-www-form-urlencoded")
	h.ask("grant_type=none", "Content-Type", "application/json").check(400, wrongType)
	h.ask("grant_type=none", "Content-Type", "").check(400, wrongType)
	h.ask("grant_type=none", "Content-Type", "multipart/form-data; boundary=x").check(400, wrongType)
	h.ask("x="+strings.Repeat("x", 16<<10)).check(413, grantError("invalid_request", "The request body must not be larger than 16 KiB"))
	got := h.serve(httptest.NewRequest(http.MethodGet, tokenPath+"?grant_type=none", nil))
	got.check(405, grantError("invalid_request", "This endpoint takes POST only"))
	if got.header.Get("Allow") != "POST" {
		t.Errorf("headers %v", got.header)
	}
	for _, path := range []string{"/api/authorization", "/api/authorization/", tokenPath + "/", "/api/authorization/x"} {
		h.post(path, "").check(404, other("not_found", "There is no such endpoint"))
	}
	good := "grant_type=none&client_id=" + h.plain.ID.String() + "&client_secret=" + h.plain.ClientSecret.Reveal()
	h.tokens.err = errors.New("disk gone")
	h.ask(good).check(500, grantError("server_error", "Something unexpected happened on our side"))
	h.tokens.err = &domain.Problem{Kind: domain.Unavailable, RetryAfter: 1500 * time.Millisecond}
	got = h.ask(good)
	got.check(503, grantError("temporarily_unavailable", "The service cannot take this call right now"))
	if got.header.Get("Retry-After") != "2" {
		t.Errorf("headers %v", got.header)
	}
	h.tokens.err = nil
	for range 600 {
		got = h.ask("grant_type=none")
	}
	got.check(429, grantError("temporarily_unavailable", "Too many requests"))
	if got.header.Get("Retry-After") != "60" {
		t.Errorf("headers %v", got.header)
	}
	h.post(requestPath, goodRequest).check(204, "") // a client with a token is not its address
}
