package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// aboutPeople matches statements that look at accounts or at what was sent to
// them.
var aboutPeople = regexp.MustCompile(`(?i)\b(accounts|reset_tokens|deliveries)\b`)

// TestRequestPathNeverReadsAnAccount is the one rule that makes latchkey safe
// and fast (threat A16): accepting a request executes the same statements for
// everybody, and none of them looks at an account.
func TestRequestPathNeverReadsAnAccount(t *testing.T) {
	trace := &tracer{}
	h := newTracedHouse(t, trace)
	h.addAccount(1, "jane@example.com", "the old password")
	disabled := h.addAccount(1, "gone@example.com", "the old password")
	must(t, h.accounts.Disable(t.Context(), disabled.ID))
	h.link("jane@example.com") // so that there is a token, too

	executed := map[string]string{}
	for _, address := range []string{"jane@example.com", "gone@example.com", "nobody@example.com"} {
		h.clock.advance(time.Hour) // the project is read again
		trace.take()
		err := h.resets.Request(t.Context(), app.ResetAsk{Project: 1, Email: email(address), Channel: domain.ViaWebshop})
		must(t, err)
		statements := trace.take()
		executed[address] = strings.Join(statements, "\n")
		if len(statements) == 0 {
			t.Fatal("no statement was traced: the test looks in the wrong place")
		}
		for _, statement := range statements {
			if aboutPeople.MatchString(statement) {
				t.Errorf("a request executed %q", statement)
			}
		}
	}
	if executed["jane@example.com"] != executed["nobody@example.com"] || executed["gone@example.com"] != executed["nobody@example.com"] {
		t.Errorf("the statements differ by address:\n%v", executed)
	}

	// The tracer would see it: the worker's steps do look at accounts.
	h.work()
	if !aboutPeople.MatchString(strings.Join(trace.take(), "\n")) {
		t.Error("the tracer does not see what the worker executes")
	}
}
