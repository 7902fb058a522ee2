package pages_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

func TestResetPageIsTheSameForEverybody(t *testing.T) {
	w := newWorld(t)
	page := w.get("/reset")
	page.want(t, 200, `name="token"`, `name="password"`, `name="password_confirmation"`, `minlength="8"`,
		`autocomplete="new-password"`, `autocomplete="username"`, `action="/reset"`, "Berta&#39;s Books")
	if strings.Contains(page.body, "maxlength") {
		t.Error("a password field with maxlength cuts what is pasted, in silence")
	}
	w.store.projectsErr = errors.New("disk on fire")
	w.get("/reset").want(t, 200, `name="token"`)
}

func TestCompleteSetsThePasswordByteForByte(t *testing.T) {
	for name, password := range map[string]string{
		"plain":      goodPassword,
		"spaces":     "  two spaces each side  ",
		"tab":        "tab\tinside and after\t",
		"unicode":    "pässwörter 😀 e\u0301",
		"not UTF-8":  "\xff\xfe bytes \x80",
		"plus and %": "a+b%41&c=d;e",
		"longest":    strings.Repeat("x", 1000) + strings.Repeat("y", 24),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			token := w.mint(domain.TokenLive)
			answer := w.complete(token, password, password)
			answer.want(t, 303)
			if got, want := answer.Header.Get("Location"), "/reset/done?project=7&mail=020000000000000000000000"; got != want {
				t.Errorf("Location: got %q, want %q", got, want)
			}
			if got, want := w.password(token), "hash of "+password; got != want {
				t.Errorf("hash: got %q, want %q", got, want)
			}
			w.complete(token, password, password).want(t, 400, "This link has been used")
		})
	}
}

func TestCompleteTakesACodeAsPeopleTypeIt(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	typed := " " + strings.ToLower(token[:13]) + " - " + strings.ReplaceAll(token[13:], "0", "o") + " "
	w.complete(typed, goodPassword, goodPassword).want(t, 303)
}

func TestDonePage(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		"/reset/done?project=7":   `href="https://berta.example/account" rel="noreferrer noopener">Sign in at Berta&#39;s Books`,
		"/reset/done":             "Go back to the shop and sign in",
		"/reset/done?project=8":   "Go back to the shop and sign in",
		"/reset/done?project=07":  "Go back to the shop and sign in",
		"/reset/done?project=<b>": "Go back to the shop and sign in",
	} {
		w.get(path).want(t, 200, "Your password is changed", want)
	}
}

func TestRefusedPasswordKeepsLinkAndToken(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	w.advance(time.Second)
	for _, c := range []struct{ name, password, confirmation, field, words string }{
		{"too short", "seven77", "seven77", "password", "too short"},
		{"too short in characters", "äöüäöüä", "äöüäöüä", "password", "too short"},
		{"empty", "", "", "password", "too short"},
		{"too long", strings.Repeat("x", 1025), strings.Repeat("x", 1025), "password", "too long"},
		{"too common", "password1234", "password1234", "password", "Many people use this password"},
		{"too obvious", jane, jane, "password", "your address or the shop’s name"},
		{"shop's name", "berta's books", "berta's books", "password", "your address or the shop’s name"},
		{"mismatch", goodPassword, goodPassword + " ", "password_confirmation", "not the same"},
		{"mismatch in case", goodPassword, strings.ToUpper(goodPassword), "password_confirmation", "not the same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := w.complete(token, c.password, c.confirmation)
			answer.want(t, 422, c.words,
				`<input type="hidden" name="token" value="`+token+`">`,
				`autocomplete="username" value="`+jane+`"`,
				"59 minutes", "Berta&#39;s Books")
			field := input(t, answer.body, c.field)
			for _, want := range []string{`aria-invalid="true"`, "aria-describedby=", "autofocus"} {
				if !strings.Contains(field, want) {
					t.Errorf("field has no %s: %s", want, field)
				}
			}
			if got := strings.Count(answer.body, "autofocus"); got != 1 {
				t.Errorf("fields with autofocus: got %d, want 1", got)
			}
		})
		w.advance(time.Second)
	}
	w.advance(time.Minute)
	if got := w.hasher.calls; got != 0 {
		t.Errorf("passwords hashed: got %d, want 0", got)
	}
	w.complete(token, goodPassword, goodPassword).want(t, 303)
}

