package webshop_test

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

const (
	forgotPath = "/api/services/webshop/v1/customer/auth/password/forgot"
	resetPath  = "/api/services/webshop/v1/customer/auth/password/reset"
	loginPath  = "/api/services/webshop/v1/customer/auth/login"

	// canary goes into everything a caller can send and may come out nowhere.
	canary = "zyxcanary"

	jane         = "jane@example.com"
	janePassword = "correct horse battery"
	shopOrigin   = "https://shop.example"
)

// shop is the dialect with in-memory stores behind it.
type shop struct {
	clock    clock
	log      logBuffer
	projects fakeProjects
	requests fakeRequests
	tokens   fakeTokens
	hasher   fakeHasher
	windows  fakeWindows
	account  domain.Account
	handler  http.Handler
	server   *httptest.Server
}

func newShop(t testing.TB, level slog.Level) *shop {
	t.Helper()
	s := &shop{clock: clock{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}}
	email, err := domain.ParseEmail(jane)
	if err != nil {
		t.Fatal(err)
	}
	s.account = domain.Account{ID: domain.AccountID{0x65, 11: 0xf1}, ProjectID: 1, Email: email, PasswordHash: "fake:" + janePassword}
	s.projects.all = []domain.Project{
		{ID: 1, Name: "Demo Shop", Origins: []domain.Origin{shopOrigin}},
		{ID: 2, Name: "Other Shop", Origins: []domain.Origin{"https://other.example"}},
	}
	s.tokens.tokens = map[domain.TokenHash]ports.TokenHolder{}
	s.windows.keys = map[ports.RateKey]domain.RateWindow{}
	env := app.Environment{Now: s.clock.Now, Entropy: rand.Reader, Log: slog.New(slog.NewJSONHandler(&s.log, &slog.HandlerOptions{Level: level}))}
	front := httpapi.New(env, &app.Budgets{Environment: env, Windows: &s.windows}, http.NotFoundHandler())
	webshop.Mount(front, webshop.UseCases{
		Projects: &app.Projects{Store: &s.projects},
		Resets:   &app.Resets{Environment: env, Projects: &s.projects, Requests: &s.requests, Tokens: &s.tokens, Hasher: &s.hasher, Common: fakeCommon{}},
		SignIns:  &app.SignIns{Environment: env, Accounts: &fakeAccounts{only: s.account}, Hasher: &s.hasher, Windows: &s.windows},
	}, webshop.Config{})
	s.handler = front
	return s
}

func open(t *testing.T) *shop {
	t.Helper()
	s := newShop(t, slog.LevelDebug)
	s.server = httptest.NewServer(s.handler)
	t.Cleanup(s.server.Close)
	return s
}

// mint puts a live token for jane's account into the store.
func (s *shop) mint(t *testing.T) string {
	t.Helper()
	token, err := domain.MintResetToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.tokens.tokens[token.Hash()] = ports.TokenHolder{
		Token: domain.Issue(token, domain.DeliveryID{}, s.account, s.clock.Now()), Account: s.account, Project: s.projects.all[0],
	}
	return token.Base32()
}

// reply is an answer as a client sees it.
type reply struct {
	status int
	header http.Header
	body   string
}

// send makes one call with the canary all over it, and checks what is true of
// every answer. Headers come in pairs; an empty value leaves the header out.
func (s *shop) send(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	request, err := http.NewRequest(method, s.server.URL+path+"?"+canary+"="+canary, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"User-Agent", "X-Forwarded-For", "Referer", "X-Request-Id", "Cookie"} {
		request.Header.Set(name, canary)
	}
	request.Header.Set("Authorization", "Bearer "+canary)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header[http.CanonicalHeaderKey(headers[i])] = []string{headers[i+1]}
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
		}
	}
	response, err := s.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	r := reply{status: response.StatusCode, header: response.Header, body: string(got)}
	s.checkAlways(t, r)
	return r
}

// post sends body with the canary as one more field, if it is an object with
// any field at all.
func (s *shop) post(t *testing.T, path, body string, headers ...string) reply {
	t.Helper()
	if strings.HasPrefix(body, `{"`) {
		body = `{"` + canary + `":"` + canary + `",` + body[1:]
	}
	return s.send(t, "POST", path, body, headers...)
}

func (s *shop) checkAlways(t *testing.T, r reply) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer",
		"Cache-Control":           "no-store",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if len(r.header.Get("X-Request-Id")) != 20 {
		t.Errorf("X-Request-Id = %q, want 20 digits", r.header.Get("X-Request-Id"))
	}
	if r.body != "" && r.header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type = %q", r.header.Get("Content-Type"))
	}
	for name, values := range r.header {
		if strings.Contains(strings.ToLower(name+strings.Join(values, "")), canary) {
			t.Errorf("header %s echoes what was sent: %q", name, values)
		}
	}
	if strings.Contains(strings.ToLower(r.body), canary) {
		t.Errorf("body echoes what was sent: %s", r.body)
	}
	if log := s.log.String(); strings.Contains(strings.ToLower(log), canary) || strings.Contains(log, "127.0.0.1") || strings.Contains(log, jane) {
		t.Errorf("log holds what was sent: %s", log)
	}
}

func (r reply) check(t *testing.T, status int, body string) {
	t.Helper()
	if r.status != status || r.body != body {
		t.Errorf("got  %d %s\nwant %d %s", r.status, r.body, status, body)
	}
}

// canonical returns h as a client's library sees it, whatever the spelling on
// the wire.
func canonical(h http.Header) http.Header {
	seen := http.Header{}
	for name, values := range h {
		seen[http.CanonicalHeaderKey(name)] = values
	}
	return seen
}
