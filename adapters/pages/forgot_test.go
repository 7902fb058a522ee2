package pages_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/domain"
)

func TestForgotPage(t *testing.T) {
	w := newWorld(t)
	w.get("/forgot/7").want(t, 200, `action="/forgot/7"`, `name="email"`, "Berta&#39;s Books")
	for _, path := range []string{"/forgot/8", "/forgot/07", "/forgot/+7", "/forgot/0", "/forgot/-7", "/forgot/x", "/forgot/99999999999999999999", "/forgot/", "/forgot/7/", "/forgot/7/x", "/reset/", "/reset/x", "/reset/check/x"} {
		w.get(path).want(t, 404, "There is no page here")
	}
	w.post("/forgot/8", "email", jane).want(t, 404, "There is no page here")
}

func TestForgotWithoutAProject(t *testing.T) {
	w := newWorld(t)
	answer := w.get("/forgot")
	answer.want(t, 303)
	if got, want := answer.Header.Get("Location"), "/forgot/7"; got != want {
		t.Errorf("Location: got %q, want %q", got, want)
	}
	w.store.projects = append(w.store.projects, domain.Project{ID: 8, Name: "Other"})
	w.get("/forgot").want(t, 200, "go back to the shop you want to sign in to")
	w.store.projects = nil
	w.get("/forgot").want(t, 200, "go back to the shop you want to sign in to")
	w.store.projectsErr = errors.New("secret inside")
	w.get("/forgot").want(t, 500, "Something went wrong on our side")
}

func TestForgotAnswersTheSameForEveryAddress(t *testing.T) {
	w := newWorld(t)
	var first string
	for _, typed := range []string{jane, "nobody@nowhere.example", " \t" + jane + "\r\n", "JANE.CANARY@customer.example"} {
		answer := w.post("/forgot/7", "email", typed)
		answer.want(t, 200, "If there is an account with this address, we have sent it a link.", "spam", "60 minutes", `href="/forgot/7"`)
		if first == "" {
			first = answer.body
		}
		if answer.body != first {
			t.Errorf("%q is answered differently", typed)
		}
	}
	if got, want := len(w.store.requests), 4; got != want {
		t.Fatalf("requests: got %d, want %d", got, want)
	}
	for _, request := range w.store.requests {
		if request.ProjectID != 7 || request.Channel != domain.ViaPage {
			t.Errorf("got %+v", request)
		}
	}
	if got := w.store.requests[2].Email.Address(); got != jane {
		t.Errorf("trimmed address: got %q", got)
	}
}

func TestForgotRefusesWhatIsNoAddress(t *testing.T) {
	w := newWorld(t, generous)
	for _, c := range []struct{ typed, words string }{
		{"", "does not look like an email address"},
		{"jane", "does not look like an email address"},
		{"jane@localhost", "does not look like an email address"},
		{"Jane <jane@x.example>", "does not look like an email address"},
		{"jane@x.example\r\nBcc: eve@x.example", "does not look like an email address"},
		{"\u00a0jane@x.example", "does not look like an email address"},
		{strings.Repeat("a", 250) + "@x.example", "too long"},
	} {
		w.post("/forgot/7", "email", c.typed).want(t, 422, c.words, `aria-invalid="true"`, `aria-describedby="email-error"`, "autofocus")
	}
	attack := `"><script>alert(1)</script>`
	answer := w.post("/forgot/7", "email", attack)
	answer.want(t, 422, `value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`)
	if strings.Contains(answer.body, attack) || strings.Count(answer.body, "alert(1)") != 1 {
		t.Errorf("typed value escapes its field:\n%s", answer.body)
	}
	if w.rows() != 0 {
		t.Error("something was stored")
	}
}

func TestForgotInTrouble(t *testing.T) {
	w := newWorld(t)
	w.store.addErr = &domain.Problem{Kind: domain.Unavailable, Cause: errors.New("secret inside")}
	answer := w.post("/forgot/7", "email", jane)
	answer.want(t, 503, "We are very busy right now", `value="`+jane+`"`)
	if answer.Header.Get("Retry-After") == "" || strings.Contains(answer.body, "secret inside") {
		t.Error("no Retry-After, or the inside on the page")
	}
	if log := w.log.String(); strings.Count(log, "level=WARN msg=\"page failed\" route=/forgot/{project} error=") != 1 || strings.Contains(log, jane) {
		t.Errorf("the operator is told %q, want one warning that names nobody", log)
	}
	w.store.addErr = errors.New("secret inside")
	w.post("/forgot/7", "email", jane).want(t, 500, "Something went wrong on our side", `value="`+jane+`"`)
	w.store.projectsErr = errors.New("secret inside")
	w.get("/forgot/7").want(t, 500)
}
