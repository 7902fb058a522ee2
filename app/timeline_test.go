package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// newest returns the newest request as the operator sees it.
func (h *house) newest() app.RequestView {
	h.t.Helper()
	views, err := h.office().Requests(h.t.Context(), app.RequestQuery{Limit: 1})
	if err != nil || len(views) != 1 {
		h.t.Fatalf("Requests = %d of them, %v, want one", len(views), err)
	}
	return views[0]
}

// fails makes the relay answer every mail with this fault.
func (h *house) fails(phase domain.RelayPhase, code int, words string) {
	fault := &domain.RelayFault{Phase: phase, Code: code, Words: words}
	h.mailer.setFate(func(domain.Mail) (bool, error) { return false, fault })
}

func (h *house) changeJane(edit func(*domain.Account)) {
	h.t.Helper()
	jane, err := h.store.Accounts().ByEmail(h.t.Context(), 1, email("jane@example.com"))
	if err != nil {
		h.t.Fatal(err)
	}
	h.change(jane.ID, edit)
}

// lines puts steps on lines as "clock text words".
func lines(steps []app.Step) string {
	var text strings.Builder
	for _, step := range steps {
		at := "--:--:--"
		if !step.At.IsZero() {
			at = step.At.UTC().Format("15:04:05")
		}
		fmt.Fprintln(&text, strings.TrimSpace(at+" "+step.Text+" "+step.Words))
	}
	return text.String()
}

// end is one way for a request to end, and the words for it.
type end struct {
	name  string
	do    func(*house)
	state app.Standing
	note  string
	last  string // the last step
}

// jane is the customer whose requests end.
const jane = "jane@example.com"

// endsBeforeMail are those that lead to no mail of their own.
func endsBeforeMail() []end {
	return []end{
		{"just asked", func(h *house) { h.ask(jane) }, app.StandsAccepted, "", "--:--:-- not looked at yet"},
		{"nobody", func(h *house) { h.ask("nobody@example.com"); h.work() }, app.StandsNoAccount, "", "12:00:00 no such account"},
		{"asked again at once", func(h *house) { h.ask(jane); h.work(); h.ask(jane); h.work() },
			app.StandsFolded, "ref REF: handed to the relay", "12:00:00 folded into an earlier mail: ref REF: handed to the relay"},
		{"too often", func(h *house) {
			for range 4 {
				h.ask(jane)
				h.work()
				h.clock.advance(time.Minute)
			}
		}, app.StandsOverLimit, "", "12:03:00 over the limit"},
		{"muted", func(h *house) {
			h.changeJane(func(a *domain.Account) { a.Disown(h.clock.Now()) })
			h.ask(jane)
			h.work()
		}, app.StandsOverLimit, "muted by its owner until 2026-03-02 12:00:00", "12:00:00 over the limit: muted by its owner until 2026-03-02 12:00:00"},
		{"muted, and lifted since", func(h *house) {
			h.changeJane(func(a *domain.Account) { a.Disown(h.clock.Now()) })
			h.ask(jane)
			h.work()
			h.changeJane((*domain.Account).LiftMute)
		}, app.StandsOverLimit, "muted by its owner at that time", "12:00:00 over the limit: muted by its owner at that time"},
		{"looked at too late", func(h *house) { h.ask(jane); h.clock.advance(time.Hour); h.work() },
			app.StandsGivenUp, "too old when it was looked at", "13:00:00 given up: too old when it was looked at"},
	}
}

func endsOfMail() []end {
	return []end{
		{"handed over", func(h *house) { h.ask(jane); h.work() }, app.StandsHandedOver, "", "12:00:00 attempt 1: handed to the relay 250 taken"},
		{"refused", func(h *house) { h.fails(domain.PhaseRecipient, 550, "550 no such mailbox"); h.ask(jane); h.work() },
			app.StandsRefused, "", "12:00:00 attempt 1: refused by the relay (RCPT) 550 no such mailbox"},
		{"put off", func(h *house) { h.fails(domain.PhaseRecipient, 450, "450 greylisted"); h.ask(jane); h.work() },
			app.StandsWaiting, "", "next attempt due"},
		{"dropped because the account changed", func(h *house) {
			h.fails(domain.PhaseRecipient, 450, "450 greylisted")
			h.ask(jane)
			h.work()
			h.changeJane(func(a *domain.Account) { a.SetPassword("other") })
			h.clock.advance(time.Minute)
			h.work()
		}, app.StandsGivenUp, "its account changed meanwhile", "12:01:00 given up: its account changed meanwhile"},
		{"dropped by an operator", func(h *house) {
			h.fails(domain.PhaseRecipient, 450, "450 greylisted")
			h.ask(jane)
			h.work()
			reference := h.newest().Delivery.Reference()
			if _, err := h.office().Drop(h.t.Context(), string(reference)); err != nil {
				h.t.Fatal(err)
			}
		}, app.StandsGivenUp, "dropped by an operator", "12:00:00 given up: dropped by an operator"},
		{"its account is gone", func(h *house) {
			h.ask(jane)
			h.work()
			account, _ := h.store.Accounts().ByEmail(h.t.Context(), 1, email(jane))
			if err := h.store.Accounts().Remove(h.t.Context(), account.ID); err != nil {
				h.t.Fatal(err)
			}
		}, app.StandsGivenUp, "its mail is no longer kept", "12:00:00 mail made, which is no longer kept"},
	}
}

