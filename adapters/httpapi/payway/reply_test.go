package payway_test

import (
	"net/http"
	"strings"
	"testing"
)

// reply is an answer as a client sees it.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

// checkAlways checks what is true of every answer.
func (r reply) checkAlways() {
	r.t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer",
		"Cache-Control":           "no-store",
	} {
		if got := r.header.Get(name); got != want {
			r.t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if len(r.header.Get("X-Request-Id")) != 20 {
		r.t.Errorf("X-Request-Id = %q, want 20 digits", r.header.Get("X-Request-Id"))
	}
	if media := r.header["Content-Type"]; r.body == "" && media != nil || r.body != "" && (len(media) != 1 || media[0] != "application/json") {
		r.t.Errorf("Content-Type %q with body %q", media, r.body)
	}
	if strings.Contains(strings.ToLower(r.body+r.headers()), canary) {
		r.t.Errorf("the answer echoes what was sent: %v %s", r.header, r.body)
	}
	if strings.ContainsAny(r.headers(), "\r\n\x00") {
		r.t.Errorf("a header is split: %q", r.header)
	}
}

func (r reply) headers() string {
	var all strings.Builder
	for name, values := range r.header {
		all.WriteString(name + ": " + strings.Join(values, "|") + "; ")
	}
	return all.String()
}

func (r reply) check(status int, body string) {
	r.t.Helper()
	if r.status != status || r.body != body {
		r.t.Errorf("got  %d %s\nwant %d %s", r.status, r.body, status, body)
	}
}

// wrong is the error of one parameter.
func wrong(field, message string) string {
	return `{"code":"invalid_parameter","field":"` + field + `","message":"` + message + `"}`
}

func unknown(field string) string {
	return `{"code":"unknown_parameter","field":"` + field + `","message":"Parameter is not recognized"}`
}

func other(code, message string) string { return `{"code":"` + code + `","message":"` + message + `"}` }
