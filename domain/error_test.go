package domain_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

var kinds = []domain.Kind{
	domain.Invalid, domain.Unauthenticated, domain.Forbidden, domain.NotFound,
	domain.RateLimited, domain.TokenRejected, domain.Unavailable,
}

func TestKindsMatchThroughWrapping(t *testing.T) {
	wrappings := map[string]func(error) error{
		"bare":          func(err error) error { return err },
		"wrapped":       func(err error) error { return fmt.Errorf("outer: %w", err) },
		"wrapped twice": func(err error) error { return fmt.Errorf("outermost: %w", fmt.Errorf("outer: %w", err)) },
		"joined":        func(err error) error { return errors.Join(io.EOF, err) },
		"a cause":       func(err error) error { return fmt.Errorf("%w, %w", io.EOF, err) },
	}
	for name, wrap := range wrappings {
		for _, kind := range kinds {
			for _, err := range []error{kind, &domain.Problem{Kind: kind}, &domain.Problem{Kind: kind, Cause: io.ErrNoProgress}} {
				for _, other := range kinds {
					if got, want := errors.Is(wrap(err), other), kind == other; got != want {
						t.Errorf("%s %v (%T): errors.Is %q = %t, want %t", name, err, err, other, got, want)
					}
				}
				if !errors.Is(wrap(err), err) {
					t.Errorf("%s %v is not itself", name, err)
				}
			}
		}
	}
	if errors.Is(errors.New(string(domain.Invalid)), domain.Invalid) {
		t.Error("an error of the same text is taken for a kind")
	}
}

func TestKindsAndReasonsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range kinds {
		if text := kind.Error(); text == "" || text != string(kind) || seen[text] {
			t.Errorf("%q has the text %q", string(kind), text)
		}
		seen[kind.Error()] = true
	}
	reasons := []domain.Reason{
		"", domain.Malformed, domain.TooShort, domain.TooLong, domain.TooCommon, domain.TooObvious, domain.Unknown, domain.AlreadyExists,
	}
	for i, reason := range reasons {
		if first := slices.Index(reasons, reason); first != i {
			t.Errorf("reasons %d and %d are both %q", first, i, reason)
		}
	}
}

func TestProblem(t *testing.T) {
	cause := errors.New("disk on fire")
	tests := []struct {
		problem *domain.Problem
		text    string
		reason  domain.Reason
	}{
		{&domain.Problem{Kind: domain.NotFound}, "not found", ""},
		{&domain.Problem{Kind: domain.Invalid, Field: "email"}, "invalid input: email", ""},
		{&domain.Problem{Kind: domain.Invalid, Field: "email", Reason: domain.Malformed}, "invalid input: email is malformed", domain.Malformed},
		{&domain.Problem{Kind: domain.Unavailable, Cause: cause}, "temporarily unavailable: disk on fire", ""},
		{&domain.Problem{Kind: domain.Invalid, Field: "password", Reason: domain.TooShort, Cause: cause}, "invalid input: password is too short: disk on fire", domain.TooShort},
		{&domain.Problem{Kind: domain.RateLimited, RetryAfter: time.Minute}, "too many requests", ""},
		{domain.Refuse("origin", domain.Unknown), "invalid input: origin is unknown", domain.Unknown},
	}
	for _, test := range tests {
		if got := test.problem.Error(); got != test.text {
			t.Errorf("Error = %q, want %q", got, test.text)
		}
		if got := test.problem.Unwrap(); got != test.problem.Cause {
			t.Errorf("%q: Unwrap = %v, want %v", test.text, got, test.problem.Cause)
		}
		if got := domain.ReasonOf(fmt.Errorf("outer: %w", test.problem)); got != test.reason {
			t.Errorf("%q: ReasonOf = %q, want %q", test.text, got, test.reason)
		}
	}
	if !errors.Is(&domain.Problem{Kind: domain.Unavailable, Cause: cause}, cause) {
		t.Error("a problem hides its cause")
	}
	for _, err := range []error{nil, io.EOF, domain.Invalid} {
		if got := domain.ReasonOf(err); got != "" {
			t.Errorf("ReasonOf(%v) = %q, want none", err, got)
		}
	}
	if got, want := *domain.Refuse("email", domain.TooLong), (domain.Problem{Kind: domain.Invalid, Field: "email", Reason: domain.TooLong}); got != want {
		t.Errorf("Refuse = %+v, want %+v", got, want)
	}
}

// TestErrorsRepeatNoInput holds for everything that reads foreign text: no
// error holds four octets of it in a row, unless its own words do.
func TestErrorsRepeatNoInput(t *testing.T) {
	parsers := map[string]func(string) error{
		"ParseEmail":           func(text string) error { _, err := domain.ParseEmail(text); return err },
		"ParseOrigin":          func(text string) error { _, err := domain.ParseOrigin(text); return err },
		"ParseAccountID":       func(text string) error { _, err := domain.ParseAccountID(text); return err },
		"ParseResetToken":      func(text string) error { _, err := domain.ParseResetToken(text); return err },
		"ParseTypedResetToken": func(text string) error { _, err := domain.ParseTypedResetToken(text); return err },
		"NewPassword":          func(text string) error { _, err := domain.NewPassword(text); return err },
	}
	fixed := map[string]bool{}
	for _, parse := range parsers {
		for _, text := range []string{"", strings.Repeat("?", 5000)} {
			if err := parse(text); err != nil {
				fixed[err.Error()] = true
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SampledFrom([]string{"", "https://", "nora@", "http://[", "x://", "%zz", "\n"}).Draw(t, "before")
		text := before + rapid.String().Draw(t, "text")
		for name, parse := range parsers {
			if err := parse(text); err != nil && !fixed[err.Error()] {
				t.Fatalf("%s(%q) says %q", name, text, err)
			}
		}
	})
}

// TestEntropyErrorsHoldNoEntropy keeps half a secret out of the log.
func TestEntropyErrorsHoldNoEntropy(t *testing.T) {
	_, err := domain.MintResetToken(bytes.NewReader([]byte("half a secret")))
	if err == nil || strings.Contains(err.Error(), "half") {
		t.Errorf("MintResetToken: %v", err)
	}
}
