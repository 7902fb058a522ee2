package domain_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"latchkey/domain"
)

func TestParseEmailVectors(t *testing.T) {
	vectors := readVectors(t, "testdata/emails.txt")
	seen := map[string]int{}
	for _, v := range vectors {
		verdict, text := v.fields[0], v.fields[1]
		if first, twice := seen[text]; twice {
			t.Errorf("line %d: %q is on line %d already", v.line, text, first)
		}
		seen[text] = v.line
		email, err := domain.ParseEmail(text)
		switch verdict {
		case "ok":
			want := v.fields[len(v.fields)-1]
			if err != nil || email.Address() != want {
				t.Errorf("line %d: ParseEmail(%q) = %q, %v; want %q", v.line, text, email.Address(), err, want)
			}
		case "malformed":
			wantRefused(t, text, email, err, domain.Malformed)
		default:
			t.Errorf("line %d: verdict %q", v.line, verdict)
		}
	}
	if len(seen) < 400 {
		t.Errorf("%d addresses, want 400 at least", len(seen))
	}
}

func wantRefused(t *testing.T, text string, email domain.Email, err error, want domain.Reason) {
	t.Helper()
	if !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "email", Reason: want}) || !email.IsZero() {
		t.Errorf("ParseEmail(%q) = %q, %v; want no address and reason %q", text, email.Address(), err, want)
	}
}

func TestParseEmailLengths(t *testing.T) {
	label := func(n int) string { return strings.Repeat("d", n) }
	local := func(n int) string { return strings.Repeat("l", n) }
	full := strings.Repeat(label(60)+".", 3) // 183 octets
	tests := []struct {
		name string
		text string
		want domain.Reason
	}{
		{"local of 1", local(1) + "@shop.example", ""},
		{"local of 63", local(63) + "@shop.example", ""},
		{"local of 64", local(64) + "@shop.example", ""},
		{"local of 65", local(65) + "@shop.example", domain.Malformed},
		{"local of 64 in two atoms", local(31) + "." + local(32) + "@shop.example", ""},
		{"local of 65 in two atoms", local(32) + "." + local(32) + "@shop.example", domain.Malformed},
		{"label of 62", "l@" + label(62) + ".example", ""},
		{"label of 63", "l@" + label(63) + ".example", ""},
		{"label of 64", "l@" + label(64) + ".example", domain.Malformed},
		{"last label of 63", "l@shop." + label(63), ""},
		{"last label of 64", "l@shop." + label(64), domain.Malformed},
		{"total of 253", local(64) + "@" + full + label(5), ""},
		{"total of 254", local(64) + "@" + full + label(6), ""},
		{"total of 255", local(64) + "@" + full + label(7), domain.TooLong},
		{"total of 254, many labels", "ll@" + strings.Repeat("d.", 125) + "e", ""},
		{"total of 254, malformed", local(65) + "@" + full + label(5), domain.Malformed},
		{"total of 255, malformed", local(65) + "@" + full + label(6), domain.TooLong},
		{"total of 254 of nothing", strings.Repeat("@", 254), domain.Malformed},
		{"total of 255 of nothing", strings.Repeat("@", 255), domain.TooLong},
		{"254 characters in more octets", local(64) + "@" + full + "ddddd\u00e9", domain.TooLong},
		{"16 KiB", strings.Repeat("a.", 8<<10), domain.TooLong},
	}
	for _, test := range tests {
		email, err := domain.ParseEmail(test.text)
		if test.want == "" {
			if err != nil || email.Address() != test.text {
				t.Errorf("%s: ParseEmail = %q, %v; want the text", test.name, email.Address(), err)
			}
			continue
		}
		wantRefused(t, test.text, email, err, test.want)
	}
	if domain.MaxEmailOctets != 254 {
		t.Errorf("MaxEmailOctets = %d, want 254", domain.MaxEmailOctets)
	}
}

// TestParseEmailEveryOctet puts every octet at the start, inside and at the
// end of a local part, of a label and of the last label.
func TestParseEmailEveryOctet(t *testing.T) {
	const alnum = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	const atext = alnum + "!#$%&'*+-/=?^_`{|}~"
	shapes := []struct{ before, after, allowed string }{
		{"", "ora@shop.example", atext},
		{"n", "ra@shop.example", atext + "."},
		{"nor", "@shop.example", atext},
		{"", "@shop.example", atext},
		{"nora@", "hop.example", alnum},
		{"nora@s", "op.example", alnum + "-."},
		{"nora@sho", ".example", alnum},
		{"nora@", ".example", alnum},
		{"nora@shop.", "xample", alnum},
		{"nora@shop.e", "ample", alnum + "-."},
		{"nora@shop.exampl", "", alnum},
		{"nora@shop.", "", alnum[:52]},
	}
	for _, shape := range shapes {
		for c := range 256 {
			text := shape.before + string([]byte{byte(c)}) + shape.after
			_, err := domain.ParseEmail(text)
			if got, want := err == nil, strings.IndexByte(shape.allowed, byte(c)) >= 0; got != want {
				t.Errorf("ParseEmail(%q): accepted = %t, want %t", text, got, want)
			}
		}
	}
}

