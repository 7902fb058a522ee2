package payway_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

var (
	broken      = other("internal_server_error", "Something unexpected happened on our side")
	unavailable = other("service_unavailable", "The service cannot take this call right now")
	noEndpoint  = other("not_found", "There is no such endpoint")
)

func TestPathsAndMethods(t *testing.T) {
	h := open(t)
	for _, path := range []string{
		"/external/api", "/external/api/", "/external/api/v1/accounts", requestPath + "/", strings.Replace(requestPath, "request", "Request", 1), "/" + requestPath,
		"/external/api/v2/accounts/request_password_reset", strings.Replace(requestPath, "_", "%5F", 1), requestPath + "/../x", "/external/api/../x",
	} {
		for _, method := range []string{"GET", "POST", "OPTIONS", "BREW"} {
			h.serve(httptest.NewRequest(method, path, nil)).check(404, noEndpoint)
		}
	}
	for _, path := range []string{requestPath, customPath, createPath, completePath} {
		for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post"} {
			got := h.serve(httptest.NewRequest(method, path, nil))
			got.check(405, other("method_not_allowed", "This endpoint takes POST only"))
			if got.header.Get("Allow") != "POST" {
				t.Errorf("%s %s: headers %v", method, path, got.header)
			}
		}
	}
}

func TestBodySize(t *testing.T) {
	h := open(t)
	tooLarge := other("request_too_large", "The request body must not be larger than 16 KiB")
	padded := func(size int) string { return goodRequest + strings.Repeat(" ", size-len(goodRequest)) }
	h.post(requestPath, padded(16<<10)).check(204, "")
	h.post(requestPath, padded(16<<10+1)).check(413, tooLarge)
	chunked := httptest.NewRequest(http.MethodPost, requestPath, strings.NewReader(padded(20<<10)))
	chunked.ContentLength = -1
	chunked.Header.Set("Content-Type", "application/json")
	chunked.Header.Set("Authorization", bearer(h.plain))
	h.serve(chunked).check(413, tooLarge)
	if rows := h.requests.taken(); len(rows) != 1 {
		t.Errorf("%d rows, want 1", len(rows))
	}
}

func TestFaultsOfTheInside(t *testing.T) {
	h := open(t)
	for _, test := range []struct {
		err        error
		status     int
		body       string
		retryAfter string
	}{
		{errors.New("disk on fire"), 500, broken, ""},
		{domain.Refuse("origin", domain.Malformed), 500, broken, ""}, // invalid, and not by the caller
		{domain.NotFound, 500, broken, ""},                           // the project of a client is gone: never 404
		{&domain.Problem{Kind: domain.NotFound, Field: "project"}, 500, broken, ""},
		{domain.Unavailable, 503, unavailable, "1"},
		{&domain.Problem{Kind: domain.Unavailable, RetryAfter: 1500 * time.Millisecond}, 503, unavailable, "2"},
		{fmt.Errorf("wrapped: %w", &domain.Problem{Kind: domain.RateLimited, RetryAfter: 9 * time.Second}), 429, overLimit, "9"},
	} {
		for _, call := range [][2]string{
			{requestPath, goodRequest},
			{customPath, with(`"jane@example.com"`, `"reset_password_url":"https://shop.example/r"`, `"return_url":"https://shop.example/"`)},
		} {
			before := strings.Count(h.log.String(), `"msg":"call failed"`)
			h.requests.add = func(domain.ResetRequest) error { return test.err }
			got := h.post(call[0], call[1])
			got.check(test.status, test.body)
			if got.header.Get("Retry-After") != test.retryAfter {
				t.Errorf("%v: headers %v", test.err, got.header)
			}
			if logged := strings.Count(h.log.String(), `"msg":"call failed"`) > before; logged != (test.status >= 500) {
				t.Errorf("%v: logged as a fault: %v", test.err, logged)
			}
		}
	}
}

func TestHashingUnavailableKeepsTheCode(t *testing.T) {
	h := open(t)
	code := h.code()
	h.hasher.err = &domain.Problem{Kind: domain.Unavailable, RetryAfter: 2 * time.Second}
	got := h.post(completePath, h.completion(code))
	got.check(503, unavailable)
	if got.header.Get("Retry-After") != "2" {
		t.Errorf("headers %v", got.header)
	}
	h.hasher.err = nil
	h.post(completePath, h.completion(code)).check(200, `{"id":"`+h.jane.ID.String()+`"}`)
}

func TestPanicIsAnAnswer(t *testing.T) {
	h := open(t)
	h.requests.add = func(domain.ResetRequest) error { panic("secret " + canary) }
	got := h.post(requestPath, goodRequest)
	got.check(500, broken)
	if log := h.log.String(); strings.Contains(log, canary) || !strings.Contains(log, got.header.Get("X-Request-Id")) {
		t.Error(log)
	}
}

// late is a connection whose body does not come.
type late struct{ *httptest.ResponseRecorder }

func (late) SetReadDeadline(time.Time) error { return nil }
func (late) Read([]byte) (int, error)        { return 0, os.ErrDeadlineExceeded }
func (late) Close() error                    { return nil }

func TestSlowBody(t *testing.T) {
	h := open(t)
	slow := late{httptest.NewRecorder()}
	request := httptest.NewRequest(http.MethodPost, requestPath, slow)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", bearer(h.plain))
	h.front.ServeHTTP(slow, request)
	reply{t: t, status: slow.Code, body: slow.Body.String()}.check(408, other("request_timeout", "The request body took too long to arrive"))
}
