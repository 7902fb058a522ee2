package argon2id_test

import (
	"os/exec"
	"strings"
	"testing"

	"latchkey/domain"
)

// TestPHP checks hashes that PHP makes, with its own parameters, and has PHP
// check ours.
func TestPHP(t *testing.T) {
	if testing.Short() {
		t.Skip("asks another program many times")
	}
	php, err := exec.LookPath("php")
	if err != nil {
		t.Skip("no php here; on Debian: php-cli")
	}
	if out, err := exec.Command(php, "-r", `echo defined("PASSWORD_ARGON2ID") ? "yes" : "no";`).Output(); err != nil || string(out) != "yes" {
		t.Skip("this php has no argon2id")
	}
	hasher := oneAtATime(t)
	for _, text := range []string{"correct horse", "pässwörd ☃", " spaces ", strings.Repeat("long ", 40)} {
		made, err := exec.Command(php, "-r", `echo password_hash($argv[1], PASSWORD_ARGON2ID);`, "--", text).Output()
		if err != nil {
			t.Fatal(err)
		}
		for tried, want := range map[string]bool{text: true, text + "x": false} {
			if got, err := hasher.Verify(t.Context(), plain(tried), domain.PasswordHash(made)); got != want || err != nil {
				t.Errorf("Verify(%q, %q) = %v, %v, want %v", tried, made, got, err, want)
			}
		}
		if format, err := hasher.Read(domain.PasswordHash(made)); err != nil || format.Cost == 0 {
			t.Errorf("Read(%q) = %+v, %v, want a cost", made, format, err)
		}
		ours, err := hasher.Hash(t.Context(), plain(text))
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(php, "-r", `echo password_verify($argv[1], $argv[2]) ? "yes" : "no";`, "--", text, string(ours)).Output()
		if err != nil || string(out) != "yes" {
			t.Errorf("PHP says %q, %v of our hash of %q, want yes", out, err, text)
		}
	}
}