func TestEmailParts(t *testing.T) {
	tests := []struct{ text, address, canonical, local string }{
		{"Nora.Quist+1@Shop.EXAMPLE", "Nora.Quist+1@shop.example", "nora.quist+1@shop.example", "Nora.Quist+1"},
		{"nora@shop.example", "nora@shop.example", "nora@shop.example", "nora"},
		{"AZ[@x.y", "", "", ""},
		{"AZaz`{|}~^_@AZ.az", "AZaz`{|}~^_@az.az", "azaz`{|}~^_@az.az", "AZaz`{|}~^_"},
		{"aZ@b.c", "aZ@b.c", "az@b.c", "aZ"},
		{"", "", "", ""},
	}
	for _, test := range tests {
		email, _ := domain.ParseEmail(test.text)
		if got := email.Address(); got != test.address {
			t.Errorf("%q: Address = %q, want %q", test.text, got, test.address)
		}
		if got := email.Canonical(); got != test.canonical {
			t.Errorf("%q: Canonical = %q, want %q", test.text, got, test.canonical)
		}
		if got := email.LocalPart(); got != test.local {
			t.Errorf("%q: LocalPart = %q, want %q", test.text, got, test.local)
		}
		if got, want := email.IsZero(), test.address == ""; got != want {
			t.Errorf("%q: IsZero = %t, want %t", test.text, got, want)
		}
	}
}

// addressPattern is a second, independent statement of what ParseEmail takes.
var addressPattern = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
	`@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)$`)

func matchesPattern(text string) bool {
	match := addressPattern.FindStringSubmatch(text)
	return match != nil && len(text) <= 254 && strings.Index(text, "@") <= 64 &&
		strings.IndexFunc(match[1], func(r rune) bool { return r < '0' || r > '9' }) >= 0
}

func TestEmailProperties(t *testing.T) {
	nearly := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9.+!~-]{1,66}@[a-zA-Z0-9.-]{1,70}`),
		rapid.StringMatching(`[a-zA-Z!]{1,5}(\.[a-z0-9]{1,5}){0,3}@([a-zA-Z0-9]{1,9}\.){1,4}[a-zA-Z0-9]{1,4}`),
		rapid.StringMatching(`[a-c@. \[(]{0,12}`),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) { checkEmail(t, nearly.Draw(t, "text")) })
}

// checkEmail holds for every text.
func checkEmail(t rapid.TB, text string) {
	t.Helper()
	email, err := domain.ParseEmail(text)
	if got, want := err == nil, matchesPattern(text); got != want {
		t.Fatalf("ParseEmail(%q): accepted = %t, want %t", text, got, want)
	}
	if err != nil {
		if !email.IsZero() {
			t.Fatalf("ParseEmail(%q) = %q beside an error", text, email.Address())
		}
		return
	}
	address := email.Address()
	if again, err := domain.ParseEmail(address); err != nil || again != email {
		t.Fatalf("ParseEmail(%q) = %q, %v; want itself", address, again.Address(), err)
	}
	canonical, err := domain.ParseEmail(email.Canonical())
	if err != nil || canonical.Address() != email.Canonical() || canonical.Canonical() != email.Canonical() {
		t.Fatalf("Canonical of %q is not canonical: %q, %v", text, canonical.Address(), err)
	}
	if len(address) != len(text) || len(address) > 254 || strings.Count(address, "@") != 1 {
		t.Fatalf("ParseEmail(%q) has the address %q", text, address)
	}
	for i := range len(text) {
		lower := text[i]
		if 'A' <= lower && lower <= 'Z' {
			lower += 'a' - 'A'
		}
		if text[i] > '~' || text[i] <= ' ' || email.Canonical()[i] != lower {
			t.Fatalf("ParseEmail(%q): octet %d became %q", text, i, email.Canonical()[i])
		}
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]string{"jane@example.com": "j***@example.com", "J@x.example": "J***@x.example", "": ""} {
		var e domain.Email
		if text != "" {
			e = mustEmail(t, text)
		}
		if got := e.Masked(); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
