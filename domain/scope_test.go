package domain_test

import (
	"slices"
	"strings"
	"testing"

	"latchkey/domain"
)

func TestParseScopes(t *testing.T) {
	const write = "/external/account/w"
	for text, want := range map[string]struct {
		count  int
		reason domain.Reason
	}{
		"": {0, ""}, write: {1, ""}, write + " " + write: {1, ""}, strings.TrimSpace(strings.Repeat(write+" ", 51)): {1, ""},
		" ": {0, domain.Unknown}, " " + write: {0, domain.Unknown}, write + " ": {0, domain.Unknown}, write + "  " + write: {0, domain.Unknown},
		write + "\t" + write: {0, domain.Unknown}, "/EXTERNAL/account/w": {0, domain.Unknown}, "/external/account": {0, domain.Unknown},
		"/external/account/w/": {0, domain.Unknown}, "admin": {0, domain.Unknown}, write + " admin": {0, domain.Unknown}, write + "," + write: {0, domain.Unknown},
		strings.TrimSpace(strings.Repeat(write+" ", 52)): {0, domain.TooLong}, strings.Repeat("x", 1025): {0, domain.TooLong}, strings.Repeat("x", 1024): {0, domain.Unknown},
	} {
		got, err := domain.ParseScopes(text)
		if len(got) != want.count || domain.ReasonOf(err) != want.reason || (err == nil) != (want.reason == "") {
			t.Errorf("%.60q is %v, %v, want %d scopes, %q", text, got, err, want.count, want.reason)
		}
		if err != nil && !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "scope", Reason: want.reason}) {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func TestScopes(t *testing.T) {
	none, write, more := domain.Scopes(nil), domain.Scopes{domain.AccountWrite}, domain.Scopes{"/a", domain.AccountWrite}
	for _, c := range []struct {
		scopes, others domain.Scopes
		covers         bool
	}{
		{none, none, true}, {write, none, true}, {none, write, false}, {write, write, true}, {more, write, true}, {write, more, false},
	} {
		if got := c.scopes.Covers(c.others); got != c.covers {
			t.Errorf("%v covers %v: %v", c.scopes, c.others, got)
		}
	}
	if none.Has(domain.AccountWrite) || !write.Has(domain.AccountWrite) || write.Has("/external/account") {
		t.Error("Has does not tell what is held")
	}
	for _, scopes := range []domain.Scopes{none, write} {
		if again, err := domain.ParseScopes(scopes.String()); err != nil || !slices.Equal(again, scopes) {
			t.Errorf("%q is read as %v, %v", scopes.String(), again, err)
		}
	}
	if got := more.String(); got != "/a /external/account/w" {
		t.Errorf("String = %q", got)
	}
}
