package webshop_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// BenchmarkForgot measures an accepted request in memory, next to a Huma
// operation that reads the same body and does nothing.
//
//	go test -run '^$' -bench Forgot -benchmem ./adapters/httpapi/webshop
func BenchmarkForgot(b *testing.B) {
	b.Run("huma no-op", func(b *testing.B) { benchmark(b, humaNoOp()) })
	b.Run("accepted", func(b *testing.B) { benchmark(b, benchShop("")) })
	b.Run("accepted from a page", func(b *testing.B) { benchmark(b, benchShop(shopOrigin)) })
}

// BenchmarkLongAddresses measures the answer to the longest addresses that a
// body can hold, next to that to an address of the usual length: no call may be
// made to take long by what is in it (threat A04 allows a millisecond).
//
//	go test -run '^$' -bench LongAddresses ./adapters/httpapi/webshop
func BenchmarkLongAddresses(b *testing.B) {
	shop := benchShop("")
	for name, email := range map[string]string{
		"usual":            "jane@example.com",
		"one atom":         strings.Repeat("a", 16_000),
		"many atoms":       strings.Repeat("a.", 8_000) + "a@x.nl",
		"many labels":      "a@" + strings.Repeat("a.", 8_000) + "nl",
		"labels, then bad": "a@" + strings.Repeat("a-a.", 4_000) + "!",
		"hyphens":          "a@" + strings.Repeat("a-", 8_000),
		"at signs":         strings.Repeat("@", 16_000),
	} {
		b.Run(name, func(b *testing.B) { judge(b, shop, `{"project_id":1,"email":"`+email+`"}`) })
	}
}

func benchmark(b *testing.B, handler http.Handler) {
	b.ReportAllocs()
	if status := judge(b, handler, goodForgot); status != http.StatusOK {
		b.Fatalf("status %d", status)
	}
}

// judge sends the same body again and again and returns the last status.
func judge(b *testing.B, handler http.Handler, text string) int {
	body := strings.NewReader("")
	request := httptest.NewRequest(http.MethodPost, forgotPath, nil)
	request.Header.Set("Content-Type", "application/json")
	request.Body = io.NopCloser(body)
	request.ContentLength = int64(len(text))
	w := &discard{header: http.Header{}}
	for b.Loop() {
		body.Reset(text)
		clear(w.header)
		handler.ServeHTTP(w, request)
	}
	return w.status
}

type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

type nothing struct {
	RawBody []byte `contentType:"application/json"`
}

type done struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func humaNoOp() http.Handler {
	mux := http.NewServeMux()
	config := huma.Config{OpenAPI: &huma.OpenAPI{Info: &huma.Info{Title: "x", Version: "1"}}, Formats: huma.DefaultFormats}
	api := humago.New(mux, config)
	op := huma.Operation{Method: http.MethodPost, Path: forgotPath, SkipValidateBody: true}
	huma.Register(api, op, func(context.Context, *nothing) (*done, error) {
		return &done{ContentType: "application/json", Body: []byte(linkSent)}, nil
	})
	return mux
}

// acceptAll takes every request and keeps none.
type acceptAll struct{ ports.ResetRequests }

func (acceptAll) Add(context.Context, domain.ResetRequest) error { return nil }

func benchShop(origin string) http.Handler {
	s := &shop{}
	s.projects.all = []domain.Project{{ID: 1, Origins: []domain.Origin{shopOrigin}}}
	s.windows.keys = map[ports.RateKey]domain.RateWindow{}
	env := app.Environment{Now: s.clock.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	front := httpapi.New(env, &app.Budgets{Environment: env, Windows: &s.windows}, http.NotFoundHandler())
	webshop.Mount(front, webshop.UseCases{
		Projects: &app.Projects{Store: &s.projects},
		Resets:   &app.Resets{Environment: env, Projects: &s.projects, Requests: acceptAll{}},
	}, webshop.Config{Limit: 1 << 40})
	if origin == "" {
		return front
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header["Origin"] = []string{origin}
		front.ServeHTTP(w, r)
	})
}
