package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// toy is a server with one dialect of three operations, /toy/v1/echo,
// /toy/v1/other and /toy/v1/open, that renders every error as "status: kind of error".
type toy struct {
	log    bytes.Buffer
	about  domain.ProjectID // what the last call was about, when its operation ran
	ticks  int
	handle func(context.Context, *httpapi.Call, string) (httpapi.Answer, error)
	front  *httpapi.Front
	spent  counting
	api    *httpapi.API
}

// counting is a ports.RateWindows that allows as many calls as the rule says,
// for ever.
type counting map[ports.RateKey]int

func (c counting) Spend(key ports.RateKey, rule domain.RateRule, _ time.Time) domain.RateDecision {
	c[key]++
	return domain.RateDecision{
		Allowed: c[key] <= rule.Limit, Limit: rule.Limit, Remaining: max(0, rule.Limit-c[key]), ResetIn: 1500 * time.Millisecond,
	}
}

func (c counting) Forget(ports.RateKey) {}

func (c counting) Refund(ports.RateKey) {}

type oneProject struct{ ports.Projects }

func (oneProject) ByID(_ context.Context, id domain.ProjectID) (domain.Project, error) {
	return domain.Project{ID: id, Origins: []domain.Origin{"https://shop.example"}}, nil
}

type toyBody struct {
	Word string `json:"word"`
}

func newToy(t testing.TB) *toy { return newToyFor(t, nil, "") }

func newToyFor(t testing.TB, clients *app.Clients, scope domain.Scope) *toy {
	t.Helper()
	y := &toy{
		spent: counting{},
		handle: func(_ context.Context, _ *httpapi.Call, word string) (httpapi.Answer, error) {
			return httpapi.Answer{Status: 200, Body: []byte(`"` + word + `"`)}, nil
		},
	}
	now := func() time.Time { // every look at the clock takes a millisecond
		y.ticks++
		return time.UnixMilli(int64(y.ticks))
	}
	entropy := strings.NewReader(strings.Repeat("abcdefghij0123456789", 1000))
	env := app.Environment{Now: now, Entropy: entropy, Log: slog.New(slog.NewTextHandler(&y.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	rest := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "the rest") })
	y.front = httpapi.New(env, &app.Budgets{Environment: env, Windows: y.spent}, rest)
	y.api = y.front.Mount(httpapi.Dialect{
		Name: "toy", Territory: []string{"/toy/"}, BasePath: "/toy", Info: huma.Info{Title: "Toy", Version: "1"},
		Budget: app.Budget{Name: "toy", Rule: domain.RateRule{Limit: 3, Per: time.Minute}}, ShowBudget: true,
		Clients: clients, Scope: scope,
		Render: renderToy, CORS: &httpapi.CORS{Projects: &app.Projects{Store: oneProject{}}, Expose: []string{"A", "B"}},
		Models: map[int]any{429: toyBody{}},
	})
	for _, path := range []string{"/v1/echo", "/v1/other", "/v1/open"} {
		httpapi.Register(y.api, httpapi.Operation[string]{
			Operation: huma.Operation{OperationID: path, Method: http.MethodPost, Path: path},
			Request:   toyBody{}, Models: map[int]any{200: nil}, Open: path == "/v1/open",
			Parse: func(body []byte) (string, error) {
				object, err := httpapi.ReadObject(body, []httpapi.Field{{Name: "word"}})
				return object.Get("word").Text, err
			},
			Project: func(*string) *domain.ProjectID { y.about = 1; return &y.about },
			Handle: func(ctx context.Context, call *httpapi.Call, word string) (httpapi.Answer, error) {
				return y.handle(ctx, call, word)
			},
		})
	}
	return y
}

func renderToy(err error) httpapi.Answer {
	answer := func(status int, kind string) httpapi.Answer {
		return httpapi.Answer{Status: status, Body: fmt.Appendf(nil, "%d: %s", status, kind)}
	}
	var refusal httpapi.Refusal
	var body httpapi.BodyError
	var problem *domain.Problem
	switch {
	case errors.As(err, &refusal):
		return answer(int(refusal), "refusal")
	case errors.As(err, &body):
		return answer(400, string(body))
	case errors.As(err, &problem) && problem.Kind == domain.RateLimited:
		limited := answer(429, "limited")
		limited.RetryAfter = problem.RetryAfter
		return limited
	}
	return answer(500, "fault")
}

// call makes a call from 192.0.2.1; headers come in pairs.
func (y *toy) call(method, target string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, body)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return y.serve(request)
}

func (y *toy) serve(request *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	y.front.ServeHTTP(recorder, request)
	return recorder
}

func (y *toy) post(body string, headers ...string) *httptest.ResponseRecorder {
	return y.call(http.MethodPost, "/toy/v1/echo", strings.NewReader(body), headers...)
}

func check(t *testing.T, got *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	if got.Code != status || got.Body.String() != body {
		t.Errorf("got %d %q, want %d %q", got.Code, got.Body, status, body)
	}
}
