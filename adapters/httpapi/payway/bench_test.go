package payway_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/payway"
	"latchkey/adapters/ratewindows"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// BenchmarkRequest measures a request with its token check, next to a Huma
// operation that reads the same body and does nothing: first with the token in
// memory and the row thrown away, then with a database on disk, which every
// call waits for and calls at the same time share.
//
//	go test -run '^$' -bench Request -benchmem ./adapters/httpapi/payway
func BenchmarkRequest(b *testing.B) {
	b.Run("huma no-op", func(b *testing.B) { inTurn(b, humaNoOp(), "") })
	b.Run("API token, no disk", func(b *testing.B) {
		handler, api, _ := benchHouse(b, false)
		inTurn(b, handler, api)
	})
	b.Run("access token, no disk", func(b *testing.B) {
		handler, _, access := benchHouse(b, false)
		inTurn(b, handler, access)
	})
	b.Run("access token, database, 256 at once", func(b *testing.B) {
		handler, _, access := benchHouse(b, true)
		b.SetParallelism(256)
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			call := newCall(access)
			for pb.Next() {
				call.make(b, handler)
			}
		})
	})
}

func inTurn(b *testing.B, handler http.Handler, token string) {
	b.ReportAllocs()
	call := newCall(token)
	for b.Loop() {
		call.make(b, handler)
	}
}

// call is one request that is made again and again.
type call struct {
	request *http.Request
	body    *strings.Reader
	answer  discard
}

func newCall(token string) *call {
	c := &call{body: strings.NewReader(""), answer: discard{header: http.Header{}}}
	c.request = httptest.NewRequest(http.MethodPost, requestPath, nil)
	c.request.Header.Set("Content-Type", "application/json")
	if token != "" {
		c.request.Header.Set("Authorization", "Bearer "+token)
	}
	c.request.Body = io.NopCloser(c.body)
	c.request.ContentLength = int64(len(goodRequest))
	return c
}

func (c *call) make(b *testing.B, handler http.Handler) {
	c.body.Reset(goodRequest)
	clear(c.answer.header)
	handler.ServeHTTP(&c.answer, c.request)
	if c.answer.status != http.StatusNoContent {
		b.Fatalf("status %d", c.answer.status)
	}
}

type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

type rawBody struct {
	RawBody []byte `contentType:"application/json"`
}

func humaNoOp() http.Handler {
	mux := http.NewServeMux()
	config := huma.Config{OpenAPI: &huma.OpenAPI{Info: &huma.Info{Title: "x", Version: "1"}}, Formats: huma.DefaultFormats}
	op := huma.Operation{Method: http.MethodPost, Path: requestPath, SkipValidateBody: true}
	huma.Register(humago.New(mux, config), op, func(context.Context, *rawBody) (*struct{}, error) { return nil, nil })
	return mux
}

// forgetful takes every request and keeps none.
type forgetful struct{ ports.ResetRequests }

func (forgetful) Add(context.Context, domain.ResetRequest) error { return nil }

// benchHouse returns the dialect and both sorts of token for it.
func benchHouse(b *testing.B, disk bool) (handler http.Handler, apiToken, accessToken string) {
	log := slog.New(slog.DiscardHandler)
	store, err := sqlite.Open(b.Context(), sqlite.Options{Path: filepath.Join(b.TempDir(), "latchkey.db"), Now: time.Now, Log: log})
	must(b, err)
	b.Cleanup(func() { _ = store.Close() })
	env := app.Environment{Now: time.Now, Entropy: rand.Reader, Log: log}
	sender, err := domain.ParseEmail("no-reply@shop.example")
	must(b, err)
	must(b, store.Projects().Put(b.Context(), domain.Project{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: sender}))
	clients := &app.Clients{Environment: env, Store: store.APIClients(), Tokens: store.AccessTokens()}
	made, err := clients.Create(b.Context(), app.NewClient{Project: 1, Scopes: domain.Scopes{domain.AccountWrite}})
	must(b, err)
	granted, err := clients.IssueToken(b.Context(), app.TokenAsk{ClientID: made.ID.String(), ClientSecret: made.ClientSecret.Reveal()})
	must(b, err)
	resets := &app.Resets{Environment: env, Projects: store.Projects(), Requests: forgetful{}}
	if disk {
		resets.Requests = store.ResetRequests()
	}
	front := httpapi.New(env, &app.Budgets{Environment: env, Windows: ratewindows.New(100)}, http.NotFoundHandler())
	payway.Mount(front, payway.UseCases{Projects: &app.Projects{Store: store.Projects()}, Resets: resets, Clients: clients}, payway.Config{Limit: 1 << 40})
	return front, made.APIToken.Reveal(), granted.Token.Reveal()
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
