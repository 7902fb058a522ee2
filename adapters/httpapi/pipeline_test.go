package httpapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"latchkey/adapters/httpapi"
)

// unread is a body that must not be looked at.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestWhatIsNobodysGoesToTheRest(t *testing.T) {
	y := newToy(t)
	for _, path := range []string{"/", "/toys", "/Toy/v1/echo", "/inbox/toy/", "/inbox/../x", "//x"} {
		got := y.call(http.MethodGet, path, nil)
		if got.Body.String() != "the rest" {
			t.Errorf("%s: %d %s", path, got.Code, got.Body)
		}
	}
	for _, path := range []string{"/toy", "/toy/", "/toy/v1/echo/", "//toy/v1/echo", "/toy//v1/echo", "/x/../toy/v1/echo", "/toy/../x", "/toy/v1/%65cho"} {
		check(t, y.call(http.MethodPost, path, unread{t}), 404, "404: refusal")
	}
}

func TestLongestTerritoryWins(t *testing.T) {
	y := newToy(t)
	y.front.Mount(httpapi.Dialect{Territory: []string{"/toy/v1/special/"}, BasePath: "/toy/v1/special", Render: func(error) httpapi.Answer {
		return httpapi.Answer{Status: 404, Body: []byte("special")}
	}})
	check(t, y.call(http.MethodGet, "/toy/v1/special/x", nil), 404, "special")
	check(t, y.call(http.MethodGet, "/toy/v1/special", nil), 404, "special")
	check(t, y.call(http.MethodGet, "/toy/v1/specials", nil), 404, "404: refusal")
}

func TestOrderOfThePipeline(t *testing.T) {
	y := newToy(t)
	got := y.call(http.MethodPut, "/toy/v1/echo", unread{t})
	check(t, got, 405, "405: refusal")
	if got.Header().Get("Allow") != "POST" {
		t.Errorf("Allow = %q", got.Header().Get("Allow"))
	}
	check(t, y.call(http.MethodPost, "/toy/v1/echo", unread{t}, "Content-Type", "text/plain"), 415, "415: refusal")
	check(t, y.post(strings.Repeat(" ", 16<<10+1)), 413, "413: refusal")
	announced := httptest.NewRequest(http.MethodPost, "/toy/v1/echo", unread{t})
	announced.Header.Set("Content-Type", "application/json")
	announced.ContentLength = 1 << 30
	recorder := httptest.NewRecorder()
	y.front.ServeHTTP(recorder, announced)
	check(t, recorder, 413, "413: refusal")
	y = newToy(t)
	check(t, y.post(""), 400, "400: body is not valid JSON")
	for range 2 {
		check(t, y.call(http.MethodPost, "/toy/v1/other", strings.NewReader("[]")), 400, "400: body is JSON, but not an object")
	}
	check(t, y.post(""), 429, "429: limited")
}

func TestRefusedCallIsReadOnlyForAPage(t *testing.T) {
	y := newToy(t)
	for range 3 {
		check(t, y.post(`{"word":"x"}`), 200, `"x"`)
	}
	limited := y.call(http.MethodPost, "/toy/v1/echo", unread{t})
	check(t, limited, 429, "429: limited")
	if limited.Header().Get("Retry-After") != "2" || limited.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("headers %v", limited.Header())
	}
	y.handle = func(context.Context, *httpapi.Call, string) (httpapi.Answer, error) {
		t.Error("a refused call was handled")
		return httpapi.Answer{}, nil
	}
	for _, body := range []string{`{"word":"x"}`, `{`, ``, strings.Repeat(" ", 20<<10)} {
		got := y.post(body, "Origin", "https://shop.example")
		check(t, got, 429, "429: limited")
		if readable := got.Header().Get("Access-Control-Allow-Origin") == "https://shop.example"; readable != strings.HasSuffix(body, "}") {
			t.Errorf("%.20q: readable by the page: %v", body, readable)
		}
	}
	check(t, y.call(http.MethodPost, "/toy/v1/echo", unread{t}, "Origin", "https://shop.example", "Content-Type", "text/plain"), 429, "429: limited")
	check(t, y.post(`{}`, "Content-Encoding", "br"), 429, "429: limited")
}

type testKey struct{}

