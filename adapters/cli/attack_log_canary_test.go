package cli_test

import (
	"encoding/base64"
	words "encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// canaries are secrets by what they are, to be looked for in what a program
// prints.
type canaries map[string]string

// token adds a reset token in all the ways it can be written.
func (c canaries) token(t *testing.T, what, base32, uuid string) {
	t.Helper()
	bits, err := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
	if err != nil || len(bits) != 16 {
		t.Fatalf("%s: %q is no token", what, uuid)
	}
	c[what+", base32"], c[what+", UUID"], c[what+", bits"] = base32, uuid, string(bits)
}

// spellings are ways in which a program may print a text, on purpose or not. A
// part of a long secret is as bad as all of it.
func spellings(secret string) map[string]string {
	all := map[string]string{
		"as it is": secret, "percent-encoded": url.QueryEscape(secret), "in a path": url.PathEscape(secret),
		"hexadecimal": hex.EncodeToString([]byte(secret)), "quoted": strings.Trim(fmt.Sprintf("%+q", secret), `"`),
		"as bytes": strings.Trim(fmt.Sprint([]byte(secret)), "[]"), "as Go bytes": strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", []byte(secret)), "[]byte{"), "}"),
	}
	var percent strings.Builder
	for _, octet := range []byte(secret) {
		fmt.Fprintf(&percent, "%%%02x", octet)
	}
	all["all percent-encoded"] = percent.String()
	for shift := range 3 { // where it stands in a longer text decides how it is encoded
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + secret))
		begin, end := (shift*8+5)/6, (shift+len(secret))*8/6
		all[fmt.Sprintf("base64, %d on", shift)] = encoded[begin:end]
		all[fmt.Sprintf("base64 for URLs, %d on", shift)] = strings.NewReplacer("+", "-", "/", "_").Replace(encoded[begin:end])
	}
	for at := 0; at+8 <= len(secret); at++ { // a dump of the stack prints words and bytes
		all[fmt.Sprintf("a word, from %d on", at)] = fmt.Sprintf("0x%x", words.LittleEndian.Uint64([]byte(secret[at:])))
		s := secret[at:]
		all[fmt.Sprintf("four bytes, from %d on", at)] = fmt.Sprintf("0x%x, 0x%x, 0x%x, 0x%x", s[0], s[1], s[2], s[3])
	}
	return all
}

// leftOver is how Go marks a word of a stack that may have nothing to do with
// the call it is shown with. Nobody can keep such out, and half of a token is
// worth nothing.
var leftOver = regexp.MustCompile(`0x[0-9a-f]+\?`)

// in fails if one of the canaries is in what a program has printed.
func (c canaries) in(t *testing.T, whose, printed string) {
	t.Helper()
	printed = leftOver.ReplaceAllString(printed, "?")
	lower := strings.ToLower(printed)
	for what, secret := range c {
		if len(secret) < 8 {
			t.Fatalf("%s: %q is too short to be looked for", what, secret)
		}
		for how, spelled := range spellings(secret) {
			at := strings.Index(lower, strings.ToLower(spelled))
			if at >= 0 {
				t.Errorf("%s has the %s, %s: …%.300q", whose, what, how, printed[max(0, at-100):])
			}
		}
	}
}

// TestCanariesAreFound: every spelling of a secret is found where it is.
func TestCanariesAreFound(t *testing.T) {
	secret := "s3cret /+\u00e9 words>\x80"
	for how, spelled := range spellings(secret) {
		if len(spelled) < 10 || how == "" {
			t.Errorf("%s: %q is not enough to be looked for", how, spelled)
		}
	}
	for _, printed := range []string{
		secret, url.QueryEscape("x" + secret), hex.EncodeToString([]byte("ab" + secret + "c")), fmt.Sprintf("%v", []byte("ab"+secret)),
		base64.StdEncoding.EncodeToString([]byte(secret + "x")), base64.URLEncoding.EncodeToString([]byte("u:" + secret)),
		base64.RawURLEncoding.EncodeToString([]byte("u" + secret + "xyz")), fmt.Sprintf("f(0x1, %#x)", words.LittleEndian.Uint64([]byte(secret[3:]))),
	} {
		found := false
		for _, spelled := range spellings(secret) {
			found = found || strings.Contains(printed, spelled)
		}
		if !found {
			t.Errorf("not found in %q", printed)
		}
	}
}
