package pages_test

import (
	"errors"
	"testing"

	"latchkey/domain"
)

// TestChangePassword is where password managers send people.
func TestChangePassword(t *testing.T) {
	const path = "/.well-known/change-password"
	w := newWorld(t)
	lead := func(query, want string) {
		t.Helper()
		answer := w.get(path + query)
		answer.want(t, 303)
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("%s: Location: got %q, want %q", query, got, want)
		}
	}
	lead("", "/forgot/7")
	lead("?project=7", "/forgot/7")
	w.get(path+"?project=8").want(t, 200, "Which shop is it?")
	w.store.projects = append(w.store.projects, domain.Project{ID: 8, Name: "Other"})
	lead("?project=8", "/forgot/8")
	for _, query := range []string{"", "?project=9", "?project=", "?project=08", "?project=//evil.example", "?project=8%0d%0aX:y"} {
		w.get(path+query).want(t, 200, "Which shop is it?")
	}
	w.store.projectsErr = errors.New("broken")
	w.get(path).want(t, 500, "Something went wrong on our side")
	w.get(path+"?project=8").want(t, 500)
}
