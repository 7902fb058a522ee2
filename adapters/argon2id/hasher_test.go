package argon2id_test

import (
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"latchkey/adapters/argon2id"
	"latchkey/domain"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

func TestContract(t *testing.T) {
	porttest.PasswordHasher(t, func(t *testing.T) ports.PasswordHasher {
		return newHasher(t, argon2id.Options{Entropy: rand.Reader, Concurrent: 2, Queued: 8, Wait: time.Second})
	})
}

func newHasher(t testing.TB, o argon2id.Options) *argon2id.Hasher {
	t.Helper()
	hasher, err := argon2id.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return hasher
}

func plain(text string) domain.Password {
	p, _ := domain.AnyPassword(text)
	return p
}

func TestNewRefusesOptionsOutOfBounds(t *testing.T) {
	good := argon2id.Options{Entropy: rand.Reader, Concurrent: 1, Queued: 64, Wait: 2 * time.Second}
	tests := []struct {
		name   string
		change func(*argon2id.Options)
		ok     bool
	}{
		{"the widest", func(*argon2id.Options) {}, true},
		{"no queue", func(o *argon2id.Options) { o.Queued = 0 }, true},
		{"no entropy", func(o *argon2id.Options) { o.Entropy = nil }, false},
		{"none at once", func(o *argon2id.Options) { o.Concurrent = 0 }, false},
		{"negative queue", func(o *argon2id.Options) { o.Queued = -1 }, false},
		{"long queue", func(o *argon2id.Options) { o.Queued = 65 }, false},
		{"no wait", func(o *argon2id.Options) { o.Wait = 0 }, false},
		{"long wait", func(o *argon2id.Options) { o.Wait = 2*time.Second + 1 }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			options := good
			tt.change(&options)
			if _, err := argon2id.New(options); (err == nil) != tt.ok {
				t.Errorf("New(%+v) gives error %v, want ok %v", options, err, tt.ok)
			}
		})
	}
}

func TestHashIsPHCText(t *testing.T) {
	salt := strings.NewReader("0123456789abcdef0123456789abcdef")
	hasher := newHasher(t, argon2id.Options{Entropy: salt, Concurrent: 1, Wait: time.Second})
	got, err := hasher.Hash(t.Context(), plain("correct horse"))
	if err != nil {
		t.Fatalf("Hash: %v", err)
	}
	// 16 bytes of salt, then 43 characters: 32 bytes of key.
	prefix, size := "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$", 54+43
	if !strings.HasPrefix(string(got), prefix) || len(got) != size {
		t.Errorf("Hash = %q, want %d bytes that begin with %q", string(got), size, prefix)
	}
}

func TestHashWithoutEntropy(t *testing.T) {
	gone := errors.New("entropy is gone")
	for name, entropy := range map[string]io.Reader{
		"none": iotest.ErrReader(gone),
		"part": io.MultiReader(strings.NewReader("0123456789"), iotest.ErrReader(gone)),
	} {
		t.Run(name, func(t *testing.T) {
			hasher := newHasher(t, argon2id.Options{Entropy: entropy, Concurrent: 1, Wait: time.Second})
			for range 3 { // each gives its place back
				if hash, err := hasher.Hash(t.Context(), plain("correct horse")); !errors.Is(err, gone) || hash != "" {
					t.Errorf("Hash = %q, %v, want none and %v", string(hash), err, gone)
				}
			}
		})
	}
}

func BenchmarkHash(b *testing.B) {
	hasher := newHasher(b, argon2id.Options{Entropy: rand.Reader, Concurrent: 1, Wait: time.Second})
	for b.Loop() {
		if _, err := hasher.Hash(b.Context(), plain("correct horse")); err != nil {
			b.Fatal(err)
		}
	}
}

func TestIsWeak(t *testing.T) {
	const own = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for parameters, want := range map[string]bool{
		"m=19456,t=2,p=1": false,
		"m=65536,t=4,p=1": false, // PHP's default
		"m=65536,t=1,p=4": false,
		"m=12288,t=3,p=1": true,
		"m=19456,t=1,p=1": true,
		"m=4096,t=3,p=1":  true,
		"m=4096,t=0,p=1":  false, // cannot be read
	} {
		hash := strings.Replace(own, "m=19456,t=2,p=1", parameters, 1)
		if got := oneAtATime(t).IsWeak(domain.PasswordHash(hash)); got != want {
			t.Errorf("%s: got %t, want %t", parameters, got, want)
		}
	}
	if oneAtATime(t).IsWeak("") {
		t.Error("no password is no weak one")
	}
}
