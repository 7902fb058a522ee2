package webshop_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	goodForgot = `{"project_id":1,"email":"jane@example.com"}`
	tooMany    = `{"error":true,"message":"Too Many Attempts."}`
)

func (r reply) checkBudget(t *testing.T, left, retryAfter string) {
	t.Helper()
	got := []string{r.header.Get("X-RateLimit-Limit"), r.header.Get("X-RateLimit-Remaining"), r.header.Get("Retry-After")}
	if want := []string{"60", left, retryAfter}; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("budget headers %q, want %q", got, want)
	}
}

func TestBudgetIsSpentByEveryOperationAndOutcome(t *testing.T) {
	s := open(t)
	calls := []func() reply{
		func() reply { return s.post(t, forgotPath, goodForgot) },                                             // 200
		func() reply { return s.post(t, forgotPath, `{}`) },                                                   // 422
		func() reply { return s.post(t, forgotPath, `[`) },                                                    // 422
		func() reply { return s.post(t, resetPath, resetOf("x")) },                                            // 400
		func() reply { return s.post(t, loginPath, `{}`) },                                                    // 422
		func() reply { return s.post(t, forgotPath, goodForgot, "Content-Type", "text/plain") },               // 415
		func() reply { return s.post(t, forgotPath, `{"a":"`+strings.Repeat("x", 17<<10)+`"}`) },              // 413
		func() reply { return s.post(t, forgotPath, goodForgot, "Authorization", "Basic "+canary) },           // 200
		func() reply { return s.post(t, forgotPath, goodForgot, "X-Forwarded-For", "203.0.113.9, "+canary) },  // 200
		func() reply { return s.post(t, forgotPath, goodForgot, "Forwarded", "for=203.0.113.10;by="+canary) }, // 200
	}
	for i := range 60 {
		calls[i%len(calls)]().checkBudget(t, strconv.Itoa(59-i), "")
	}
	s.clock.advance(10*time.Second + time.Millisecond)
	for range 3 { // refused calls neither count nor extend
		got := s.post(t, loginPath, `{}`)
		got.check(t, 429, tooMany)
		got.checkBudget(t, "0", "50")
	}
	if got := s.send(t, "GET", forgotPath, ""); got.status != 405 || got.header.Get("X-RateLimit-Limit") != "" {
		t.Errorf("405 was %d with %v", got.status, got.header)
	}
	s.clock.advance(50*time.Second - 2*time.Millisecond)
	got := s.post(t, forgotPath, goodForgot)
	got.check(t, 429, tooMany)
	got.checkBudget(t, "0", "1")
	s.clock.advance(time.Millisecond)
	s.post(t, forgotPath, goodForgot).checkBudget(t, "59", "")
}

func TestNoRouteAndWrongMethodSpendNothing(t *testing.T) {
	s := open(t)
	noEndpoint := `{"error":true,"message":"There is no such endpoint.","data":[]}`
	wrongMethod := `{"error":true,"message":"This endpoint does not support that method.","data":[]}`
	for _, path := range []string{
		"/api", "/api/", "/api/nothing", forgotPath + "/", forgotPath + "//", "/" + forgotPath, "/x/.." + forgotPath,
		strings.Replace(forgotPath, "/auth", "//auth", 1), strings.Replace(forgotPath, "/auth", "/./auth", 1),
		forgotPath + "/../reset", "/api/../inbox", strings.Replace(forgotPath, "forgot", "Forgot", 1),
		strings.Replace(forgotPath, "forgot", "f%6frgot", 1), strings.Replace(forgotPath, "/forgot", "%2Fforgot", 1), forgotPath + "%20",
	} {
		for _, method := range []string{"GET", "POST", "OPTIONS", "BREW"} {
			got := s.send(t, method, path, goodForgot, "Origin", shopOrigin)
			got.check(t, 404, noEndpoint)
			if got.header.Get("X-RateLimit-Limit") != "" || got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s: headers %v", method, path, got.header)
			}
		}
	}
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "post", canary} {
		for _, path := range []string{forgotPath, resetPath, loginPath} {
			got := s.send(t, method, path, "")
			got.check(t, 405, wrongMethod)
			if got.header.Get("Allow") != "POST" || got.header.Get("X-RateLimit-Limit") != "" {
				t.Errorf("%s %s: headers %v", method, path, got.header)
			}
		}
	}
	if got := s.send(t, "HEAD", forgotPath, ""); got.status != 405 || got.body != "" {
		t.Errorf("HEAD got %d %q", got.status, got.body)
	}
	s.post(t, forgotPath, goodForgot).checkBudget(t, "59", "")
}

// TestBudgetIsPerClientAddress calls the handler with peer addresses of its
// own choice.
func TestBudgetIsPerClientAddress(t *testing.T) {
	s := open(t)
	tests := []struct{ peer, left string }{
		{"192.0.2.1:1000", "59"},
		{"192.0.2.1:2000", "58"},
		{"[::ffff:192.0.2.1]:3000", "57"},
		{"192.0.2.2:1000", "59"},
		{"[2001:db8:1:2::1]:1000", "59"},
		{"[2001:db8:1:2:ffff::9]:1000", "58"},
		{"[2001:db8:1:3::1]:1000", "59"},
		{"[fe80::1%eth0]:1000", "59"},
		{"[fe80::2%eth1]:1000", "58"},
		{"@", "59"},
		{"", "58"},
	}
	for _, test := range tests {
		request := httptest.NewRequest(http.MethodPost, forgotPath, strings.NewReader(goodForgot))
		request.Header.Set("Content-Type", "application/json")
		request.RemoteAddr = test.peer
		recorder := httptest.NewRecorder()
		s.handler.ServeHTTP(recorder, request)
		if got := canonical(recorder.Header()).Get("X-RateLimit-Remaining"); recorder.Code != 200 || got != test.left {
			t.Errorf("from %q: %d with %q left, want %s", test.peer, recorder.Code, got, test.left)
		}
	}
}
