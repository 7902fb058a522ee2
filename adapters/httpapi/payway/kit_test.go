package payway_test

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/payway"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/adapters/ratewindows"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/sqlite/sqlitetest"
	"latchkey/app"
	"latchkey/domain"
)

const (
	requestPath  = "/external/api/v1/accounts/request_password_reset"
	customPath   = "/external/api/v1/accounts/custom_request_password_reset"
	createPath   = "/external/api/v1/accounts/create_password_reset"
	completePath = "/external/api/v1/accounts/complete_password_reset"
	tokenPath    = "/api/authorization/access_token"
	shopPath     = "/api/services/webshop/v1/customer/auth/password/forgot"

	// canary goes into everything a caller can send and may come out nowhere.
	canary = "zyxcanary"

	jane        = "jane@example.com"
	goodRequest = `{"email":"jane@example.com"}`
	newPassword = "a brand new phrase"
)

// house is both dialects over a real database.
type house struct {
	t        testing.TB
	clock    clock
	log      logBuffer
	store    *sqlite.Store
	requests watched
	tokens   brittle
	hasher   hasher
	clients  *app.Clients
	accounts *app.Accounts
	front    *httpapi.Front
	jane     domain.Account

	plain, weak, nosy, minter, stranger app.Credentials // API clients; the last one is of project 2
}

func open(t testing.TB) *house { return openAt(t, slog.LevelDebug) }

func openAt(t testing.TB, level slog.Level) *house {
	t.Helper()
	h := &house{t: t, clock: clock{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}}
	log := slog.New(slog.NewJSONHandler(&h.log, &slog.HandlerOptions{Level: level}))
	path := filepath.Join(t.TempDir(), "latchkey.db")
	sqlitetest.Create(t, path)
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: h.clock.Now, Log: log})
	h.must(err)
	t.Cleanup(func() { _ = store.Close() })
	h.store = store
	h.requests.ResetRequests, h.tokens.AccessTokens = store.ResetRequests(), store.AccessTokens()
	env := app.Environment{Now: h.clock.Now, Entropy: rand.Reader, Log: log}
	h.clients = &app.Clients{Environment: env, Store: store.APIClients(), Tokens: &h.tokens}
	h.accounts = &app.Accounts{Environment: env, Store: store.Accounts(), Hasher: &h.hasher}
	resets := &app.Resets{
		Environment: env, Projects: store.Projects(), Accounts: store.Accounts(), Requests: &h.requests,
		Tokens: store.ResetTokens(), Hasher: &h.hasher, Common: common{},
	}
	h.front = httpapi.New(env, &app.Budgets{Environment: env, Windows: ratewindows.New(1 << 16)}, http.NotFoundHandler())
	webshop.Mount(h.front, webshop.UseCases{
		Projects: &app.Projects{Store: store.Projects()}, Resets: resets, Clients: h.clients,
		SignIns: &app.SignIns{Environment: env, Accounts: store.Accounts(), Hasher: &h.hasher, Windows: ratewindows.New(10)},
	}, webshop.Config{})
	payway.Mount(h.front, payway.UseCases{Projects: &app.Projects{Store: store.Projects()}, Resets: resets, Clients: h.clients}, payway.Config{})
	h.furnish()
	return h
}

// furnish puts two shops, a few customers and some clients in.
func (h *house) furnish() {
	h.t.Helper()
	sender := h.email("no-reply@shop.example")
	h.must(h.store.Projects().Put(h.t.Context(), domain.Project{
		ID: 1, Name: "Demo Shop", ShopURL: "https://shop.example", Sender: sender,
		Origins: []domain.Origin{"https://www.shop.example"},
	}))
	h.must(h.store.Projects().Put(h.t.Context(), domain.Project{
		ID: 2, Name: "Strict Shop", ShopURL: "https://strict.example", Sender: sender,
		ReturnOrigins: []domain.Origin{"https://strict.example", "http://localhost:3000"},
	}))
	h.jane = h.add(1, jane)
	h.add(2, jane)
	gone := h.add(1, "gone@example.com")
	h.disable(gone.ID)
	_, err := h.accounts.Create(h.t.Context(), app.NewAccount{Project: 1, Email: h.email("sso@example.com"), External: true})
	h.must(err)
	write := domain.Scopes{domain.AccountWrite}
	h.plain = h.client(app.NewClient{Project: 1, Scopes: write})
	h.weak = h.client(app.NewClient{Project: 1})
	h.nosy = h.client(app.NewClient{Project: 1, Scopes: write, RevealUnknownAccounts: true})
	h.minter = h.client(app.NewClient{Project: 1, Scopes: write, MayMintCodes: true})
	h.stranger = h.client(app.NewClient{Project: 2, Scopes: write, MayMintCodes: true})
}

func (h *house) disable(id domain.AccountID) {
	h.t.Helper()
	h.must(h.store.Accounts().Change(h.t.Context(), id, func(a *domain.Account) error { a.Disable(); return nil }))
}

func (h *house) add(project domain.ProjectID, address string) domain.Account {
	h.t.Helper()
	account, err := h.accounts.Create(h.t.Context(), app.NewAccount{Project: project, Email: h.email(address)})
	h.must(err)
	return account
}

func (h *house) client(n app.NewClient) app.Credentials {
	h.t.Helper()
	credentials, err := h.clients.Create(h.t.Context(), n)
	h.must(err)
	return credentials
}

func (h *house) email(text string) domain.Email {
	h.t.Helper()
	email, err := domain.ParseEmail(text)
	h.must(err)
	return email
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func bearer(c app.Credentials) string { return "Bearer " + c.APIToken.Reveal() }

// post sends a JSON body in the name of the plain client, with the canary in
// every place that is not looked at. Headers come in pairs; an empty value
// leaves the header out.
func (h *house) post(path, body string, headers ...string) reply {
	h.t.Helper()
	request := httptest.NewRequest(http.MethodPost, path+"?"+canary+"="+canary, strings.NewReader(body))
	for _, name := range []string{"User-Agent", "X-Forwarded-For", "Forwarded", "Referer", "X-Request-Id", "Cookie"} {
		request.Header.Set(name, canary)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", bearer(h.plain))
	for i := 0; i < len(headers); i += 2 {
		request.Header[http.CanonicalHeaderKey(headers[i])] = []string{headers[i+1]}
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
		}
	}
	return h.serve(request)
}

func (h *house) serve(request *http.Request) reply {
	h.t.Helper()
	recorder := httptest.NewRecorder()
	h.front.ServeHTTP(recorder, request)
	r := reply{t: h.t, status: recorder.Code, header: recorder.Header(), body: recorder.Body.String()}
	r.checkAlways()
	return r
}

// lines returns the log so far, for the tests that read it.
func (h *house) lines() []string {
	return strings.Split(strings.TrimSuffix(h.log.String(), "\n"), "\n")
}
