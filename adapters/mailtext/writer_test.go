package mailtext_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/domain"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

var kinds = []domain.DeliveryKind{domain.ResetLinkMail, domain.PasswordChangedMail}

func TestWriteGolden(t *testing.T) {
	for _, kind := range kinds {
		mail := write(t, sample(t, kind))
		compare(t, string(kind)+".txt", mail.Text)
		compare(t, string(kind)+".html", mail.HTML)
	}
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from its golden file; see it with -update and git diff. got:\n%s", name, got)
	}
}

func TestWriteHeaderFields(t *testing.T) {
	subjects := map[domain.DeliveryKind]string{
		domain.ResetLinkMail:       "Reset your password for Demo Shop",
		domain.PasswordChangedMail: "Your password for Demo Shop was changed",
	}
	for _, kind := range kinds {
		letter := sample(t, kind)
		got := write(t, letter)
		want := domain.Mail{
			MessageID: "0a1b2c3d4e5f60718293a4b5@shop.example",
			From:      letter.Project.Sender, FromName: "Demo Shop", To: letter.To,
			Subject: subjects[kind], Date: letter.Date,
			Text: got.Text, HTML: got.HTML,
		}
		if got != want {
			t.Errorf("%s: got %+v, want %+v", kind, got, want)
		}
		if again := write(t, letter); again != got {
			t.Errorf("%s: the same letter gave another mail", kind)
		}
	}
}

func TestLinkAndCodeStandAloneOnTheirLines(t *testing.T) {
	lines := strings.Split(write(t, sample(t, domain.ResetLinkMail)).Text, "\n")
	for _, alone := range []string{link, code} {
		if n := count(lines, alone); n != 1 {
			t.Errorf("got %d lines that are just %q, want 1", n, alone)
		}
	}
}

func count(lines []string, line string) int {
	n := 0
	for _, l := range lines {
		if l == line {
			n++
		}
	}
	return n
}

func TestTextIsCleanLines(t *testing.T) {
	for _, kind := range kinds {
		text := write(t, sample(t, kind)).Text
		if strings.ContainsAny(text, "\r\t\x00") {
			t.Errorf("%s: the text contains controls other than newlines", kind)
		}
		for line := range strings.SplitSeq(text, "\n") {
			if line != strings.TrimSpace(line) {
				t.Errorf("%s: got line %q, want no space at its ends", kind, line)
			}
		}
	}
}

func TestWhatEachPartSays(t *testing.T) {
	tests := map[domain.DeliveryKind][]string{
		domain.ResetLinkMail: {
			"Demo Shop", link, code, "60 minutes", "until 22 November 2026, 15:05 UTC", "works once",
			"go to https://reset.shop.example/reset and enter", "you can ignore this mail", "nobody got into your account",
		},
		domain.PasswordChangedMail: {
			"Demo Shop", shopURL, "was changed on 22 November 2026, 14:05 UTC", "If this was not you",
			"Ask for a new link at https://shop.example", "tell Demo Shop",
		},
	}
	for _, kind := range kinds {
		mail := write(t, sample(t, kind))
		shown := parseHTML(t, mail.HTML).text
		for _, want := range tests[kind] {
			if !strings.Contains(mail.Text, want) {
				t.Errorf("%s: the text part does not say %q", kind, want)
			}
			if !strings.Contains(shown, want) {
				t.Errorf("%s: the HTML part does not say %q", kind, want)
			}
		}
	}
}

func TestClientsOwnPage(t *testing.T) {
	letter := sample(t, domain.ResetLinkMail)
	letter.Link = "https://app.shop.example/new?id=0a&confirmation_code=1b&return_url=https%3A%2F%2Fshop.example%2F"
	mail := write(t, letter)
	if n := count(strings.Split(mail.Text, "\n"), letter.Link); n != 1 {
		t.Errorf("got %d lines that are just the link, want 1", n)
	}
	if strings.Contains(mail.Text, "go to ") {
		t.Error("the text names a page for the code although nobody knows one")
	}
	if got, want := parseHTML(t, mail.HTML).links, []string{letter.Link, letter.Link, shopURL}; !slices.Equal(got, want) {
		t.Errorf("got links %q, want %q", got, want)
	}
}
