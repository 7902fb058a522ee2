package mailtext_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

func TestWriteGolden(t *testing.T) {
	for _, language := range domain.Languages() {
		for _, kind := range kinds {
			mail := write(t, in(language, sample(t, kind)))
			name := string(kind)
			if language != domain.English {
				name += "." + string(language)
			}
			compare(t, name+".txt", mail.Text)
			compare(t, name+".html", mail.HTML)
		}
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
		domain.ResetLinkMail:       "Reset your Demo Shop password · ref 18DJ",
		domain.PasswordChangedMail: "Your Demo Shop password was changed · ref 18DJ",
		domain.TestMail:            "Test mail for Demo Shop · ref 18DJ",
	}
	for _, kind := range kinds {
		letter := sample(t, kind)
		letter.Project.Brand.Logo = &domain.Logo{MediaType: "image/png", Data: []byte("logo")}
		got := write(t, letter)
		want := domain.Mail{
			MessageID: "0a1b2c3d4e5f60718293a4b5@shop.example",
			From:      letter.Project.Sender, FromName: "Demo Shop", To: letter.To, ReplyTo: letter.Project.ReplyTo,
			Subject: subjects[kind], Date: letter.Date, Logo: letter.Project.Brand.Logo, Language: domain.English,
			Text: got.Text, HTML: got.HTML,
		}
		if got != want {
			t.Errorf("%s: got subject %q, want %q, or another field differs", kind, got.Subject, want.Subject)
		}
		if again := write(t, letter); again != got {
			t.Errorf("%s: the same letter gave another mail", kind)
		}
	}
}

func TestLinkAndCodeStandAloneOnTheirLines(t *testing.T) {
	for _, language := range domain.Languages() {
		lines := strings.Split(write(t, in(language, sample(t, domain.ResetLinkMail))).Text, "\n")
		for _, alone := range []string{link, code, notMeLink} {
			if n := count(lines, alone); n != 1 {
				t.Errorf("%s: got %d lines that are just %q, want 1", language, n, alone)
			}
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
	bare := sample(t, domain.ResetLinkMail)
	bare.Project.Brand, bare.AskedAt = domain.Brand{}, time.Time{}
	letters := []domain.Letter{bare}
	for _, kind := range kinds {
		letters = append(letters, sample(t, kind))
	}
	for _, letter := range letters {
		text := write(t, letter).Text
		if strings.ContainsAny(text, "\r\t\x00") {
			t.Errorf("%s: the text contains controls other than newlines", letter.Kind)
		}
		if strings.Contains(text, "\n\n\n") || strings.HasPrefix(text, "\n") || strings.HasSuffix(text, "\n\n") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: the text has empty lines where none belong:\n%s", letter.Kind, text)
		}
		for line := range strings.SplitSeq(text, "\n") {
			if line != strings.TrimSpace(line) {
				t.Errorf("%s: got line %q, want no space at its ends", letter.Kind, line)
			}
		}
	}
}

func TestWhatEachPartSays(t *testing.T) {
	always := []string{"Demo Shop", shopURL, "help@shop.example", "Keizersgracht 1", "mention ref 18DJ"}
	tests := map[domain.DeliveryKind][]string{
		domain.ResetLinkMail: {
			link, code, "works once and for 60 minutes, until 22 November, 15:05 UTC.",
			"open https://reset.shop.example/reset and enter", "You can ignore this mail", "nobody got into your account",
			"Asked for with Firefox on Windows, 22 November, 14:03 UTC. Asked 7 times in the last hour.", "no others for 24 hours",
		},
		domain.PasswordChangedMail: {
			"was changed on 22 November, 14:05 UTC", "If this was not you", "Go to https://shop.example right away", "tell Demo Shop",
		},
		domain.TestMail: {"get through", "Project 1, sent from no-reply@shop.example on 22 November, 14:05 UTC.", "nothing secret"},
	}
	for _, kind := range kinds {
		mail := write(t, sample(t, kind))
		shown := parseHTML(t, mail.HTML).text
		for _, want := range append(tests[kind], always...) {
			if !strings.Contains(mail.Text, want) {
				t.Errorf("%s: the text part does not say %q", kind, want)
			}
			if !strings.Contains(shown, want) {
				t.Errorf("%s: the HTML part does not say %q", kind, want)
			}
		}
	}
}

// TestNothingSecretButInTheMailItIsFor holds that other mails do not repeat
// what a letter should not have had.
func TestNothingSecretButInTheMailItIsFor(t *testing.T) {
	for _, kind := range []domain.DeliveryKind{domain.PasswordChangedMail, domain.TestMail} {
		letter := sample(t, domain.ResetLinkMail)
		letter.Kind = kind
		if mail := write(t, letter); strings.Contains(mail.Subject+mail.Text+mail.HTML, code) {
			t.Errorf("%s: the mail contains a reset token", kind)
		}
	}
	if mail := write(t, sample(t, domain.ResetLinkMail)); strings.Contains(mail.Subject, code) {
		t.Error("the subject contains the reset token")
	}
}

func TestUnknownLanguageIsEnglish(t *testing.T) {
	for _, language := range []domain.Language{"", "tlh"} {
		mail := write(t, in(language, sample(t, domain.ResetLinkMail)))
		if want := write(t, sample(t, domain.ResetLinkMail)); mail != want {
			t.Errorf("%q: got a mail in %q, want it in English", language, mail.Language)
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
	if strings.Contains(mail.Text, "open http") {
		t.Error("the text names a page for the code although nobody knows one")
	}
	if got, want := parseHTML(t, mail.HTML).links, []string{letter.Link, letter.Link, notMeLink, shopURL, helpLink}; !slices.Equal(got, want) {
		t.Errorf("got links %q, want %q", got, want)
	}
}
