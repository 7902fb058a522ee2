package httpapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// keyring is a ports.APIClients in memory; err makes it fail.
type keyring struct {
	ports.APIClients
	clients []domain.APIClient
	err     error
}

func (k *keyring) ByAPIToken(_ context.Context, hash domain.SecretHash) (domain.APIClient, error) {
	for _, client := range k.clients {
		if client.TokenHash == hash {
			return client, k.err
		}
	}
	return domain.APIClient{}, errors.Join(k.err, domain.NotFound)
}

// noAccessTokens is a ports.AccessTokens that knows none.
type noAccessTokens struct{ ports.AccessTokens }

func (noAccessTokens) ByHash(context.Context, domain.SecretHash) (domain.IssuedAccessToken, error) {
	return domain.IssuedAccessToken{}, domain.NotFound
}

// add returns the API token of a new client.
func (k *keyring) add(t testing.TB, project domain.ProjectID, scopes ...domain.Scope) string {
	t.Helper()
	n := byte(len(k.clients) + 1)
	token, err := domain.MintSecret(domain.APITokenKind, strings.NewReader(strings.Repeat(string(rune('a'+n)), 20)))
	if err != nil {
		t.Fatal(err)
	}
	k.clients = append(k.clients, domain.APIClient{ID: domain.ClientID{n}, ProjectID: project, Scopes: scopes, TokenHash: token.Hash()})
	return token.Reveal()
}

func (k *keyring) uses() *app.Clients {
	return &app.Clients{Environment: app.Environment{Now: time.Now}, Store: k, Tokens: noAccessTokens{}}
}

// TestAuthorizationHeader: what is not exactly one bearer token makes nobody a
// client, and no text of it gets anywhere.
func TestAuthorizationHeader(t *testing.T) {
	keys := &keyring{}
	token := keys.add(t, 1)
	const client, address = "client 010000000000000000000000", "192.0.2.1"
	for _, test := range []struct {
		headers []string
		want    string
	}{
		{[]string{"Bearer " + token}, client},
		{[]string{"bearer " + token}, client},
		{[]string{"BEARER   " + token}, client},
		{nil, address}, {[]string{""}, address}, {[]string{"Bearer"}, address}, {[]string{"Bearer "}, address},
		{[]string{token}, address}, {[]string{"Basic " + token}, address}, {[]string{"Token " + token}, address},
		{[]string{"Bearer " + token + " "}, address}, {[]string{" Bearer " + token}, address}, {[]string{"Bearer\t" + token}, address},
		{[]string{"Bearer " + token + "=="}, address}, {[]string{"Bearer =" + token}, address}, {[]string{"Bearer " + token + ","}, address},
		{[]string{`Bearer "` + token + `"`}, address}, {[]string{"Bearer " + token + "\x00"}, address}, {[]string{"Bearer " + token + "\r\nX: y"}, address},
		{[]string{"Bearer " + strings.ToUpper(token)}, address}, {[]string{"Bearer token=" + token}, address},
		{[]string{"Bearer " + token, "Bearer " + token}, address}, {[]string{"", "Bearer " + token}, address},
		{[]string{"Bearer " + token + ", Bearer " + token}, address}, {[]string{"Bearer Bearer " + token}, address},
		{[]string{"Bearer" + strings.Repeat(" ", 1024) + token}, address}, {[]string{"Bearer " + strings.Repeat("a", 1018)}, address},
		{[]string{"Bea\u017Fer " + token}, address}, {[]string{"Bearer \u212A" + token}, address}, {[]string{"Bearer " + strings.Replace(token, "lkt_", "lkt\u005f", 1)}, client},
	} {
		y := newToyFor(t, keys.uses(), "")
		var got string
		y.handle = func(_ context.Context, call *httpapi.Call, _ string) (httpapi.Answer, error) {
			got = call.Caller()
			return httpapi.Answer{Status: 204}, nil
		}
		request := newRequest(`{}`)
		request.Header["Authorization"] = test.headers
		check(t, y.serve(request), 204, "")
		if got != test.want || strings.Contains(y.log.String(), token) {
			t.Errorf("%q: charged to %q, want %q; log %s", test.headers, got, test.want, y.log.String())
		}
	}
}

func newRequest(body string) *http.Request {
	request, _ := http.NewRequest(http.MethodPost, "/toy/v1/echo", strings.NewReader(body))
	request.RemoteAddr = "192.0.2.1:1234"
	request.Header.Set("Content-Type", "application/json")
	return request
}

