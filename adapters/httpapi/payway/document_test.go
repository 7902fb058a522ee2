package payway_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/apitest"
	"latchkey/adapters/httpapi/payway"
	"latchkey/adapters/ratewindows"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

const (
	exampleAccount = "65f1c0ffee65f1c0ffee65f1"
	exampleCode    = "3b241101-e2bb-4255-8caf-4136c566a962"
	exampleToken   = "lka_0123456789abcdefghjkmnpqrstvwxyz"
)

func documentOf() *huma.OpenAPI {
	front := httpapi.New(app.Environment{}, nil, http.NotFoundHandler())
	return payway.Mount(front, payway.UseCases{}, payway.Config{}).OpenAPI()
}

// TestExamplesAreWhatHandlersAnswer has a row for each example of the document.
func TestExamplesAreWhatHandlersAnswer(t *testing.T) {
	rows := apitest.Answers{}
	for _, path := range []string{requestPath, customPath, createPath, completePath} {
		addShared(rows, path)
	}
	for path, more := range map[string]string{
		requestPath: "", createPath: "", customPath: `,"reset_password_url":"https://shop.example/r","return_url":"https://shop.example"`,
	} {
		for name, email := range map[string]string{"invalid_email": `"email":"jane"`, "long_email": `"email":` + long(1025), "missing_email": `"email":null`, "no_string": `"email":7`} {
			rows["POST "+path+" 400 "+name] = says(path, "{"+email+more+"}")
		}
		client := func(h *house) string { return bearer(h.nosy) }
		if path == createPath {
			client = func(h *house) string { return bearer(h.minter) }
		}
		rows["POST "+path+" 404 no_account"] = saysTo(client, path, `{"email":"nobody@example.com"`+more+"}")
	}
	addRequests(rows)
	addCodes(rows)
	addGrants(rows)
	apitest.CheckExamples(t, documentOf(), rows)
	if _, err := domain.ParseSecret(domain.AccessTokenKind, exampleToken); err != nil {
		t.Errorf("no token is spelt as that of the example: %v", err)
	}
}

// addShared adds what all operations on accounts answer alike.
func addShared(rows apitest.Answers, path string) {
	key := "POST " + path + " "
	rows[key+"400 no_json"] = says(path, "[")
	rows[key+"400 unknown_field"] = says(path, `{"mail":1}`)
	rows[key+"400 hidden_field"] = says(path, `{"e mail":1}`)
	rows[key+"400 wrong_type"] = says(path, "{}", "Content-Type", "text/plain")
	rows[key+"401 no_token"] = says(path, "{}", "Authorization", "Bearer x")
	rows[key+"403 missing_scope"] = saysTo(func(h *house) string { return bearer(h.weak) }, path, "{}")
	rows[key+"404 no_endpoint"] = says(path+"/", "{}")
	rows[key+"405 wrong_method"] = func(t *testing.T) apitest.Answer {
		return toAnswer(open(t).serve(httptest.NewRequest(http.MethodGet, path, nil)))
	}
	rows[key+"408 too_slow"] = func(t *testing.T) apitest.Answer { return slowly(t, path, "application/json") }
	rows[key+"413 too_large"] = says(path, "{"+strings.Repeat(" ", 17<<10))
	rows[key+"429 too_many"] = func(t *testing.T) apitest.Answer { return toAnswer(spent(t, path, "application/json")) }
	rows[key+"500 broken"] = func(t *testing.T) apitest.Answer { return failing(t, path, errors.New("disk on fire")) }
	rows[key+"503 unavailable"] = func(t *testing.T) apitest.Answer { return failing(t, path, domain.Unavailable) }
}

