package app_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// TestAnswersAreTheSameForEverybody is threats A15 and A17: whatever an address
// is, the first request and the two hundredth get the same answers to the byte,
// rate headers included.
func TestAnswersAreTheSameForEverybody(t *testing.T) {
	for _, call := range []struct{ name, path, body string }{
		{"webshop", "/api/services/webshop/v1/customer/auth/password/forgot", `{"project_id":1,"email":"ADDRESS"}`},
		{"payway", "/external/api/v1/accounts/request_password_reset", `{"email":"ADDRESS"}`},
	} {
		t.Run(call.name, func(t *testing.T) {
			want := ""
			for _, address := range []string{"nobody@example.com", "jane@example.com", "gone@example.com", "sso@example.com", "waiting@example.com"} {
				got := answersTo(t, call.path, strings.Replace(call.body, "ADDRESS", address, 1))
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("%s: the answers differ from those to an unknown address:\n%s\n----\n%s", address, got, want)
				}
			}
			if call.name == "webshop" && !strings.Contains(want, "429") {
				t.Error("the sequence does not reach the limit")
			}
		})
	}
}

// answersTo returns what 200 requests are answered in a fresh house, with the
// worker at work in between.
func answersTo(t *testing.T, path, body string) string {
	t.Helper()
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	gone := h.addAccount(1, "gone@example.com", "the old password")
	h.change(gone.ID, (*domain.Account).Disable)
	_, err := h.accounts.Create(t.Context(), app.NewAccount{Project: 1, Email: email("sso@example.com"), External: true})
	must(t, err)
	h.addAccount(1, "waiting@example.com", "the old password")
	h.link("waiting@example.com")
	server, token := h.serveAPIs()
	if strings.HasPrefix(path, "/api/") {
		token = "" // the caller is the address, as for a browser
	}
	var answers strings.Builder
	for n := range 200 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, strings.NewReader(body))
		must(t, err)
		request.Header.Set("Content-Type", "application/json")
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		must(t, err)
		content, err := io.ReadAll(response.Body)
		must(t, err)
		must(t, response.Body.Close())
		fmt.Fprintf(&answers, "%d %s %s %s\n", n, response.Status, headersOf(response.Header), content)
		if n%10 == 0 {
			h.work()
			h.clock.advance(100 * time.Millisecond)
		}
	}
	return answers.String()
}

// headersOf leaves out what varies by nature.
func headersOf(header http.Header) string {
	var lines []string
	for name, values := range header {
		if name != "Date" && name != "X-Request-Id" {
			lines = append(lines, name+"="+strings.Join(values, ","))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, " ")
}
