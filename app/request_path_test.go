package app_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi"
	"latchkey/adapters/httpapi/payway"
	"latchkey/adapters/httpapi/webshop"
	"latchkey/adapters/ratewindows"
	"latchkey/app"
	"latchkey/domain"
)

func TestMain(m *testing.M) {
	httpapi.Install()
	os.Exit(m.Run())
}

// aboutPeople matches statements that look at accounts or at what was sent to
// them.
var aboutPeople = regexp.MustCompile(`(?i)\b(accounts|reset_tokens|deliveries)\b`)

// TestRequestPathNeverReadsAnAccount is the one rule that makes latchkey safe
// and fast (threat A16): a call that asks for a link executes the same
// statements for everybody, and none of them looks at an account.
func TestRequestPathNeverReadsAnAccount(t *testing.T) {
	trace := &tracer{}
	h := newTracedHouse(t, trace)
	h.addAccount(1, "jane@example.com", "the old password")
	disabled := h.addAccount(1, "gone@example.com", "the old password")
	h.change(disabled.ID, (*domain.Account).Disable)
	h.link("jane@example.com") // so that there is a token, too
	server, token := h.serveAPIs()

	for _, call := range []struct{ path, body string }{
		{"/api/services/webshop/v1/customer/auth/password/forgot", `{"project_id":1,"email":"ADDRESS"}`},
		{"/external/api/v1/accounts/request_password_reset", `{"email":"ADDRESS"}`},
	} {
		executed := map[string]string{}
		for _, address := range []string{"jane@example.com", "gone@example.com", "nobody@example.com"} {
			h.clock.advance(time.Hour) // whatever is held in memory is read again
			trace.take()
			h.call(server.URL+call.path, token, strings.Replace(call.body, "ADDRESS", address, 1))
			statements := trace.take()
			executed[address] = strings.Join(statements, "\n")
			if !strings.Contains(executed[address], "INSERT INTO reset_requests") {
				t.Fatalf("%s: the request was not traced: the test looks in the wrong place", call.path)
			}
			for _, statement := range statements {
				if aboutPeople.MatchString(statement) {
					t.Errorf("%s executed %q", call.path, statement)
				}
			}
		}
		if executed["jane@example.com"] != executed["nobody@example.com"] || executed["gone@example.com"] != executed["nobody@example.com"] {
			t.Errorf("%s: the statements differ by address:\n%v", call.path, executed)
		}
	}

	// The tracer would see it: the worker's steps do look at accounts.
	h.work()
	if !aboutPeople.MatchString(strings.Join(trace.take(), "\n")) {
		t.Error("the tracer does not see what the worker executes")
	}
}

// serveAPIs serves both dialects over h and returns an API token for them.
func (h *house) serveAPIs() (*httptest.Server, string) {
	h.t.Helper()
	env := h.resets.Environment
	clients := &app.Clients{Environment: env, Store: h.store.APIClients(), Tokens: h.store.AccessTokens()}
	credentials, err := clients.Create(h.t.Context(), app.NewClient{Project: 1, Scopes: domain.Scopes{domain.AccountWrite}})
	must(h.t, err)
	budgets := &app.Budgets{Environment: env, Windows: ratewindows.New(1000)}
	front := httpapi.New(env, budgets, http.NotFoundHandler())
	projects := &app.Projects{Store: h.store.Projects()}
	webshop.Mount(front, webshop.UseCases{Projects: projects, Resets: h.resets, SignIns: h.signIns, Clients: clients}, webshop.Config{})
	payway.Mount(front, payway.UseCases{Projects: &app.Projects{Store: h.store.Projects()}, Resets: h.resets, Clients: clients}, payway.Config{})
	server := httptest.NewServer(front)
	h.t.Cleanup(server.Close)
	return server, credentials.APIToken.Reveal()
}

// call makes one call that must be accepted.
func (h *house) call(url, token, body string) {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, url, strings.NewReader(body))
	must(h.t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	must(h.t, err)
	must(h.t, response.Body.Close())
	if response.StatusCode/100 != 2 {
		h.t.Fatalf("%s: %s", url, response.Status)
	}
}
