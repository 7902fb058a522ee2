package domain_test

import (
	"testing"

	"latchkey/domain"
)

// The same password under another hash is no event for anybody.
func TestRehashChangesNothingElse(t *testing.T) {
	before := domain.Account{PasswordHash: "old", EmailVerified: true, Generation: 3}
	after := before
	after.Rehash("new")
	if after.PasswordHash != "new" {
		t.Errorf("hash %q, want the new one", string(after.PasswordHash))
	}
	if after.PasswordHash = before.PasswordHash; after != before {
		t.Errorf("got %+v, want nothing else changed in %+v", after, before)
	}
}
