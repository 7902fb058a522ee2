package porttest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"latchkey/domain"
	"latchkey/ports"
)

// PasswordHasher checks what ports.PasswordHasher promises of what new returns.
func PasswordHasher(t *testing.T, new func(t *testing.T) ports.PasswordHasher) {
	t.Run("verifies what it hashed, byte for byte", func(t *testing.T) { verifiesOwnHash(t, new(t)) })
	t.Run("salts each hash", func(t *testing.T) { saltsEachHash(t, new(t)) })
	t.Run("no password is behind an unreadable hash", func(t *testing.T) { refusesUnreadable(t, new(t)) })
	t.Run("a call whose context has ended does not begin", func(t *testing.T) { refusesEndedContext(t, new(t)) })
	t.Run("more calls than it takes are told to come back", func(t *testing.T) { answersCrowd(t, new(t)) })
}

func plain(text string) domain.Password {
	p, _ := domain.AnyPassword(text)
	return p
}

func verifiesOwnHash(t *testing.T, hasher ports.PasswordHasher) {
	long := strings.Repeat("x", domain.MaxPasswordBytes-1)
	tests := []struct{ name, hashed, tried string }{
		{"the same", "correct horse", "correct horse"},
		{"another", "correct horse", "correct house"},
		{"none", "correct horse", ""},
		{"other case", "correct horse", "Correct horse"},
		{"space around is kept", " correct horse ", "correct horse"},
		{"not normalised", "caf\u00e9caf\u00e9", "cafe\u0301cafe\u0301"},
		{"NUL does not end it", "correct\x00horse", "correct\x00house"},
		{"the last of the longest counts", long + "1", long + "2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hash, err := hasher.Hash(t.Context(), plain(tt.hashed))
			if err != nil {
				t.Fatalf("Hash: %v", err)
			}
			if strings.Contains(string(hash), strings.TrimSpace(tt.hashed)) {
				t.Error("the hash contains the password")
			}
			if hasher.IsWeak(hash) {
				t.Error("a new hash is weak")
			}
			wantVerified(t, hasher, tt.hashed, hash, true)
			wantVerified(t, hasher, tt.tried, hash, tt.tried == tt.hashed)
		})
	}
}

func saltsEachHash(t *testing.T, hasher ports.PasswordHasher) {
	first, err1 := hasher.Hash(t.Context(), plain("correct horse"))
	second, err2 := hasher.Hash(t.Context(), plain("correct horse"))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatalf("Hash: %v", err)
	}
	if first == second {
		t.Error("one password hashed twice gives one hash, want two")
	}
}

func refusesUnreadable(t *testing.T, hasher ports.PasswordHasher) {
	for _, hash := range []domain.PasswordHash{"", "x", "correct horse", "$", "$$$$$", "$unknown$v=1$m=1$c2FsdA$aGFzaA"} {
		wantVerified(t, hasher, "correct horse", hash, false)
		wantVerified(t, hasher, "", hash, false)
	}
}

func refusesEndedContext(t *testing.T, hasher ports.PasswordHasher) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := hasher.Hash(ctx, plain("correct horse"))
	wantUnavailable(t, "Hash", err)
	matches, err := hasher.Verify(ctx, plain("correct horse"), "")
	wantUnavailable(t, "Verify", err)
	if matches {
		t.Error("Verify under an ended context = true, want false")
	}
}

func answersCrowd(t *testing.T, hasher ports.PasswordHasher) {
	errs := make([]error, 100)
	var calls sync.WaitGroup
	for i := range errs {
		calls.Go(func() { _, errs[i] = hasher.Verify(t.Context(), plain("correct horse"), "") })
	}
	calls.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else {
			wantUnavailable(t, "Verify", err)
		}
	}
	if done == 0 {
		t.Error("no call of a crowd was done, want some")
	}
	wantVerified(t, hasher, "correct horse", "", false) // and there is room again
}

func wantVerified(t *testing.T, hasher ports.PasswordHasher, text string, hash domain.PasswordHash, want bool) {
	t.Helper()
	got, err := hasher.Verify(t.Context(), plain(text), hash)
	if err != nil || got != want {
		t.Errorf("Verify(%q, %q) = %v, %v, want %v, nil", text, string(hash), got, err, want)
	}
}

func wantUnavailable(t *testing.T, call string, err error) {
	t.Helper()
	var problem *domain.Problem
	if !errors.As(err, &problem) || problem.Kind != domain.Unavailable || problem.RetryAfter <= 0 {
		t.Errorf("%s gives %v, want domain.Unavailable with RetryAfter", call, err)
	}
}
