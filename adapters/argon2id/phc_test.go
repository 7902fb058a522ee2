package argon2id_test

import (
	"crypto/rand"
	"runtime"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/argon2id"
	"latchkey/domain"
)

// Hashes that other programs made, and spellings of them that are none.
// reference is from phc-winner-argon2, src/test.c.
const (
	salt      = "c29tZXNhbHQ"
	key       = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	reference = "$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + key
)

func oneAtATime(t testing.TB) *argon2id.Hasher {
	return newHasher(t, argon2id.Options{Entropy: rand.Reader, Concurrent: 1, Wait: time.Second})
}

func TestVerifyReadsForeignHashes(t *testing.T) {
	hasher := oneAtATime(t)
	for password, want := range map[string]bool{"password": true, "passwore": false, "": false} {
		got, err := hasher.Verify(t.Context(), plain(password), reference)
		if err != nil || got != want {
			t.Errorf("Verify(%q, reference) = %v, %v, want %v, nil", password, got, err, want)
		}
	}
}

// Whatever is unreadable costs what a new hash costs, no more and no less. The
// work is told by the memory it takes, for time depends on the machine.
func TestUnreadableCostsTheSame(t *testing.T) {
	hasher := oneAtATime(t)
	made, err := hasher.Hash(t.Context(), plain("password"))
	if err != nil {
		t.Fatal(err)
	}
	want := costOf(t, hasher, made)
	with := func(old, new string) string { return strings.Replace(reference, old, new, 1) }
	tests := map[string]string{
		"empty":                 "",
		"garbage":               "garbage",
		"bcrypt":                "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"argon2i":               with("argon2id", "argon2i"),
		"other version":         with("v=19", "v=16"),
		"no version":            with("$v=19", ""),
		"4 GiB":                 with("m=65536", "m=4194304"),
		"just too much memory":  with("m=65536", "m=65537"),
		"too little memory":     with("m=65536", "m=7"),
		"memory overflows":      with("m=65536", "m=4295032832"),
		"no passes":             with("t=2", "t=0"),
		"too many passes":       with("t=2", "t=11"),
		"no lanes":              with("p=1", "p=0"),
		"too many lanes":        with("p=1", "p=5"),
		"lanes overflow":        with("p=1", "p=257"),
		"negative":              with("t=2", "t=-2"),
		"plus sign":             with("t=2", "t=+2"),
		"leading zero":          with("t=2", "t=02"),
		"space":                 with("t=2", "t= 2"),
		"other order":           with("m=65536,t=2", "t=2,m=65536"),
		"further parameter":     with("p=1", "p=1,keyid=x"),
		"short salt":            with(salt, "c2FsdA"),
		"long salt":             with(salt, strings.Repeat("c2Fs", 22)),
		"short key":             with(key, "c2FsdHNhbHRzYWx0c2Fs"),
		"long key":              with(key, strings.Repeat("c2Fs", 22)),
		"no key":                with(key, ""),
		"padding":               reference + "=",
		"trailing bits":         reference[:len(reference)-1] + "d",
		"URL alphabet":          with(key, "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRP-_"),
		"line break":            with(salt, "c29tZ\nXNhbHQ"),
		"line break at the end": reference + "\n",
		"further field":         reference + "$",
		"space before":          " " + reference,
		"much text":             reference + strings.Repeat("$", 1<<20),
	}
	for name, hash := range tests {
		t.Run(name, func(t *testing.T) {
			got := costOf(t, hasher, domain.PasswordHash(hash))
			if got < want-want/10 || got > want+want/10 {
				t.Errorf("Verify(%.80q) took %d KiB, want about %d", hash, got>>10, want>>10)
			}
		})
	}
}

// costOf returns the bytes that checking a wrong password against hash allocates.
func costOf(t *testing.T, hasher *argon2id.Hasher, hash domain.PasswordHash) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ok, err := hasher.Verify(t.Context(), plain("Password"), hash)
	runtime.ReadMemStats(&after)
	if ok || err != nil {
		t.Errorf("Verify = %v, %v, want false, nil", ok, err)
	}
	return after.TotalAlloc - before.TotalAlloc
}

// The right password must not match through a damaged hash, wherever it is damaged.
func TestDamagedHashMatchesNothing(t *testing.T) {
	hasher := oneAtATime(t)
	made, err := hasher.Hash(t.Context(), plain("correct horse"))
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(made); at += 4 {
		damaged := made[:at] + domain.PasswordHash([]byte{made[at] ^ 1}) + made[at+1:]
		if got, err := hasher.Verify(t.Context(), plain("correct horse"), damaged); got || err != nil {
			t.Errorf("Verify(%q) = %v, %v, want false, nil", string(damaged), got, err)
		}
	}
}
