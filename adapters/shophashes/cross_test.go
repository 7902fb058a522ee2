package shophashes_test

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"latchkey/adapters/shophashes"
	"latchkey/domain"
)

// passwords that programs might read in different ways.
func passwords() []string {
	return []string{
		horse, "p", "pässwörd ☃", "with 'quotes\" and \\ and $dollar", " spaces inside ",
		strings.Repeat("0123456789", 7) + "xy", strings.Repeat("x", 71) + "ö", strings.Repeat("long ", 40) + "end",
	}
}

// produced runs a script of another program that reads a list of passwords as
// JSON from standard input and prints a list of hashes for each.
func produced(t *testing.T, command []string, in any) (out [][]string) {
	t.Helper()
	if err := json.Unmarshal(run(t, command, in), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func run(t *testing.T, command []string, in any) []byte {
	t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin = strings.NewReader(string(text))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command[0], err, stderr.String())
	}
	return out
}

func wantVerified(t *testing.T, list []string, hashes [][]string) {
	t.Helper()
	if len(hashes) != len(list) {
		t.Fatalf("%d passwords hashed, want %d", len(hashes), len(list))
	}
	for i, text := range list {
		right, _ := domain.AnyPassword(text)
		wrong, _ := domain.AnyPassword("x" + text)
		for _, hash := range hashes[i] {
			if !(shophashes.Hashes{}).Verify(right, domain.PasswordHash(hash)) {
				t.Errorf("%q is not behind %q", text, hash)
			}
			if (shophashes.Hashes{}).Verify(wrong, domain.PasswordHash(hash)) {
				t.Errorf("%q is behind %q", "x"+text, hash)
			}
		}
	}
}

const phpMakes = `
$salt = "abcdefghijklmnopqrstuvwxyz012345";
$argon = fn($p, $s) => bin2hex(sodium_crypto_pwhash(32, $p, $s, 2, 67108864, SODIUM_CRYPTO_PWHASH_ALG_ARGON2ID13));
$all = [];
foreach (json_decode(stream_get_contents(STDIN)) as $p) {
  $keyed = base64_encode(hash_hmac("sha384", trim($p), "wp-sha384", true));
  $one = [
    password_hash($p, PASSWORD_BCRYPT, ["cost" => 4]),
    '$wp' . password_hash($keyed, PASSWORD_BCRYPT, ["cost" => 4]),
    md5("Qz" . $p) . ":Qz", md5($p), hash("sha256", $salt . $p) . ":" . $salt,
    hash("sha256", $salt . $p) . ":$salt:1", hash("sha256", $salt . md5($salt . $p)) . ":$salt:0:1",
  ];
  if (function_exists("sodium_crypto_pwhash")) {
    $one[] = $argon($p, substr($salt, 0, 16)) . ":$salt:2";
    $one[] = $argon($p, "shortshortshorts") . ":short:3_32_2_67108864";
    $one[] = $argon(hash("sha256", $salt . $p), substr($salt, 0, 16)) . ":$salt:1:2";
  }
  $all[] = $one;
}
echo json_encode($all);`

func TestPHP(t *testing.T) {
	notInShort(t)
	php, err := exec.LookPath("php")
	if err != nil {
		t.Skip("no php here; on Debian: php-cli")
	}
	wantVerified(t, passwords(), produced(t, []string{php, "-r", phpMakes}, passwords()))
	// And the other way: what Go hashes is what PHP calls the same.
	var pairs [][2]string
	for _, text := range passwords() {
		made, err := bcrypt.GenerateFromPassword([]byte(text[:min(len(text), 72)]), bcrypt.MinCost)
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, [2]string{text, "$2y$" + string(made[4:])})
	}
	const phpVerifies = `foreach (json_decode(stream_get_contents(STDIN)) as [$p, $h]) echo password_verify($p, $h) ? "1" : "0";`
	verifiesAll(t, []string{php, "-r", phpVerifies}, pairs)
}

// notInShort is for what other programs are asked, which shows the race detector
// nothing.
func notInShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("asks another program many times")
	}
}

func verifiesAll(t *testing.T, command []string, pairs [][2]string) {
	t.Helper()
	if got, want := string(run(t, command, pairs)), strings.Repeat("1", len(pairs)); got != want {
		t.Errorf("%s verifies %q, want %q", command[0], got, want)
	}
}

// python returns an interpreter that has the module. Debian's own is asked
// first, because that is where Debian's packages are.
func python(t *testing.T, module, debian string) string {
	t.Helper()
	notInShort(t)
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import "+module).Run() == nil {
			return name
		}
	}
	t.Skipf("no %s here; on Debian: %s", module, debian)
	return ""
}

func djangoPairs(t *testing.T) (pairs [][2]string) {
	t.Helper()
	for _, text := range passwords() {
		key, err := pbkdf2.Key(sha256.New, text, []byte(salt), 1000, sha256.Size)
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, [2]string{text, "pbkdf2_sha256$1000$" + salt + "$" + base64.StdEncoding.EncodeToString(key)})
	}
	return pairs
}

func TestDjango(t *testing.T) {
	interpreter := python(t, "django", "python3-django")
	const settings = `
import json, sys
from django.conf import settings
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
from django.contrib.auth.hashers import check_password, make_password, PBKDF2PasswordHasher
given = json.load(sys.stdin)
`
	const makes = settings + `
print(json.dumps([[make_password(p), PBKDF2PasswordHasher().encode(p, "saltsaltsalt", 1000)] for p in given]))`
	const verifies = settings + `
print(end="".join("1" if check_password(p, h, setter=None) else "0" for p, h in given))`
	wantVerified(t, passwords(), produced(t, []string{interpreter, "-c", makes}, passwords()))
	verifiesAll(t, []string{interpreter, "-c", verifies}, djangoPairs(t))
}

func TestPasslib(t *testing.T) {
	interpreter := python(t, "passlib.hash", "python3-passlib")
	const makes = `
import json, sys
from passlib.hash import phpass, django_pbkdf2_sha256 as django
print(json.dumps([[phpass.using(rounds=8).hash(p), phpass.using(rounds=13).hash(p.strip()),
  phpass.using(rounds=7, ident="H").hash(p), django.using(rounds=1000).hash(p)] for p in json.load(sys.stdin)]))`
	const verifies = `
import json, sys
from passlib.hash import django_pbkdf2_sha256 as django
print(end="".join("1" if django.verify(p, h) else "0" for p, h in json.load(sys.stdin)))`
	wantVerified(t, passwords(), produced(t, []string{interpreter, "-c", makes}, passwords()))
	verifiesAll(t, []string{interpreter, "-c", verifies}, djangoPairs(t))
}

func TestPasslibBcrypt(t *testing.T) {
	interpreter := python(t, "passlib.hash, bcrypt", "python3-passlib and python3-bcrypt")
	const makes = `
import json, sys
from passlib.hash import bcrypt
print(json.dumps([[bcrypt.using(rounds=4, ident=i).hash(p) for i in ("2a", "2b", "2y")] for p in json.load(sys.stdin)]))`
	wantVerified(t, passwords(), produced(t, []string{interpreter, "-c", makes}, passwords()))
}
