package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// probe answers two phases, then ends as told.
type probe struct {
	mail domain.Mail
	end  error
}

func (p *probe) Probe(_ context.Context, mail domain.Mail, tell func(ports.RelayStep)) error {
	p.mail = mail
	tell(ports.RelayStep{Phase: domain.PhaseGreeting, Words: "220 hello"})
	tell(ports.RelayStep{Phase: domain.PhaseHello, Words: "250 you"})
	return p.end
}

// letterKeeper keeps the letter that it was to write.
type letterKeeper struct{ letter domain.Letter }

func (k *letterKeeper) Write(l domain.Letter) (domain.Mail, error) {
	k.letter = l
	return writer{}.Write(l)
}

func TestTestMail(t *testing.T) {
	h := newHouse(t)
	german := domain.Project{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: email("no-reply@shop.example"), Language: domain.German}
	if err := h.store.Projects().Put(t.Context(), german); err != nil {
		t.Fatal(err)
	}
	to := email("operator@example.com")
	refused := &domain.RelayFault{Phase: domain.PhaseSender, Code: 550}
	for _, c := range []struct {
		name     string
		ask      app.TestMailAsk
		end      error
		language domain.Language
	}{
		{"the only project's language", app.TestMailAsk{To: to}, nil, domain.German},
		{"a language of choice", app.TestMailAsk{To: to, Project: 1, Language: domain.French}, nil, domain.French},
		{"refused", app.TestMailAsk{To: to}, refused, domain.German},
	} {
		t.Run(c.name, func(t *testing.T) {
			keeper, probe := &letterKeeper{}, &probe{end: c.end}
			test := &app.TestMail{Environment: h.resets.Environment, Projects: h.store.Projects(), Writer: keeper, Probe: probe}
			mail, err := test.Prepare(t.Context(), c.ask)
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			err = test.Send(t.Context(), mail, func(phase domain.RelayPhase, words string) { told = append(told, string(phase)+" "+words) })
			if !errors.Is(err, c.end) {
				t.Errorf("Send = %v, want %v", err, c.end)
			}
			if want := []string{"greeting 220 hello", "EHLO 250 you"}; !slices.Equal(told, want) {
				t.Errorf("told %v, want %v", told, want)
			}
			letter := keeper.letter
			if letter.Kind != domain.TestMail || letter.To != to || letter.Language != c.language || letter.Project.ID != 1 ||
				!letter.Date.Equal(h.clock.Now()) || letter.Reference() != mail.Reference || letter.Link != "" {
				t.Errorf("letter of kind %s in %s with link %q", letter.Kind, letter.Language, letter.Link)
			}
			if probe.mail.MessageID != letter.ID.String() {
				t.Error("another mail than the one that was prepared was sent")
			}
		})
	}
	h.openShop(2, "Other")
	test := &app.TestMail{Environment: h.resets.Environment, Projects: h.store.Projects(), Writer: writer{}, Probe: &probe{}}
	if _, err := test.Prepare(t.Context(), app.TestMailAsk{To: to}); !errors.Is(err, app.ErrWhichProject) {
		t.Errorf("no project of two = %v, want ErrWhichProject", err)
	}
	if _, err := test.Prepare(t.Context(), app.TestMailAsk{To: to, Project: 9}); fieldOf(err) != "project" || !errors.Is(err, domain.NotFound) {
		t.Errorf("unknown project = %v, want domain.NotFound", err)
	}
}