// input returns the tag of the named field.
func input(t *testing.T, page, name string) string {
	t.Helper()
	for tag := range strings.SplitSeq(page, "<input ") {
		tag, _, _ = strings.Cut(tag, ">")
		if strings.Contains(tag, ` name="`+name+`"`) || strings.HasPrefix(tag, `name="`+name+`"`) {
			return tag
		}
	}
	t.Fatalf("page has no field %q", name)
	return ""
}

func TestRejectedTokenSaysWhyAndTheWayOn(t *testing.T) {
	w := newWorld(t)
	for state, words := range map[domain.TokenState]string{
		domain.TokenExpired: "This link has expired",
		domain.TokenSpent:   "This link has been used",
		domain.TokenRevoked: "This link no longer works",
	} {
		token := w.mint(state)
		w.complete(token, goodPassword, goodPassword).want(t, 400, words, `action="/reset/again"`, "Send me a new link",
			`name="token" value="`+token+`"`, "https://berta.example/account")
	}
	wrong := w.complete(w.mint(domain.TokenUnknown), goodPassword, goodPassword)
	wrong.want(t, 400, "We do not know this code", `aria-invalid="true"`, `<a href="/forgot/7">`)
	w.store.projects = append(w.store.projects, domain.Project{ID: 8, Name: "Other"})
	w.complete("A", goodPassword, goodPassword).want(t, 400, "We do not know this code", "Go back to the shop and ask")
	w.complete("", goodPassword, goodPassword).want(t, 422, "Enter the code from your mail")
	if got := w.hasher.calls; got != 0 {
		t.Errorf("passwords hashed: got %d, want 0", got)
	}
}

// A link can die between the first look and the commit.
func TestCompleteLosesTheRace(t *testing.T) {
	w := newWorld(t)
	token := w.mint(domain.TokenLive)
	w.store.redeemErr = &domain.Problem{Kind: domain.TokenRejected}
	w.complete(token, goodPassword, goodPassword).want(t, 400)
	if w.rows() != 0 {
		t.Error("something changed")
	}
}

func TestCompleteInTrouble(t *testing.T) {
	busy := &domain.Problem{Kind: domain.Unavailable, RetryAfter: 2500 * time.Millisecond, Cause: errors.New("secret inside")}
	broken := errors.New("secret inside")
	for _, c := range []struct {
		name       string
		set        func(*world)
		status     int
		retryAfter string
		words      string
	}{
		{"hasher full", func(w *world) { w.hasher.err = busy }, 503, "3", "Nothing was changed"},
		{"store busy", func(w *world) { w.store.redeemErr = busy }, 503, "3", "Nothing was changed"},
		{"busy, nobody knows for how long", func(w *world) { w.store.redeemErr = domain.Unavailable }, 503, "5", "Nothing was changed"},
		{"store busy at first look", func(w *world) { w.store.inspectErr = busy }, 503, "3", "Nothing was changed"},
		{"store broken", func(w *world) { w.store.redeemErr = broken }, 500, "", "Please try once more"},
		{"store broken after commit", func(w *world) { w.store.redeemLost = broken }, 500, "", "your new password already works"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			token := w.mint(domain.TokenLive)
			c.set(w)
			answer := w.complete(token, goodPassword, goodPassword)
			answer.want(t, c.status, c.words, `value="`+token+`"`, `action="/reset"`)
			if got := answer.Header.Get("Retry-After"); got != c.retryAfter {
				t.Errorf("Retry-After: got %q, want %q", got, c.retryAfter)
			}
			if strings.Contains(answer.body, "secret inside") {
				t.Error("the page tells of the inside")
			}
			lost := w.store.redeemLost != nil
			w.hasher.err, w.store.redeemErr, w.store.redeemLost, w.store.inspectErr = nil, nil, nil, nil
			again := w.complete(token, goodPassword, goodPassword)
			if lost {
				again.want(t, 400, "This link has been used")
			} else {
				again.want(t, http.StatusSeeOther)
			}
		})
	}
}
