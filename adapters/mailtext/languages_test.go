package mailtext_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// TestLanguagesAreComplete holds that each language says each thing, in words
// of its own.
func TestLanguagesAreComplete(t *testing.T) {
	for _, kind := range kinds {
		letter := sample(t, kind)
		seen := map[string]domain.Language{}
		for _, language := range domain.Languages() {
			mail := write(t, in(language, letter))
			if mail.Language != language || !strings.Contains(mail.HTML, `<html lang="`+string(language)+`" dir="ltr">`) {
				t.Errorf("%s: %s: the mail does not say that it is in this language", kind, language)
			}
			lines := strings.Split(strings.TrimSpace(mail.Text), "\n")
			for i, line := range append(lines, mail.Subject) {
				if line == "" || i == 0 || isTheSameEverywhere(line, letter) {
					continue
				}
				if other, found := seen[line]; found {
					t.Errorf("%s: %s and %s both say %q", kind, other, language, line)
				}
				seen[line] = language
			}
			if got, want := len(lines), len(strings.Split(strings.TrimSpace(write(t, letter).Text), "\n")); got != want {
				t.Errorf("%s: %s has %d lines, want %d", kind, language, got, want)
			}
		}
	}
}

func isTheSameEverywhere(line string, letter domain.Letter) bool {
	switch line {
	case letter.Project.Name, letter.Project.ShopURL, letter.Project.Brand.Footer, letter.Link, letter.NotMeLink, letter.Code:
		return true
	}
	return false
}

// TestNoEnglishIsLeft looks for words that no other of the languages has.
func TestNoEnglishIsLeft(t *testing.T) {
	english := regexp.MustCompile(`(?i)\b(the|your|you|this|mail is|and|with|if|asked|password|link works|minutes to|nothing|was changed|times|wasn|relay|please|go to|questions\?)\b`)
	own := map[domain.Language]string{domain.French: "minutes"}
	for _, kind := range kinds {
		for _, language := range domain.Languages() {
			mail := write(t, in(language, sample(t, kind)))
			text := strings.NewReplacer(own[language], "", "Des questions", "").Replace(mail.Subject + "\n" + mail.Text + parseHTML(t, mail.HTML).text)
			found := english.FindString(text)
			if language == domain.English && found == "" {
				t.Errorf("%s: the test finds no English in English", kind)
			}
			if language != domain.English && found != "" {
				t.Errorf("%s: the mail in %s says %q", kind, language, found)
			}
		}
	}
}

func TestMoments(t *testing.T) {
	amsterdam := time.FixedZone("CET", 3600)
	first := time.Date(2027, time.March, 1, 2, 3, 0, 0, amsterdam)
	tests := map[domain.Language][2]string{
		domain.English: {"22 November, 14:05 UTC", "1 March, 01:03 UTC"},
		domain.Dutch:   {"22\u00a0november om 14:05\u00a0uur (UTC)", "1\u00a0maart om 01:03\u00a0uur (UTC)"},
		domain.Swedish: {"22\u00a0november kl.\u00a014:05 (UTC)", "1\u00a0mars kl.\u00a001:03 (UTC)"},
		domain.German:  {"22.\u00a0November um 14:05\u00a0Uhr (UTC)", "1.\u00a0März um 01:03\u00a0Uhr (UTC)"},
		domain.French:  {"22\u00a0novembre à 14\u00a0h\u00a005 (UTC)", "1er\u00a0mars à 01\u00a0h\u00a003 (UTC)"},
		domain.Spanish: {"22 de noviembre a las 14:05 (UTC)", "1 de marzo a la 01:03 (UTC)"},
	}
	for _, language := range domain.Languages() {
		letter := in(language, sample(t, domain.PasswordChangedMail))
		for i, date := range []time.Time{letter.Date, first} {
			letter.Date = date
			if text := write(t, letter).Text; !strings.Contains(text, tests[language][i]) {
				t.Errorf("%s: the text does not say %q:\n%s", language, tests[language][i], text)
			}
		}
	}
}

// TestMonths holds that all twelve are there, and in their order.
func TestMonths(t *testing.T) {
	tests := map[domain.Language]string{
		domain.English: "January February March April May June July August September October November December",
		domain.Dutch:   "januari februari maart april mei juni juli augustus september oktober november december",
		domain.Swedish: "januari februari mars april maj juni juli augusti september oktober november december",
		domain.German:  "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
		domain.French:  "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		domain.Spanish: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
	}
	for language, names := range tests {
		for i, name := range strings.Fields(names) {
			letter := in(language, sample(t, domain.PasswordChangedMail))
			letter.Date = time.Date(2026, time.Month(i+1), 15, 12, 0, 0, 0, time.UTC)
			if !regexp.MustCompile(`15\.?\s(de )?` + name + `[ ,]`).MatchString(strings.ReplaceAll(write(t, letter).Text, "\u00a0", " ")) {
				t.Errorf("%s: month %d is not called %s", language, i+1, name)
			}
		}
	}
}

