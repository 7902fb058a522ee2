package domain_test

import (
	"testing"
	"time"

	"latchkey/domain"
)

// TestAMailThatEndsItsSenderIsGivenUp: one that is never settled, because
// whoever sends it dies, is not tried for ever (threat A46).
func TestAMailThatEndsItsSenderIsGivenUp(t *testing.T) {
	for kind, most := range map[domain.DeliveryKind]int{domain.ResetLinkMail: 9, domain.PasswordChangedMail: 33} {
		if got := domain.MaxAttempts(kind); got != most {
			t.Errorf("%s: %d attempts, want %d", kind, got, most)
		}
		account := customer(t)
		d := domain.Delivery{Kind: kind, Generation: account.Generation, MadeAt: noon, AskedAt: noon}
		for d.Attempts = 1; d.Attempts <= most+1; d.Attempts++ {
			want := domain.DeliveryWaiting
			if d.Attempts > most {
				want = domain.DeliveryGivenUp
			}
			if got := d.StateFor(account, noon.Add(time.Minute)); got != want {
				t.Errorf("%s, attempt %d: %s, want %s", kind, d.Attempts, got, want)
			}
		}
	}
}
