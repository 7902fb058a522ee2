package porttest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// ForeignHash is a hash that another program has made.
type ForeignHash struct {
	Name, Hash, Password string
}

// ForeignHashes checks what ports.ForeignHashes promises, on hashes that other
// programs have made.
func ForeignHashes(t *testing.T, hashes ports.ForeignHashes, made []ForeignHash) {
	for _, one := range made {
		t.Run(one.Name, func(t *testing.T) {
			format, err := hashes.Read(domain.PasswordHash(one.Hash))
			if err != nil || format.Name == "" || format.Cost <= 0 || format.Cost > time.Minute {
				t.Errorf("Read = %+v, %v, want a name, a cost and no error", format, err)
			}
			wantForeign(t, hashes, one.Password, one.Hash, true)
			for _, wrong := range []string{"", one.Password + "x", "x" + one.Password, strings.ToUpper(one.Password), strings.Repeat("y", domain.MaxPasswordBytes)} {
				wantForeign(t, hashes, wrong, one.Hash, false)
			}
		})
	}
	t.Run("no password is behind a hash it cannot read", func(t *testing.T) {
		for _, hash := range []string{"", "x", "$", ":", "::", "$$$$$", "*", "!", "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"} {
			if _, err := hashes.Read(domain.PasswordHash(hash)); !errors.Is(err, ports.ErrHashUnknown) {
				t.Errorf("Read(%q) = %v, want ErrHashUnknown", hash, err)
			}
			wantForeign(t, hashes, "correct horse", hash, false)
			wantForeign(t, hashes, "", hash, false)
		}
	})
}

func wantForeign(t *testing.T, hashes ports.ForeignHashes, text, hash string, want bool) {
	t.Helper()
	if got := hashes.Verify(plain(text), domain.PasswordHash(hash)); got != want {
		t.Errorf("Verify(%.40q, %q) = %v, want %v", text, hash, got, want)
	}
}
