package pages_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/domain"
)

// TestSecretsStayOut is A12: the token is in no answer but as the value of the
// one field that holds it, and the password and the log are in none.
func TestSecretsStayOut(t *testing.T) {
	w := newWorld(t, generous)
	trouble := errors.New("broken")
	for _, state := range []domain.TokenState{domain.TokenLive, domain.TokenExpired, domain.TokenSpent, domain.TokenRevoked, domain.TokenUnknown} {
		for _, set := range []func(){
			func() {},
			func() { w.hasher.err = domain.Unavailable },
			func() { w.store.redeemErr = trouble },
			func() { w.store.inspectErr = trouble },
			func() { w.store.addErr = trouble },
			func() { w.store.projectsErr = trouble },
			func() { w.store.changeErr = trouble },
		} {
			set()
			token := w.mint(state)
			for _, answer := range []got{
				w.post("/reset/check", "token", token),
				w.complete(token, "Canary1", "Canary1"),
				w.complete(token, goodPassword, "Canary"),
				w.complete(token, goodPassword, goodPassword),
				w.post("/reset/again", "token", token),
				w.post("/forgot/7", "email", jane, "token", token, "password", goodPassword),
				w.post("/forgot/8", "email", jane, "token", token, "password", goodPassword),
				w.post("/reset/x", "token", token, "password", goodPassword),
				w.post("/reset/not-me/check", "token", token),
				w.post("/reset/not-me", "token", token),
				w.post("/reset/not-me", "token", token, "action", "lift"),
				w.post("/reset/not-me", "token", token, "action", "disown"),
				w.post("/reset/done", "token", token, "password", goodPassword),
			} {
				wantNoSecrets(t, answer, token)
			}
			w.hasher.err, w.store.redeemErr, w.store.inspectErr, w.store.addErr, w.store.projectsErr, w.store.changeErr = nil, nil, nil, nil, nil, nil
		}
	}
	for _, secret := range []string{"anary", "jane", "customer.example"} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log has %q:\n%s", secret, w.log)
		}
	}
}

func wantNoSecrets(t *testing.T, answer got, token string) {
	t.Helper()
	where := answer.Request.URL.Path + " " + answer.Status
	var head strings.Builder
	_ = answer.Header.Write(&head)
	if strings.Contains(head.String(), token) || strings.Contains(head.String(), "anary") {
		t.Errorf("%s: a secret in the headers:\n%s", where, head.String())
	}
	inForm := strings.Count(answer.body, `name="token" value="`+token+`"`)
	if strings.Count(answer.body, token) != inForm || inForm > 1 {
		t.Errorf("%s: the token is outside of its field:\n%s", where, answer.body)
	}
	if answer.Request.URL.Path == "/forgot/7" || answer.Request.URL.Path == "/reset/check" {
		if inForm != 0 {
			t.Errorf("%s: the token is in the answer", where)
		}
	}
	for _, secret := range []string{goodPassword, "Canary1", `"Canary"`} {
		if strings.Contains(answer.body, secret) {
			t.Errorf("%s: the password is in the answer", where)
		}
	}
}
