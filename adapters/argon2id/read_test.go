package argon2id_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

func TestRead(t *testing.T) {
	const own = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	with := func(old, new string) string { return strings.Replace(own, old, new, 1) }
	for _, c := range []struct {
		name, hash string
		cost       time.Duration
		want       error
	}{
		{"as made here", own, 0, nil},
		{"less memory", with("m=19456", "m=8192"), 8192 * 2 * 2 * time.Microsecond, nil},
		{"fewer passes", with("t=2", "t=1"), 19456 * 2 * time.Microsecond, nil},
		{"several lanes, which work at once", with("p=1", "p=4"), 19456 * 2 * 2 * time.Microsecond, nil},
		{"the least there is", with("m=19456,t=2", "m=8,t=1"), 8 * 2 * time.Microsecond, nil},
		{"PHP's default", with("m=19456,t=2", "m=65536,t=4"), 65536 * 4 * 2 * time.Microsecond, nil},
		{"too much memory", with("m=19456", "m=65537"), 0, ports.ErrHashTooCostly},
		{"too many passes", with("t=2", "t=11"), 0, ports.ErrHashTooCostly},
		{"too many lanes", with("p=1", "p=5"), 0, ports.ErrHashTooCostly},
		{"no passes", with("t=2", "t=0"), 0, ports.ErrHashMalformed},
		{"cut off", own[:len(own)-30], 0, ports.ErrHashMalformed},
		{"empty", "", 0, ports.ErrHashUnknown},
		{"argon2i", with("argon2id", "argon2i"), 0, ports.ErrHashUnknown},
		{"bcrypt", "$2y$10$", 0, ports.ErrHashUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := oneAtATime(t).Read(domain.PasswordHash(c.hash))
			if !errors.Is(err, c.want) || got.Cost != c.cost {
				t.Errorf("Read = %+v, %v, want cost %v and %v", got, err, c.cost, c.want)
			}
		})
	}
}