func TestScopeIsAskedForBeforeTheBody(t *testing.T) {
	keys := &keyring{}
	good, weak := keys.add(t, 1, domain.AccountWrite), keys.add(t, 1)
	revoked := keys.add(t, 1, domain.AccountWrite)
	keys.clients[2].RevokedAt = time.Now()
	none, bad := `Bearer realm="latchkey"`, `Bearer realm="latchkey", error="invalid_token"`
	short := `Bearer realm="latchkey", error="insufficient_scope", scope="/external/account/w"`
	for _, test := range []struct {
		authorization string
		status        int
		body          string
		challenge     string
	}{
		{"", 401, "401: refusal", none},
		{"Bearer " + revoked, 401, "401: refusal", bad},
		{"Bearer nonsense", 401, "401: refusal", bad},
		{"Bearer \x01", 401, "401: refusal", bad},
		{"Basic Og==", 401, "401: refusal", bad},
		{"Bearer " + weak, 403, "403: refusal", short},
	} {
		y := newToyFor(t, keys.uses(), domain.AccountWrite)
		headers := []string{"Authorization", test.authorization, "Content-Type", "text/plain"}
		if test.authorization == "" {
			headers = headers[2:]
		}
		for range 3 {
			got := y.call(http.MethodPost, "/toy/v1/echo", unread{t}, headers...)
			check(t, got, test.status, test.body)
			if challenge := got.Header()["Www-Authenticate"]; len(challenge) != 1 || challenge[0] != test.challenge {
				t.Errorf("%q: challenged with %q, want %q", test.authorization, challenge, test.challenge)
			}
		}
		got := y.call(http.MethodPost, "/toy/v1/echo", unread{t}, headers...) // refused calls are not for free
		check(t, got, 429, "429: limited")
		if got.Header().Get("Www-Authenticate") != "" || got.Header().Get("Retry-After") != "2" {
			t.Errorf("headers of a limited call: %v", got.Header())
		}
		check(t, y.post(`{"word":"x"}`, "Authorization", "Bearer "+good), 200, `"x"`) // whoever else calls from there
		check(t, y.call(http.MethodPut, "/toy/v1/echo", unread{t}), 405, "405: refusal")
		check(t, y.call(http.MethodPost, "/toy/v1/none", unread{t}), 404, "404: refusal")
	}
	y := newToyFor(t, nil, domain.AccountWrite) // a mistake in wiring lets nobody in
	check(t, y.post(`{}`, "Authorization", "Bearer "+good), 401, "401: refusal")
}

// TestOpenOperation: no token is asked for, and one that is there makes nobody
// a client.
func TestOpenOperation(t *testing.T) {
	keys := &keyring{err: errors.New("asked")}
	y := newToyFor(t, keys.uses(), domain.AccountWrite)
	for authorization, want := range map[string]string{
		"Basic Og==": "Og==", "BASIC  -._~+/aZ09=": "-._~+/aZ09=", "Basic": "", "Basic ": "", "Bearer Og==": "", "Basic a,b": "", "Basic a b": "", "Basic =": "",
		`Basic a="b"`: "", "Basic \x00": "", "Basic a=b": "", "Basic \u017F": "", "Ba\u017Fic Og==": "", "Basic " + strings.Repeat("a", 1018): strings.Repeat("a", 1018),
		"Basic " + strings.Repeat("a", 1019): "",
	} {
		y.handle = func(_ context.Context, call *httpapi.Call, _ string) (httpapi.Answer, error) {
			text, given := call.Credentials("Basic")
			if call.Caller() != "192.0.2.1" || call.Client().ID != (domain.ClientID{}) || text != want || !given {
				t.Errorf("%q: charged to %q, credentials %q, want %q", authorization, call.Caller(), text, want)
			}
			return httpapi.Answer{Status: 204}, nil
		}
		clear(y.spent)
		check(t, y.call(http.MethodPost, "/toy/v1/open", strings.NewReader(`{}`), "Authorization", authorization), 204, "")
	}
}

func TestTokenThatCannotBeLookedUp(t *testing.T) {
	keys := &keyring{}
	token := keys.add(t, 1, domain.AccountWrite)
	keys.err = errors.New("disk gone")
	for _, scope := range []domain.Scope{"", domain.AccountWrite} {
		y := newToyFor(t, keys.uses(), scope)
		check(t, y.call(http.MethodPost, "/toy/v1/echo", unread{t}, "Authorization", "Bearer "+token), 500, "500: fault")
		if !strings.Contains(y.log.String(), "disk gone") || strings.Contains(y.log.String(), token) {
			t.Error(y.log.String())
		}
	}
}

// TestProjectOfAnotherClient (A42): the operation and the page behind the call
// see a project that does not exist.
func TestProjectOfAnotherClient(t *testing.T) {
	keys := &keyring{}
	for project, want := range map[domain.ProjectID]domain.ProjectID{1: 1, 2: -1} {
		y := newToyFor(t, keys.uses(), "")
		check(t, y.post(`{"word":"x"}`, "Authorization", "Bearer "+keys.add(t, project)), 200, `"x"`)
		if y.about != want {
			t.Errorf("client of project %d: the call is about %d, want %d", project, y.about, want)
		}
	}
}

func TestEveryAnswerHasARequestID(t *testing.T) {
	y := newToy(t)
	var inside string
	rest := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside = httpapi.RequestID(r.Context())
		_, _ = io.WriteString(w, "the rest")
	})
	front := httpapi.New(app.Environment{Entropy: strings.NewReader("abcdefghij")}, nil, rest)
	y.front = front
	got := y.call(http.MethodGet, "/", nil, "X-Request-Id", "evil")
	if id := got.Header()["X-Request-Id"]; len(id) != 1 || id[0] != "6162636465666768696a" || inside != id[0] {
		t.Errorf("id %q, inside %q", id, inside)
	}
}
