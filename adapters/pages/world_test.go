package pages_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/languages"
	"latchkey/adapters/pages"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

const (
	jane         = "jane.canary@customer.example"
	goodPassword = "four mossy Canary spoons"
	formType     = "application/x-www-form-urlencoded"
)

// world is the pages on a server, with everything behind them faked.
type world struct {
	t       *testing.T
	server  *httptest.Server
	store   *store
	hasher  *hasher
	windows *windows
	config  pages.Config
	log     *bytes.Buffer // guarded by slog's handler; read when all is quiet

	shop   domain.Project // whose customers get tokens
	base   string         // in front of every path that is asked for
	direct bool           // asks without a socket between, which is far quicker

	mu  sync.Mutex
	now time.Time
}

var berta = domain.Project{ID: 7, Name: "Berta's Books", ShopURL: "https://berta.example/account"}

func newWorld(t *testing.T, change ...func(*pages.Config)) *world {
	t.Helper()
	w := &world{
		t: t, shop: berta, now: time.Unix(1_700_000_000, 0), log: &bytes.Buffer{},
		store:   &store{projects: []domain.Project{berta}, holders: map[domain.TokenHash]*ports.TokenHolder{}},
		windows: &windows{open: map[ports.RateKey]domain.RateWindow{}}, hasher: &hasher{},
	}
	env := app.Environment{Now: w.clock, Entropy: rand.Reader, Log: slog.New(slog.NewTextHandler(w.log, nil))}
	w.config = pages.Config{
		Resets:   &app.Resets{Environment: env, Projects: shops{store: w.store}, Requests: w.store, Tokens: w.store, Hasher: w.hasher, Common: common{}},
		Projects: &app.Projects{Store: shops{store: w.store}},
		Budgets:  &app.Budgets{Environment: env, Windows: w.windows},
		Caller:   func(r *http.Request) string { return r.Header.Get("Test-Caller") },
		Language: func(r *http.Request) domain.Language { return languages.Preferred(r.Header.Get("Accept-Language")) },
		Log:      env.Log,
	}
	for _, f := range change {
		f(&w.config)
	}
	hosted, err := pages.New(w.config)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	hosted.Mount(mux)
	w.server = httptest.NewServer(http.StripPrefix(w.config.BasePath, mux))
	t.Cleanup(func() {
		w.server.Close()
		if t.Failed() {
			t.Logf("log:\n%s", w.log)
		}
	})
	return w
}

// generous is for tests that are not about the limits.
func generous(c *pages.Config) {
	c.Posts = domain.RateRule{Limit: 1 << 20, Per: time.Minute}
	c.WrongTokens = c.Posts
}

// usual is for tests that are about the limits, too.
func usual(*pages.Config) {}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// mint returns a token of berta's customer in the given state.
func (w *world) mint(state domain.TokenState) string {
	w.t.Helper()
	token, err := domain.MintResetToken(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	email, err := domain.ParseEmail(jane)
	if err != nil {
		w.t.Fatal(err)
	}
	account := domain.Account{ID: domain.AccountID{1}, ProjectID: w.shop.ID, Email: email, PasswordHash: "old"}
	holder := &ports.TokenHolder{Project: w.shop, Account: account, Token: domain.Issue(token, domain.DeliveryID{2}, account, w.clock())}
	switch state {
	case domain.TokenExpired:
		holder.Token.MintedAt = w.clock().Add(-domain.ResetTokenLifetime)
	case domain.TokenSpent:
		holder.Token.SpentAt = w.clock()
	case domain.TokenRevoked:
		holder.Account.Disable()
	case domain.TokenUnknown:
		return token.Base32()
	}
	defer w.store.lock()()
	w.store.holders[token.Hash()] = holder
	return token.Base32()
}

// holder returns what the store has about a token.
func (w *world) holder(token string) *ports.TokenHolder {
	w.t.Helper()
	parsed, err := domain.ParseResetToken(token)
	if err != nil {
		w.t.Fatal(err)
	}
	defer w.store.lock()()
	return w.store.holders[parsed.Hash()]
}

// password returns the hash that the token's account has now.
func (w *world) password(token string) string {
	w.t.Helper()
	return string(w.holder(token).Account.PasswordHash)
}

// rows is everything that a request could have changed.
func (w *world) rows() int {
	defer w.store.lock()()
	n := len(w.store.requests) + len(w.store.notices)
	for _, holder := range w.store.holders {
		if holder.Account.PasswordHash != "old" || !holder.Account.MutedUntil.IsZero() {
			n++
		}
	}
	return n
}

// got is an answer with its body read.
type got struct {
	*http.Response
	body string
}

func (w *world) do(r *http.Request) got {
	w.t.Helper()
	if w.direct {
		out := httptest.NewRecorder()
		w.server.Config.Handler.ServeHTTP(out, r)
		return got{out.Result(), out.Body.String()}
	}
	answer, err := w.server.Client().Transport.RoundTrip(r) // follows no redirect
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return got{answer, string(body)}
}

func (w *world) request(method, path, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequest(method, w.server.URL+w.base+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) get(path string) got {
	w.t.Helper()
	return w.do(w.request("GET", path, ""))
}

// post sends a form of names and values.
func (w *world) post(path string, fields ...string) got {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := w.request("POST", path, form.Encode())
	r.Header.Set("Content-Type", formType)
	return w.do(r)
}

func (w *world) complete(token, password, confirmation string) got {
	w.t.Helper()
	return w.post("/reset", "token", token, "password", password, "password_confirmation", confirmation)
}

func (g got) want(t *testing.T, status int, contains ...string) {
	t.Helper()
	if g.StatusCode != status {
		t.Errorf("status: got %d, want %d\n%s", g.StatusCode, status, g.body)
	}
	for _, text := range contains {
		if !strings.Contains(g.body, text) {
			t.Errorf("body has no %q:\n%s", text, g.body)
		}
	}
}