func addRequests(rows apitest.Answers) {
	const good = `"email":"jane@example.com"`
	const page = good + `,"reset_password_url":"https://shop.example/r"`
	request, custom := "POST "+requestPath+" ", "POST "+customPath+" "
	strange := func(h *house) string { return bearer(h.stranger) }
	rows[request+"204"] = says(requestPath, goodRequest)
	rows[request+"400 relative_return_url"] = says(requestPath, "{"+good+`,"return_url":"/account"}`)
	rows[request+"400 other_return_url"] = saysTo(strange, requestPath, "{"+good+`,"return_url":"https://other.example"}`)
	rows[request+"400 no_object"] = says(requestPath, "{"+good+`,"device_info":[]}`)
	rows[request+"400 bad_ip_address"] = says(requestPath, "{"+good+`,"device_info":{"ip_address":"localhost"}}`)
	rows[custom+"200 accepted"] = says(customPath, "{"+page+`,"return_url":"https://shop.example"}`)
	rows[custom+"400 missing_page"] = says(customPath, goodRequest)
	rows[custom+"400 foreign_page"] = says(customPath, "{"+good+`,"reset_password_url":"https://other.example","return_url":"https://shop.example"}`)
	rows[custom+"400 relative_return_url"] = says(customPath, "{"+page+`,"return_url":"/account"}`)
	rows[custom+"400 other_return_url"] = saysTo(strange, customPath, "{"+good+`,"reset_password_url":"https://strict.example","return_url":"https://other.example"}`)
}

func addCodes(rows apitest.Answers) {
	create, complete := "POST "+createPath+" ", "POST "+completePath+" "
	rows[create+"200 minted"] = func(t *testing.T) apitest.Answer {
		h := open(t)
		got := toAnswer(h.post(createPath, goodRequest, "Authorization", bearer(h.minter)))
		got.Body = uuidShape.ReplaceAllString(strings.ReplaceAll(got.Body, h.jane.ID.String(), exampleAccount), exampleCode)
		return got
	}
	rows[create+"403 not_trusted"] = says(createPath, goodRequest)
	rows[complete+"200 done"] = func(t *testing.T) apitest.Answer {
		h := open(t)
		got := toAnswer(h.post(completePath, h.completion(h.code())))
		got.Body = strings.ReplaceAll(got.Body, h.jane.ID.String(), exampleAccount)
		return got
	}
	for name, changes := range map[string][]string{
		"rejected_code":    {"confirmation_code", `"` + exampleCode + `"`},
		"invalid_id":       {"id", `"jane"`},
		"missing_code":     {"confirmation_code", ""},
		"short_password":   {"new_password", text(7)},
		"long_password":    {"new_password", text(1025)},
		"common_password":  {"new_password", `"password1"`},
		"obvious_password": {"new_password", `"jane@example.com"`},
	} {
		rows[complete+"400 "+name] = func(t *testing.T) apitest.Answer {
			h := open(t)
			return toAnswer(h.post(completePath, h.completion(h.code(), changes...)))
		}
	}
}

func addGrants(rows apitest.Answers) {
	key := "POST " + tokenPath + " "
	grant := func(form string, headers ...string) func(*testing.T) apitest.Answer {
		return func(t *testing.T) apitest.Answer {
			h := open(t)
			form := strings.NewReplacer("ID", h.plain.ID.String(), "SECRET", h.plain.ClientSecret.Reveal()).Replace(form)
			got := toAnswer(h.ask(form, headers...))
			got.Body = accessTokenShape.ReplaceAllString(got.Body, exampleToken)
			return got
		}
	}
	const good = "grant_type=none&client_id=ID&client_secret=SECRET"
	rows[key+"200 granted"] = grant(good + "&scope=/external/account/w")
	rows[key+"400 no_grant_type"] = grant("client_id=ID")
	rows[key+"400 other_grant_type"] = grant("grant_type=password")
	rows[key+"400 other_scope"] = grant(good + "&scope=admin")
	rows[key+"400 repeated"] = grant(good + "&client_id=ID")
	rows[key+"400 two_ways"] = grant(good, "Authorization", basic("x", "y"))
	rows[key+"400 wrong_type"] = grant(good, "Content-Type", "application/json")
	rows[key+"401 unknown_client"] = grant("grant_type=none&client_id=ID&client_secret=x")
	rows[key+"404 no_endpoint"] = says(tokenPath+"/", "")
	rows[key+"405 wrong_method"] = func(t *testing.T) apitest.Answer {
		return toAnswer(open(t).serve(httptest.NewRequest(http.MethodGet, tokenPath, nil)))
	}
	rows[key+"408 too_slow"] = func(t *testing.T) apitest.Answer { return slowly(t, tokenPath, formMedia) }
	rows[key+"413 too_large"] = grant(strings.Repeat("x", 17<<10))
	rows[key+"429 too_many"] = func(t *testing.T) apitest.Answer { return toAnswer(spent(t, tokenPath, formMedia)) }
	for name, err := range map[string]error{"500 broken": errors.New("disk on fire"), "503 unavailable": domain.Unavailable} {
		rows[key+name] = func(t *testing.T) apitest.Answer {
			h := open(t)
			h.tokens.err = err
			return toAnswer(h.ask("grant_type=none&client_id=" + h.plain.ID.String() + "&client_secret=" + h.plain.ClientSecret.Reveal()))
		}
	}
}

