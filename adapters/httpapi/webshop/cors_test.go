package webshop_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/domain"
)

func TestPreflight(t *testing.T) {
	tests := []struct {
		origin  string
		allowed bool
	}{
		{shopOrigin, true},
		{"https://other.example", true}, // of another project: a preflight names none
		{"https://evil.example", false},
		{"http://shop.example", false},
		{"https://shop.example:8443", false},
		{"https://shop.example.evil.example", false},
		{"HTTPS://SHOP.EXAMPLE", false}, // no browser writes it so
		{"null", false},
	}
	s := open(t)
	for _, test := range tests {
		got := s.send(t, "OPTIONS", forgotPath, "", "Origin", test.origin, "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "authorization,content-type,"+canary)
		got.check(t, 204, "")
		want := map[string]string{
			"Vary": "Origin", "Access-Control-Allow-Origin": "", "Access-Control-Allow-Methods": "",
			"Access-Control-Allow-Headers": "", "Access-Control-Max-Age": "", "X-RateLimit-Limit": "", "Content-Type": "",
		}
		if test.allowed {
			want["Access-Control-Allow-Origin"] = test.origin
			want["Access-Control-Allow-Methods"] = "POST"
			want["Access-Control-Allow-Headers"] = "authorization, content-type, accept"
			want["Access-Control-Max-Age"] = "600"
		}
		for name, value := range want {
			if got := got.header.Get(name); got != value {
				t.Errorf("origin %s: %s = %q, want %q", test.origin, name, got, value)
			}
		}
	}
	s.post(t, forgotPath, goodForgot).checkBudget(t, "59", "")
	s.projects.err = &domain.Problem{Kind: domain.Unavailable}
	got := s.send(t, "OPTIONS", forgotPath, "", "Origin", shopOrigin, "Access-Control-Request-Method", "POST")
	if got.status != 503 || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("without a store: %d %v", got.status, got.header)
	}
}

func storeBroken(s *shop) {
	s.requests.add = func(domain.ResetRequest) error { return errors.New("disk on fire") }
}

func storeFull(s *shop) {
	s.requests.add = func(domain.ResetRequest) error { return &domain.Problem{Kind: domain.Unavailable} }
}

func storePanics(s *shop) { s.requests.add = func(domain.ResetRequest) error { panic(canary) } }

func projectsGone(s *shop) { s.projects.err = errors.New("no projects today") }

// pageRows has a row for each outcome, and whether the page that called may
// read it.
var pageRows = []struct {
	name, path, body, origin string
	prepare                  func(*shop)
	status                   int
	readable                 bool
}{
	{"accepted", forgotPath, goodForgot, shopOrigin, nil, 200, true},
	{"origin of another project", forgotPath, goodForgot, "https://other.example", nil, 200, false},
	{"origin of that project", forgotPath, `{"project_id":2,"email":"jane@example.com"}`, "https://other.example", nil, 200, true},
	{"foreign origin", forgotPath, goodForgot, "https://" + canary + ".example", nil, 200, false},
	{"null origin", forgotPath, goodForgot, "null", nil, 200, false},
	{"invalid email", forgotPath, `{"project_id":1,"email":"x"}`, shopOrigin, nil, 422, true},
	{"project in quotes", forgotPath, `{"project_id":"1"}`, shopOrigin, nil, 422, true},
	{"no project", forgotPath, `{"email":"jane@example.com"}`, shopOrigin, nil, 422, false},
	{"unknown project", forgotPath, `{"project_id":9,"email":"jane@example.com"}`, shopOrigin, nil, 422, false},
	{"unreadable body", forgotPath, `{"project_id":1,"project_id":1}`, shopOrigin, nil, 422, false},
	{"no body", forgotPath, ``, shopOrigin, nil, 422, false},
	{"rejected token", resetPath, resetOf(canary), shopOrigin, nil, 400, true},
	{"wrong credentials", loginPath, object("project_id", "1", "email", `"a@example.com"`, "password", `"x"`), shopOrigin, nil, 422, true},
	{"store full", forgotPath, goodForgot, shopOrigin, storeFull, 503, true},
	{"store broken", forgotPath, goodForgot, shopOrigin, storeBroken, 500, true},
	{"panic", forgotPath, goodForgot, shopOrigin, storePanics, 500, true},
	{"projects not to be had", forgotPath, goodForgot, shopOrigin, projectsGone, 500, false},
	{"body too large", forgotPath, strings.Repeat(" ", 17<<10), shopOrigin, nil, 413, false},
}

// TestAnswersToPages makes each call twice: with a budget and without.
func TestAnswersToPages(t *testing.T) {
	for _, test := range pageRows {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			got := s.post(t, test.path, test.body, "Origin", test.origin)
			got.checkPage(t, test.status, test.origin, test.readable)
			for s.post(t, forgotPath, goodForgot).status != 429 {
			}
			s.post(t, test.path, test.body, "Origin", test.origin).checkPage(t, 429, test.origin, test.readable)
		})
	}
}

func (r reply) checkPage(t *testing.T, status int, origin string, readable bool) {
	t.Helper()
	wantOrigin, wantExposed := "", ""
	if readable {
		wantOrigin, wantExposed = origin, "X-RateLimit-Limit, X-RateLimit-Remaining, Retry-After, X-Request-Id"
	}
	if r.status != status {
		t.Errorf("status %d, want %d: %s", r.status, status, r.body)
	}
	if got := r.header.Get("Access-Control-Allow-Origin"); got != wantOrigin {
		t.Errorf("%d: Access-Control-Allow-Origin = %q, want %q", status, got, wantOrigin)
	}
	if got := r.header.Get("Access-Control-Expose-Headers"); got != wantExposed {
		t.Errorf("%d: Access-Control-Expose-Headers = %q, want %q", status, got, wantExposed)
	}
	if got := r.header.Get("Vary"); got != "Origin" {
		t.Errorf("%d: Vary = %q", status, got)
	}
	if status == 429 && r.body != tooMany {
		t.Errorf("429 with %s", r.body)
	}
}

func TestTwoOriginsAreNone(t *testing.T) {
	s := open(t)
	got := s.sendRaw(t, "POST "+forgotPath+" HTTP/1.1\r\nHost: x\r\nOrigin: "+shopOrigin+"\r\nOrigin: "+shopOrigin+
		"\r\nContent-Type: application/json\r\nContent-Length: 43\r\nConnection: close\r\n\r\n"+goodForgot)
	if !strings.Contains(got, "200 OK") || strings.Contains(got, "Access-Control-Allow-Origin") {
		t.Errorf("got %s", got)
	}
}