func TestContext(t *testing.T) {
	const at = "@"
	both, browser, system := domain.Software{Browser: "Firefox", System: "Windows"}, domain.Software{Browser: "Safari"}, domain.Software{System: "macOS"}
	device := domain.Software{Browser: "Safari", System: "iPhone"}
	tests := map[domain.Language]map[domain.Software]string{
		domain.English: {both: "Asked for with Firefox on Windows, @.", browser: "Asked for with Safari, @.", system: "Asked for on macOS, @.", device: "Asked for with Safari on an iPhone, @.", {}: "Asked for on @."},
		domain.Dutch:   {both: "Aangevraagd met Firefox op Windows, @.", browser: "Aangevraagd met Safari, @.", system: "Aangevraagd op macOS, @.", device: "Aangevraagd met Safari op een iPhone, @.", {}: "Aangevraagd op @."},
		domain.Swedish: {both: "Begärt med Firefox på Windows den @.", browser: "Begärt med Safari den @.", system: "Begärt på macOS den @.", device: "Begärt med Safari på en iPhone den @.", {}: "Begärt den @."},
		domain.German:  {both: "Angefordert mit Firefox unter Windows am @.", browser: "Angefordert mit Safari am @.", system: "Angefordert unter macOS am @.", device: "Angefordert mit Safari auf einem iPhone am @.", {}: "Angefordert am @."},
		domain.French:  {both: "Demandé avec Firefox sous Windows le @.", browser: "Demandé avec Safari le @.", system: "Demandé sous macOS le @.", device: "Demandé avec Safari sur un iPhone le @.", {}: "Demandé le @."},
		domain.Spanish: {both: "Solicitada con Firefox desde Windows el @.", browser: "Solicitada con Safari el @.", system: "Solicitada desde macOS el @.", device: "Solicitada con Safari desde un iPhone el @.", {}: "Solicitada el @."},
	}
	moment := map[domain.Language]string{
		domain.English: "22 November, 14:03 UTC", domain.Dutch: "22\u00a0november om 14:03\u00a0uur (UTC)", domain.Swedish: "22\u00a0november kl.\u00a014:03 (UTC)",
		domain.German: "22.\u00a0November um 14:03\u00a0Uhr (UTC)", domain.French: "22\u00a0novembre à 14\u00a0h\u00a003 (UTC)", domain.Spanish: "22 de noviembre a las 14:03 (UTC)",
	}
	for _, language := range domain.Languages() {
		for software, want := range tests[language] {
			letter := in(language, sample(t, domain.ResetLinkMail))
			letter.Software, letter.Asked = software, 1
			mail := write(t, letter)
			if want = strings.ReplaceAll(want, at, moment[language]); count(strings.Split(mail.Text, "\n"), want) != 1 {
				t.Errorf("%s: %v: no line says just %q:\n%s", language, software, want, mail.Text)
			}
			if !strings.Contains(mail.HTML, ">"+want+"<") {
				t.Errorf("%s: %v: no paragraph says just %q", language, software, want)
			}
		}
	}
}

func TestHowOftenIsToldFromTwoOn(t *testing.T) {
	tests := map[domain.Language]string{
		domain.English: "Asked 2 times in the last hour.", domain.Dutch: "In het afgelopen uur 2 keer aangevraagd.",
		domain.Swedish: "Begärt 2 gånger den senaste timmen.", domain.German: "In der letzten Stunde 2-mal angefordert.",
		domain.French: "Demandé 2\u00a0fois au cours de la dernière heure.", domain.Spanish: "Solicitada 2 veces en la última hora.",
	}
	for _, language := range domain.Languages() {
		for asked := range 3 {
			letter := in(language, sample(t, domain.ResetLinkMail))
			letter.Asked = asked
			mail := write(t, letter)
			if got, want := strings.Contains(mail.Text, ") "+tests[language]) || strings.Contains(mail.Text, ". "+tests[language]), asked == 2; got != want {
				t.Errorf("%s: asked %d times: the text tells so: %v, want %v", language, asked, got, want)
			}
		}
	}
}

// TestFrenchSpaces: French sets off what stands high, with spaces that do not break.
func TestFrenchSpaces(t *testing.T) {
	for _, kind := range kinds {
		mail := write(t, in(domain.French, sample(t, kind)))
		for line := range strings.SplitSeq(mail.Subject+"\n"+mail.Text, "\n") {
			if strings.Contains(line, "://") && !strings.Contains(line, " ") {
				continue
			}
			prose := strings.NewReplacer("https://", "").Replace(line)
			if found := regexp.MustCompile(`[^\x{202f}][:;!?»]|«[^\x{202f}]|'`).FindString(prose); found != "" {
				t.Errorf("%s: got %q in %q", kind, found, line)
			}
		}
	}
}

func TestMinutes(t *testing.T) {
	tests := map[domain.Language][3]string{
		domain.English: {"0 minutes", "1 minute", "2 minutes"}, domain.Dutch: {"0 minuten", "1 minuut", "2 minuten"},
		domain.Swedish: {"0 minuter", "1 minut", "2 minuter"}, domain.German: {"0 Minuten", "1 Minute", "2 Minuten"},
		domain.French:  {"0\u00a0minute", "1\u00a0minute", "2\u00a0minutes"},
		domain.Spanish: {"0 minutos", "1 minuto", "2 minutos"},
	}
	w := writer(t)
	for _, language := range domain.Languages() {
		for n, want := range tests[language] {
			if got := w.Minutes(language, n); got != want {
				t.Errorf("%s: got %q, want %q", language, got, want)
			}
		}
	}
}