// says calls a fresh house in the name of the plain client.
func says(path, body string, headers ...string) func(*testing.T) apitest.Answer {
	return func(t *testing.T) apitest.Answer { return toAnswer(open(t).post(path, body, headers...)) }
}

func saysTo(client func(*house) string, path, body string) func(*testing.T) apitest.Answer {
	return func(t *testing.T) apitest.Answer {
		h := open(t)
		return toAnswer(h.post(path, body, "Authorization", client(h)))
	}
}

func toAnswer(r reply) apitest.Answer {
	return apitest.Answer{Status: r.status, Header: r.header, Body: r.body}
}

// spent is the answer to the first call over the budget.
func spent(t *testing.T, path, media string) (last reply) {
	h := openAt(t, slog.LevelError)
	for range 601 {
		last = h.post(path, "{}", "Content-Type", media)
	}
	return last
}

func slowly(t *testing.T, path, media string) apitest.Answer {
	h := open(t)
	slow := late{httptest.NewRecorder()}
	request := httptest.NewRequest(http.MethodPost, path, slow)
	request.Header.Set("Content-Type", media)
	request.Header.Set("Authorization", bearer(h.plain))
	h.front.ServeHTTP(slow, request)
	return apitest.Answer{Status: slow.Code, Header: slow.Header(), Body: slow.Body.String()}
}

// failing is the answer to a good call where whatever comes after the checks
// of the call itself fails with err.
func failing(t *testing.T, path string, err error) apitest.Answer {
	h := open(t)
	body := map[string]string{
		requestPath: goodRequest, createPath: goodRequest, completePath: h.completion(exampleCode),
		customPath: `{"email":"jane@example.com","reset_password_url":"https://shop.example/r","return_url":"https://shop.example"}`,
	}[path]
	env := app.Environment{Now: h.clock.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	h.front = httpapi.New(env, &app.Budgets{Environment: env, Windows: ratewindows.New(10)}, http.NotFoundHandler())
	resets := &app.Resets{Environment: env, Projects: faultyProjects{err: err}, Accounts: faultyAccounts{err: err}, Tokens: faultyTokens{err: err}}
	payway.Mount(h.front, payway.UseCases{Projects: &app.Projects{Store: faultyProjects{err: err}}, Resets: resets, Clients: h.clients}, payway.Config{})
	return toAnswer(h.post(path, body, "Authorization", bearer(h.minter)))
}

// uuidShape and accessTokenShape find what is different every time.
var (
	uuidShape        = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	accessTokenShape = regexp.MustCompile(`lka_[0-9a-z]{32}`)
)

// These stores fail in what operations of the dialect begin with.
type (
	faultyProjects struct {
		ports.Projects
		err error
	}
	faultyAccounts struct {
		ports.Accounts
		err error
	}
	faultyTokens struct {
		ports.ResetTokens
		err error
	}
)

func (f faultyProjects) ByID(context.Context, domain.ProjectID) (domain.Project, error) {
	return domain.Project{}, f.err
}

func (f faultyAccounts) ByEmail(context.Context, domain.ProjectID, domain.Email) (domain.Account, error) {
	return domain.Account{}, f.err
}

func (f faultyTokens) Inspect(context.Context, domain.TokenHash) (ports.TokenHolder, error) {
	return ports.TokenHolder{}, f.err
}
