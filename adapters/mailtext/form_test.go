package mailtext_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/mailtext"
	"latchkey/domain"
)

// checkDirect holds that the mail for a letter is what the templates make of
// it, whichever way it was written.
func checkDirect(t *testing.T, w *mailtext.Writer, letter domain.Letter) {
	t.Helper()
	mail, err := w.Write(letter)
	if err != nil {
		return // refused letters have tests of their own
	}
	plain, rich, err := w.Direct(letter)
	if err != nil {
		t.Fatal(err)
	}
	if mail.Text != plain {
		t.Errorf("got text\n%s\nwant\n%s", mail.Text, plain)
	}
	if mail.HTML != rich {
		t.Errorf("got HTML\n%s\nwant\n%s", mail.HTML, rich)
	}
}

func TestFormsWriteWhatTemplatesWrite(t *testing.T) {
	w := writer(t)
	spoil := []func(*domain.Letter){
		func(*domain.Letter) {},
		func(l *domain.Letter) { l.AskedAt = time.Time{} },
		func(l *domain.Letter) { l.Software, l.Asked = domain.Software{}, 1 },
		func(l *domain.Letter) { l.Project.Brand = domain.Brand{} },
		func(l *domain.Letter) { l.Project.Brand.Color = color(t, "#ffd500") },
		func(l *domain.Letter) { l.Project.Brand.Logo = &domain.Logo{} },
		func(l *domain.Letter) { l.Project.Name = `<b>"Ann" & Bob's</b> {{.Code}} 1+1` },
		func(l *domain.Letter) { l.Project.Name = mailtext.GapMark + "0" },
		func(l *domain.Letter) { l.Project.Brand.Footer = "x" + mailtext.GapMark },
		func(l *domain.Letter) { l.Project.ShopURL = "https://x.example/" + mailtext.GapMark + "9" },
		func(l *domain.Letter) { l.Link = "https://x.example/" + mailtext.GapMark + "1?a=b&c=%2F#d" },
		func(l *domain.Letter) { l.Link = "https://x.example/it's+1?q=(a)|{b}^c;d,e!f*g$h@i%2#j%zz" },
		func(l *domain.Letter) { l.Link = "https://x.example/%G2" },
		func(l *domain.Letter) { l.Link = "https://x.example/%2G" },
		func(l *domain.Letter) { l.Link = "https://x.example/%2" },
		func(l *domain.Letter) { l.Link = "https://x.example/a|b" },
		func(l *domain.Letter) { l.NotMeLink = "https://x.example/[a]~'+" },
		func(l *domain.Letter) { l.Link = "https://x.example/reset+1#" + code },
	}
	for _, kind := range kinds {
		for _, language := range domain.Languages() {
			for i, change := range spoil {
				letter := in(language, sample(t, kind))
				change(&letter)
				for range 2 { // with the stationery fresh, and then kept
					checkDirect(t, w, letter)
					letter.ID[0]++
					letter.Date, letter.ExpiresAt = letter.Date.Add(25*time.Hour), letter.ExpiresAt.Add(25*time.Hour)
					letter.Asked++
				}
				if t.Failed() {
					t.Fatalf("%s, %s, change %d", kind, language, i)
				}
			}
		}
	}
}

func FuzzForms(f *testing.F) {
	f.Add("Demo Shop", "Keizersgracht 1", link, notMeLink, code, 7, "en")
	f.Add("<b>&'\"+", "{{.Link}}", "https://a.example/?x=1&y=%20", "http://b.example/'", "A-1", 1, "fr")
	f.Add(mailtext.GapMark+"3", "", "https://a.example/"+mailtext.GapMark+"0", notMeLink, "0", 0, "de")
	w := writer(f)
	f.Fuzz(func(t *testing.T, name, footer, link, notMeLink, code string, asked int, language string) {
		letter := sample(t, domain.ResetLinkMail)
		letter.Project.Name, letter.Project.Brand.Footer = name, footer
		letter.Link, letter.NotMeLink, letter.Code, letter.Asked = link, notMeLink, code, asked
		if parsed, err := domain.ParseLanguage(language); err == nil {
			letter.Language = parsed
		}
		checkDirect(t, w, letter)
	})
}

// TestManyLooks holds that what is kept is bounded, and right after it was
// thrown away.
func TestManyLooks(t *testing.T) {
	w, letter := writer(t), sample(t, domain.ResetLinkMail)
	for i := range mailtext.MaxLooks + 20 {
		letter.Project.Name = fmt.Sprintf("Shop %d", i)
		mail, err := w.Write(letter)
		if err != nil || !strings.Contains(mail.Text, letter.Project.Name+"\n") {
			t.Fatalf("look %d: got error %v or another shop's mail:\n%s", i, err, mail.Text)
		}
	}
	if n := w.Looks(); n < 1 || n > mailtext.MaxLooks {
		t.Errorf("got %d looks kept, want at most %d", n, mailtext.MaxLooks)
	}
}

// TestManyWriters is for the race detector, too.
func TestManyWriters(t *testing.T) {
	w := writer(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			letter := sample(t, domain.ResetLinkMail)
			for j := range 50 {
				letter.Project.Name = fmt.Sprintf("Shop %d", (i+j)%10)
				letter.Asked = 2 + i
				want := fmt.Sprintf("Asked %d times", letter.Asked)
				if mail, err := w.Write(letter); err != nil || !strings.Contains(mail.HTML, want) || mail.FromName != letter.Project.Name {
					t.Errorf("got error %v or somebody else's mail", err)
				}
			}
		})
	}
	group.Wait()
}

// BenchmarkWrite compares the writing of a reset link's mail with executing the
// same two templates.
func BenchmarkWrite(b *testing.B) {
	w, letter := writer(b), sample(b, domain.ResetLinkMail)
	b.Run("mail", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.Write(letter); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("templates", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := w.Direct(letter); err != nil {
				b.Fatal(err)
			}
		}
	})
}