func TestRequestIDs(t *testing.T) {
	y := newToy(t)
	var inside []string
	y.handle = func(ctx context.Context, _ *httpapi.Call, _ string) (httpapi.Answer, error) {
		inside = append(inside, httpapi.RequestID(context.WithValue(ctx, testKey{}, "y")))
		return httpapi.Answer{Status: 204}, nil
	}
	first, second := y.post(`{}`, "X-Request-Id", "evil\r\nX: y"), y.post(`{}`)
	ids := []string{first.Header().Get("X-Request-Id"), second.Header().Get("X-Request-Id")}
	if ids[0] != "6162636465666768696a" || ids[1] != "30313233343536373839" || inside[0] != ids[0] || inside[1] != ids[1] {
		t.Errorf("ids %q, in the use case %q", ids, inside)
	}
	if id := httpapi.RequestID(context.Background()); id != "" {
		t.Errorf("id outside any call: %q", id)
	}
}

func TestOneLogLineForEachCall(t *testing.T) {
	y := newToy(t)
	y.call("BREW", "/toy/v1/echo?secret", nil)
	y.call(http.MethodGet, "/toy/secret%0a%1b?secret", nil)
	y.post(`{"word":"secret"}`)
	y.handle = func(context.Context, *httpapi.Call, string) (httpapi.Answer, error) {
		return httpapi.Answer{}, errors.New("database gone")
	}
	y.post(`{"word":"secret"}`)
	want := []string{
		`level=DEBUG msg=request dialect=toy method=(other) route=/toy/v1/echo status=405 duration=1ms request_id=6162636465666768696a`,
		`level=DEBUG msg=request dialect=toy method=GET route=(none) status=404 duration=1ms request_id=30313233343536373839`,
		`level=DEBUG msg=request dialect=toy method=POST route=/toy/v1/echo status=200 duration=2ms request_id=6162636465666768696a`,
		`level=ERROR msg="call failed" dialect=toy route=/toy/v1/echo request_id=30313233343536373839 error="database gone"`,
		`level=DEBUG msg=request dialect=toy method=POST route=/toy/v1/echo status=500 duration=2ms request_id=30313233343536373839`,
	}
	lines := strings.Split(strings.TrimSpace(y.log.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), y.log.String())
	}
	for i := range want {
		if _, line, _ := strings.Cut(lines[i], " "); line != want[i] {
			t.Errorf("line %d\ngot  %s\nwant %s", i, line, want[i])
		}
	}
}

func TestFaultAfterTheCallerHungUpIsNoError(t *testing.T) {
	y := newToy(t)
	ctx, hangUp := context.WithCancel(t.Context())
	y.handle = func(ctx context.Context, _ *httpapi.Call, _ string) (httpapi.Answer, error) {
		hangUp()
		return httpapi.Answer{}, ctx.Err()
	}
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/toy/v1/echo", strings.NewReader("{}"))
	request.Header.Set("Content-Type", "application/json")
	y.front.ServeHTTP(httptest.NewRecorder(), request)
	if log := y.log.String(); strings.Contains(log, "level=ERROR") || !strings.Contains(log, `level=DEBUG msg="call failed"`) {
		t.Error(log)
	}
}

func TestPanicText(t *testing.T) {
	for name, test := range map[string]struct {
		cause func()
		want  string
	}{
		"a text":       {func() { panic("secret") }, "panic=string "},
		"an error":     {func() { panic(errors.New("secret")) }, "panic=*errors.errorString "},
		"the runtime":  {func() { _ = []int{}[len(name(3))-3:][0:9] }, "slice bounds out of range"},
		"after a send": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			y := newToy(t)
			y.handle = func(context.Context, *httpapi.Call, string) (httpapi.Answer, error) {
				if test.cause != nil {
					test.cause()
				}
				return httpapi.Answer{Status: 204}, nil
			}
			got := y.post(`{"word":"secret"}`)
			if test.cause == nil {
				check(t, got, 204, "")
				return
			}
			check(t, got, 500, "500: refusal")
			if log := y.log.String(); !strings.Contains(log, test.want) || strings.Contains(log, "secret") || strings.Count(log, "level=ERROR") != 1 {
				t.Error(log)
			}
		})
	}
}

func name(n int) string { return strings.Repeat("x", n) }

func TestHumaOutsideAnyDialectKeepsItsErrors(t *testing.T) {
	mux := http.NewServeMux()
	api := humago.New(mux, huma.DefaultConfig("x", "1"))
	huma.Get(api, "/tea", func(context.Context, *struct{}) (*struct{}, error) { return nil, errors.New("no tea") })
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/tea", nil))
	if recorder.Code != 500 || recorder.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %v", recorder.Code, recorder.Header())
	}
	if err := huma.NewErrorWithContext(nil, 418, "short and stout"); err.GetStatus() != 418 || err.Error() != "short and stout" {
		t.Errorf("got %v", err)
	}
}
