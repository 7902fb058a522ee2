package app_test

import (
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// recorder keeps the letters that are written.
type recorder struct {
	writer
	letters []domain.Letter
}

func (r *recorder) Write(l domain.Letter) (domain.Mail, error) {
	r.letters = append(r.letters, l)
	return r.writer.Write(l)
}

func TestLetterTellsAboutTheRequest(t *testing.T) {
	h := newHouse(t)
	letters := &recorder{}
	h.deliveries.Writer = letters
	h.addAccount(1, "jane@example.com", "the old password")
	ask := app.ResetAsk{
		Project: 1, Email: email("jane@example.com"), Channel: domain.ViaPage,
		Language: domain.Dutch, Software: domain.Software{Browser: "Firefox", System: "Windows"},
	}
	for range 6 { // five fold into the first, ten minutes before
		must(t, h.resets.Request(t.Context(), ask))
	}
	h.work()
	h.clock.advance(10 * time.Minute)
	must(t, h.resets.Request(t.Context(), ask))
	h.work()
	if len(letters.letters) != 2 {
		t.Fatalf("%d letters, want 2", len(letters.letters))
	}
	l := letters.letters[1]
	if l.Asked != 7 || l.Language != domain.Dutch || l.Software != ask.Software || !l.AskedAt.Equal(h.clock.Now()) {
		t.Errorf("asked %d times, language %q, software %v, at %s", l.Asked, l.Language, l.Software, l.AskedAt)
	}
	if l.NotMeLink == "" || l.NotMeLink == l.Link {
		t.Error("the letter has no link for whoever did not ask")
	}
}

func TestLanguageOfTheLetter(t *testing.T) {
	tests := []struct {
		account, request, project, want domain.Language
	}{
		{"", "", "", domain.English},
		{"", "", domain.Swedish, domain.Swedish},
		{"", domain.French, domain.Swedish, domain.French},
		{domain.German, domain.French, domain.Swedish, domain.German},
	}
	for _, test := range tests {
		h := newHouse(t)
		letters := &recorder{}
		h.deliveries.Writer = letters
		account := h.addAccount(1, "jane@example.com", "the old password")
		must(t, h.store.Accounts().Change(t.Context(), account.ID, func(a *domain.Account) error { a.Language = test.account; return nil }))
		project, err := h.store.Projects().ByID(t.Context(), 1)
		must(t, err)
		project.Language = test.project
		must(t, h.store.Projects().Put(t.Context(), project))
		must(t, h.resets.Request(t.Context(), app.ResetAsk{Project: 1, Email: account.Email, Channel: domain.ViaPage, Language: test.request}))
		h.work()
		if len(letters.letters) != 1 || letters.letters[0].Language != test.want {
			t.Errorf("%+v: got %d letters", test, len(letters.letters))
		}
	}
}

// TestShopsOwnResetPage: the link of a project with a page of its own leads
// there, with the token where no server sees it.
func TestShopsOwnResetPage(t *testing.T) {
	h := newHouse(t)
	letters := &recorder{}
	h.deliveries.Writer = letters
	page, err := domain.ParseWebURL("https://shop.example/account/reset")
	must(t, err)
	project, err := h.store.Projects().ByID(t.Context(), 1)
	must(t, err)
	project.ResetPage = page
	must(t, h.store.Projects().Put(t.Context(), project))
	h.addAccount(1, "jane@example.com", "the old password")
	h.ask("jane@example.com")
	h.work()
	if l := letters.letters[0]; l.Link != page.String()+"#"+l.Code {
		t.Errorf("the link leads to %.40s…", l.Link)
	}
}
