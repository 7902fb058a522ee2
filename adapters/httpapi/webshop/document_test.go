package webshop_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/apitest"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/app"
	"latchkey/domain"
)

func documentOf() *huma.OpenAPI {
	front := httpapi.New(app.Environment{}, nil, http.NotFoundHandler())
	return webshop.Mount(front, webshop.UseCases{}, webshop.Config{}).OpenAPI()
}

// TestExamplesAreWhatHandlersAnswer has a row for each example of the document.
func TestExamplesAreWhatHandlersAnswer(t *testing.T) {
	answers := apitest.Answers{}
	for _, op := range []struct{ path, good string }{
		{forgotPath, goodForgot}, {resetPath, resetOf("3V9K0QJ4T1B8ZP6M2X7RCD5HNE")},
		{loginPath, object("project_id", "1", "email", `"jane@example.com"`, "password", `"`+janePassword+`"`)},
	} {
		key := "POST " + strings.TrimPrefix(op.path, "/api") + " "
		unknown := strings.Replace(op.good, `"project_id":1`, `"project_id":999`, 1)
		answers[key+"404 no_endpoint"] = answered(nil, http.MethodPost, op.path+"/", op.good)
		answers[key+"405 wrong_method"] = answered(nil, http.MethodGet, op.path, "")
		answers[key+"408 too_slow"] = func(t *testing.T) apitest.Answer { return slowly(t, op.path) }
		answers[key+"413 too_large"] = answered(nil, http.MethodPost, op.path, op.good+strings.Repeat(" ", 17<<10))
		answers[key+"415 wrong_type"] = answered(nil, http.MethodPost, op.path, op.good, "Content-Type", "text/plain")
		answers[key+"422 unreadable_body"] = answered(nil, http.MethodPost, op.path, "[")
		answers[key+"422 unknown_project"] = answered(nil, http.MethodPost, op.path, unknown)
		answers[key+"429 too_many"] = answered(spend, http.MethodPost, op.path, op.good)
		answers[key+"500 broken"] = answered(failing(errors.New("disk on fire")), http.MethodPost, op.path, op.good)
		answers[key+"503 unavailable"] = answered(failing(domain.Unavailable), http.MethodPost, op.path, op.good)
	}
	forgot, reset, login := "POST /services/webshop/v1/customer/auth/password/forgot ", "POST /services/webshop/v1/customer/auth/password/reset ", "POST /services/webshop/v1/customer/auth/login "
	answers[forgot+"200 sent"] = answered(nil, http.MethodPost, forgotPath, goodForgot)
	answers[forgot+"422 missing_fields"] = answered(nil, http.MethodPost, forgotPath, "{}")
	answers[forgot+"422 invalid_email"] = answered(nil, http.MethodPost, forgotPath, object("project_id", "1", "email", `"jane"`))
	answers[reset+"200 done"] = func(t *testing.T) apitest.Answer {
		s := open(t)
		return toAnswer(s.send(t, http.MethodPost, resetPath, resetOf(s.mint(t))))
	}
	answers[reset+"400 rejected_token"] = answered(nil, http.MethodPost, resetPath, resetOf("3V9K0QJ4T1B8ZP6M2X7RCD5HNE"))
	answers[reset+"422 mismatch"] = answered(nil, http.MethodPost, resetPath, resetOf("x", "password", `"another phrase"`))
	answers[reset+"422 too_short"] = answered(nil, http.MethodPost, resetPath, resetOf("x", "password", `"seven77"`, "password_confirmation", `"seven77"`))
	answers[login+"200 signed_in"] = func(t *testing.T) apitest.Answer {
		s := open(t)
		got := toAnswer(s.send(t, http.MethodPost, loginPath, object("project_id", "1", "email", `"jane@example.com"`, "password", `"`+janePassword+`"`)))
		got.Body = strings.NewReplacer(s.account.ID.String(), "65f1c0ffee65f1c0ffee65f1").Replace(got.Body)
		return got
	}
	answers[login+"422 credentials"] = answered(nil, http.MethodPost, loginPath, object("project_id", "1", "email", `"jane@example.com"`, "password", `"no"`))
	apitest.CheckExamples(t, documentOf(), answers)
}

// answered calls a fresh shop that was prepared for it.
func answered(prepare func(*testing.T, *shop), method, path, body string, headers ...string) func(*testing.T) apitest.Answer {
	return func(t *testing.T) apitest.Answer {
		s := open(t)
		if prepare != nil {
			prepare(t, s)
		}
		return toAnswer(s.send(t, method, path, body, headers...))
	}
}

func toAnswer(r reply) apitest.Answer {
	return apitest.Answer{Status: r.status, Header: r.header, Body: r.body}
}

func spend(t *testing.T, s *shop) {
	for range 60 {
		s.send(t, http.MethodPost, forgotPath, "{}")
	}
}

func failing(err error) func(*testing.T, *shop) {
	return func(_ *testing.T, s *shop) { s.projects.err = err }
}

func slowly(t *testing.T, path string) apitest.Answer {
	s := open(t)
	late := &lateBody{ResponseRecorder: httptest.NewRecorder()}
	request := httptest.NewRequest(http.MethodPost, path, late)
	request.Header.Set("Content-Type", "application/json")
	s.handler.ServeHTTP(late, request)
	return apitest.Answer{Status: late.Code, Header: late.Header(), Body: late.Body.String()}
}
