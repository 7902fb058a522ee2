package webshop_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// FuzzForgotBody: whatever the body, the answer is one of the dialect's and
// none says that we failed.
func FuzzForgotBody(f *testing.F) {
	for _, seed := range []string{
		goodForgot, `{}`, ``, `[`, `{"project_id":"1","email":" a@b.nl "}`, `{"project_id":1e-1,"email":["a"]}`,
		`{"project_id":1,"EMAIL":"a@b.nl"}`, `{"a":{"b":[{"c":"\u0000"}]}}`, "\xff", `{"project_id":-0.0e99}`,
	} {
		f.Add(seed)
	}
	s := newShop(f, slog.LevelInfo)
	f.Fuzz(func(t *testing.T, body string) {
		s.clock.advance(time.Minute)
		got := s.direct(body)
		s.requests.taken()
		switch got.status {
		case 200:
			got.check(t, 200, linkSent)
		case 413:
			if len(body) <= 16<<10 {
				t.Errorf("%d bytes are not too many", len(body))
			}
		case 422:
			checkValidation(t, got.body)
		default:
			t.Errorf("status %d: %s", got.status, got.body)
		}
		if strings.Contains(s.log.String(), "panic") {
			t.Error(s.log.String())
		}
	})
}

func checkValidation(t *testing.T, body string) {
	t.Helper()
	var answer struct {
		Message string
		Errors  map[string][]string
	}
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&answer); err != nil || answer.Message == "" || len(answer.Errors) == 0 {
		t.Errorf("not the shape of a 422: %s (%v)", body, err)
	}
	for field, texts := range answer.Errors {
		if field != "project_id" && field != "email" && field != "body" || len(texts) == 0 {
			t.Errorf("field %q has %q", field, texts)
		}
	}
}
