package mailtext_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// TestLateAttemptsPromiseTheSameHour: a mail that gets through at the ninth
// attempt has a token of its own, which lives an hour like any other.
func TestLateAttemptsPromiseTheSameHour(t *testing.T) {
	letter := sample(t, domain.ResetLinkMail)
	letter.ExpiresAt = letter.ExpiresAt.Add(52 * time.Minute)
	mail := write(t, letter)
	for part, text := range map[string]string{"text": mail.Text, "HTML": mail.HTML} {
		if !strings.Contains(text, "60 minutes") || strings.Contains(text, "112") {
			t.Errorf("%s part does not promise 60 minutes:\n%s", part, text)
		}
		if want := letter.ExpiresAt.UTC().Format("15:04"); !strings.Contains(text, want) {
			t.Errorf("%s part does not say %s:\n%s", part, want, text)
		}
	}
}
