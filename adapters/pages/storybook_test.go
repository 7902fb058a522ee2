package pages_test

import (
	"flag"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"latchkey/domain"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestStorybook compares every state of the pages with its golden: in English
// as it is sent, in every language as it reads.
func TestStorybook(t *testing.T) {
	for _, language := range domain.Languages() {
		var book strings.Builder
		for _, s := range stories {
			page := s.tell(branded(newWorld(t)), "?lang="+string(language))
			wantHeaders(t, s.name, page.Header)
			book.WriteString("== " + s.name + "\n" + readable(page.body) + "\n\n")
			if language == domain.English {
				compare(t, filepath.Join("testdata", "stories", s.name+".html"), steady(page.body))
			}
			wantFit(t, s.name+" "+string(language), page.body, language)
		}
		compare(t, filepath.Join("testdata", "stories", string(language)+".txt"), book.String())
	}
}

// wantFit holds for every page in every language.
func wantFit(t *testing.T, name, page string, language domain.Language) {
	t.Helper()
	if !strings.Contains(page, `<html lang="`+string(language)+`" dir="ltr">`) {
		t.Errorf("%s: the page does not say its language", name)
	}
	if strings.Contains(readable(page), "{}") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "%!") {
		t.Errorf("%s: a gap was not filled:\n%s", name, readable(page))
	}
	if !strings.Contains(shown(page), `class="button`) && !strings.Contains(shown(page), `class="wide"`) && name[:4] != "done" {
		t.Errorf("%s: no button leads on", name)
	}
	for _, link := range regexp.MustCompile(`(?:href|action)="(/(?:reset|forgot)[^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(link[1], "lang=") && !strings.HasPrefix(link[1], "/reset/page.") {
			t.Errorf("%s: %s forgets the language", name, link[1])
		}
	}
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test ./adapters/pages -run Storybook -update", err)
	}
	if got == string(want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range is {
		if i >= len(was) || was[i] != is[i] {
			t.Errorf("%s, line %d:\n got %s", path, i+1, is[i])
			return
		}
	}
	t.Errorf("%s ends too early", path)
}

// steady leaves out what differs from run to run or with every small change.
func steady(page string) string {
	page = regexp.MustCompile(`v=[\w-]{12}`).ReplaceAllString(page, "v=FINGERPRINT")
	return tokenPattern.ReplaceAllString(page, "TOKEN")
}

// shown is a page without what is hidden.
func shown(page string) string {
	_, page, _ = strings.Cut(page, "<main>")
	for _, hidden := range []string{`(?s)<section[^>]* hidden>.*?</section>`, `(?s)<(p|div)[^>]* hidden>.*?</(p|div)>`} {
		page = regexp.MustCompile(hidden).ReplaceAllString(page, "")
	}
	return page
}

// readable is what is shown, as text.
func readable(page string) string {
	page = regexp.MustCompile(`</?(p|div|h1|label|form|section|dt|dl|li|nav|footer|button)\b[^>]*>`).ReplaceAllString(shown(page), "\n")
	page = regexp.MustCompile(`<input[^>]* placeholder="([^"]*)"[^>]*>`).ReplaceAllString(page, "\n[ $1 ]\n")
	page = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
	var lines []string
	for line := range strings.SplitSeq(page, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