func TestEveryEndHasItsWords(t *testing.T) {
	for _, c := range append(endsBeforeMail(), endsOfMail()...) {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.addAccount(1, jane, "a long phrase")
			c.do(h)
			view := h.newest()
			reference := ""
			if view.Delivery != nil {
				reference = string(view.Delivery.Reference())
			}
			note, last := strings.ReplaceAll(c.note, "REF", reference), strings.ReplaceAll(c.last, "REF", reference)
			if view.State != c.state || view.Note != note {
				t.Errorf("state %q, note %q, want %q, %q", view.State, view.Note, c.state, note)
			}
			told := lines(view.Steps)
			if first := "12:0"; !strings.HasPrefix(told, first) || !strings.Contains(told, "asked over webshop") {
				t.Errorf("the story does not begin with the asking:\n%s", told)
			}
			if !strings.HasSuffix(told, last+"\n") {
				t.Errorf("the story is\n%s, want it to end with %q", told, last)
			}
			if strings.Contains(told, "delivered") {
				t.Errorf("nobody can know that: %s", told)
			}
		})
	}
}

// TestWholeStory tells of attempts that met everything there is.
func TestWholeStory(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "a long phrase")
	h.fails(domain.PhaseRecipient, 450, "450 greylisted")
	h.ask("jane@example.com")
	h.work()
	h.clock.advance(time.Minute)
	h.fails(domain.PhaseAuth, 535, "535 who are you")
	h.work()
	h.clock.advance(time.Minute)
	claimOne(t, h) // by a server that dies
	if told := lines(h.newest().Steps); !strings.Contains(told, "535 who are you\n--:--:-- attempt 2: begun, and not ended yet\n12:03:00 tried again") {
		t.Errorf("an attempt under way is told as\n%s", told)
	}
	h.clock.advance(2 * time.Minute)
	h.fails(domain.PhaseHandover, 0, "the relay hung up")
	h.work()
	h.clock.advance(5 * time.Minute)
	h.mailer.setFate(nil)
	h.work()
	view := h.newest()
	want := fmt.Sprintf(`12:00:00 asked over webshop
12:00:00 mail made (ref %s)
12:00:00 attempt 1: put off by the relay (RCPT) 450 greylisted
12:01:00 attempt 2: the relay takes no mail at all (AUTH) 535 who are you
--:--:-- attempt 2: begun, and its end was never told
12:04:00 attempt 3: no last word, so the relay may have taken it (content) the relay hung up
12:09:00 attempt 4: handed to the relay 250 taken
`, view.Delivery.Reference())
	if got := lines(view.Steps); got != want {
		t.Errorf("story:\n%s\nwant:\n%s", got, want)
	}
	if view.Delivery.LastWords != "250 taken" {
		t.Errorf("last words = %q", view.Delivery.LastWords)
	}
}

// claimOne takes the one mail that is due for a minute, and never settles it.
func claimOne(t *testing.T, h *house) {
	t.Helper()
	order := ports.ClaimOrder{Now: h.clock.Now(), Lease: time.Minute, Limit: 10}
	n, err := h.store.Outbox().Claim(t.Context(), order, func(ports.Due) (ports.Verdict, error) {
		return ports.Verdict{State: domain.DeliveryWaiting}, nil
	})
	if err != nil || n != 1 {
		t.Fatalf("claimed %d, %v, want 1", n, err)
	}
}

func TestRequestIsFoundByWhatPeopleSay(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "a long phrase")
	token := h.link("jane@example.com")
	h.ask("jane@example.com") // folded into the same mail
	h.work()
	reference := string(h.newest().Delivery.Reference())
	for _, text := range []string{"1", reference, strings.ToLower(reference), "ref " + reference} {
		found, err := h.office().Request(t.Context(), text)
		if err != nil || len(found) != 1 || found[0].Request.ID != 1 {
			t.Errorf("Request(%q) = %d of them, %v, want request 1", text, len(found), err)
		}
	}
	if found, err := h.office().Request(t.Context(), "2"); err != nil || found[0].State != app.StandsFolded {
		t.Errorf("Request(2) = %v, want the folded one", err)
	}
	if err := h.complete(token, "another phrase"); err != nil {
		t.Fatal(err)
	}
	h.work()
	notice := h.mailer.sent()[1].MessageID // the writer of these tests takes the id
	id, err := domain.ParseDeliveryID(notice)
	if err != nil {
		t.Fatal(err)
	}
	found, err := h.office().Request(t.Context(), string(id.Reference()))
	if err != nil || len(found) != 1 || found[0].Request.ID != 0 || found[0].State != app.StandsHandedOver ||
		found[0].Delivery.Delivery.Kind != domain.PasswordChangedMail {
		t.Errorf("a notice is found as %+v, %v", found, err)
	}
	for text, want := range map[string]domain.Kind{"99": domain.NotFound, "ZZZZ": domain.NotFound, "": domain.Invalid, "-1": domain.Invalid, "x@y": domain.Invalid} {
		if _, err := h.office().Request(t.Context(), text); !errors.Is(err, want) || fieldOf(err) != "request" {
			t.Errorf("Request(%q) = %v, want %v", text, err, want)
		}
	}
}
