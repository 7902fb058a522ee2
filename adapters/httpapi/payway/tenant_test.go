package payway_test

import (
	"strings"
	"testing"
	"time"
)

// TestTokenOfAnotherProject (A42): in the webshop dialect a call for a project
// that the token is not for looks like one for no project there is, byte for
// byte, from a program as from a page of that project.
func TestTokenOfAnotherProject(t *testing.T) {
	h := open(t)
	project, err := h.store.Projects().ByID(t.Context(), 2)
	h.must(err)
	project.Origins = append(project.Origins, "https://strict.example")
	h.must(h.store.Projects().Put(t.Context(), project))
	base := "/api/services/webshop/v1/customer/auth/"
	for _, call := range []struct{ path, body string }{
		{"password/forgot", `{"project_id":PROJECT,"email":"jane@example.com"}`},
		{"password/forgot", `{"project_id":"PROJECT","email":"x"}`},
		{"password/forgot", `{"project_id":PROJECT}`},
		{"password/reset", `{"project_id":PROJECT,"email":"jane@example.com","token":"x","password":"12345678","password_confirmation":"12345678"}`},
		{"password/reset", `{"project_id":PROJECT}`},
		{"login", `{"project_id":PROJECT,"email":"jane@example.com","password":"12345678"}`},
		{"login", `{"project_id":PROJECT,"email":[]}`},
	} {
		for _, origin := range []string{"", "https://strict.example", "https://www.shop.example"} {
			ask := func(project, authorization string) string {
				h.clock.advance(time.Minute)
				return h.post(base+call.path, strings.Replace(call.body, "PROJECT", project, 1), "Authorization", authorization, "Origin", origin).masked()
			}
			want := ask("999", bearer(h.plain))
			if got := ask("2", bearer(h.plain)); got != want {
				t.Errorf("%s %s from %q:\ngot  %s\nwant %s", call.path, call.body, origin, got, want)
			}
			if got := ask("2", "Bearer "+h.token(h.plain)); got != want {
				t.Errorf("%s with an access token: got %s", call.path, got)
			}
			if own := ask("2", bearer(h.stranger)); own == want {
				t.Errorf("%s %s: project 2 looks like none to its own client, too", call.path, call.body)
			}
		}
	}
	for _, row := range h.requests.taken() {
		if row.ProjectID == 2 && row.ClientID == h.plain.ID {
			t.Errorf("recorded for project 2: %+v", row)
		}
	}
}

// TestWebshopCallerIsTheClient: a token that works is charged instead of the
// address, one that does not is ignored.
func TestWebshopCallerIsTheClient(t *testing.T) {
	h := open(t)
	body := `{"project_id":1,"email":"jane@example.com"}`
	left := func(authorization string) string {
		got := h.post(shopPath, body, "Authorization", authorization)
		if got.status != 200 {
			t.Errorf("got %d %s", got.status, got.body)
		}
		return got.remaining()
	}
	for i, step := range []struct{ authorization, want string }{
		{"", "59"}, {bearer(h.plain), "59"}, {bearer(h.plain), "58"}, {"Bearer " + h.token(h.plain), "57"}, {bearer(h.weak), "59"},
		{"Bearer " + canary, "58"}, {"Bearer lkt_" + strings.Repeat("0", 32), "57"}, {"Basic Og==", "56"}, {"", "55"},
	} {
		if got := left(step.authorization); got != step.want {
			t.Errorf("step %d: %s left, want %s", i, got, step.want)
		}
	}
	h.must(h.clients.Revoke(t.Context(), h.plain.ID))
	if got := left(bearer(h.plain)); got != "54" {
		t.Errorf("with the token of a revoked client: %s left, want 54", got)
	}
}

// TestSameAddressInTwoProjects: the client's project is the one that is meant.
func TestSameAddressInTwoProjects(t *testing.T) {
	h := open(t)
	h.post(requestPath, goodRequest, "Authorization", bearer(h.stranger)).check(204, "")
	if rows := h.requests.taken(); len(rows) != 1 || rows[0].ProjectID != 2 || rows[0].ClientID != h.stranger.ID {
		t.Errorf("recorded %+v", rows)
	}
	got := h.post(createPath, goodRequest, "Authorization", bearer(h.stranger))
	if got.status != 200 || strings.Contains(got.body, h.jane.ID.String()) {
		t.Errorf("got %d %s, want the account of the other project", got.status, got.body)
	}
}

// remaining is what the answer says is left of the budget, however the header
// is spelt.
func (r reply) remaining() string {
	for name, values := range r.header {
		if strings.EqualFold(name, "X-RateLimit-Remaining") {
			return strings.Join(values, "|")
		}
	}
	return ""
}
