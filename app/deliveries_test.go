package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

func TestRepeatsFoldIntoTheMailOnItsWay(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	token := h.link("jane@example.com")
	for range 1000 { // hostile: none of it may cost the victim her link
		h.ask("jane@example.com")
	}
	if mails := h.work(); len(mails) != 0 {
		t.Errorf("%d more mails within a minute, want none", len(mails))
	}
	if got := h.state(token); got != domain.TokenLive {
		t.Errorf("the link is %v after 1,000 requests, want live", got)
	}
}

func TestMailsPerAccountAreCapped(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	perHour := make([]int, 30) // past a day, when the first mails count no more
	if testing.Short() {
		perHour = perHour[:6]
	}
	for minute := range len(perHour) * 60 {
		h.ask("jane@example.com")
		perHour[minute/60] += len(h.work())
		h.clock.advance(time.Minute)
	}
	for hour, got := range perHour {
		want := 1 // past ten in a day one an hour still goes
		if hour < 3 {
			want = 3
		}
		if got > want || got == 0 {
			t.Errorf("hour %d: %d mails, want 1 to %d", hour, got, want)
		}
	}
}

// limitsOf notes how many deliveries are asked for at a time.
type limitsOf struct {
	ports.Outbox
	limits []int
}

func (o *limitsOf) Claim(ctx context.Context, order ports.ClaimOrder, judge func(ports.Due) (ports.Verdict, error)) (int, error) {
	o.limits = append(o.limits, order.Limit)
	return o.Outbox.Claim(ctx, order, judge)
}

// TestStepsAreSmall: no transaction of the worker takes more than 32 rows, so
// that requests never wait long for the one writer.
func TestStepsAreSmall(t *testing.T) {
	h := newHouse(t)
	outbox := &limitsOf{Outbox: h.deliveries.Outbox}
	h.deliveries.Outbox = outbox
	for n := range 70 {
		address := fmt.Sprintf("a%d@example.com", n)
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	for _, want := range []int{32, 32, 6, 0} {
		if n, err := h.deliveries.AdmitDue(t.Context()); n != want || err != nil {
			t.Errorf("AdmitDue = %d, %v, want %d", n, err, want)
		}
	}
	if mails := h.work(); len(mails) != 70 || slices.Max(outbox.limits) != 32 {
		t.Errorf("%d mails, claimed up to %v at a time; want 70, up to 32", len(mails), outbox.limits)
	}
}

func TestNoMoreFoldingAfterAReset(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	must(t, h.complete(h.link("jane@example.com"), "a brand new one"))
	h.ask("jane@example.com")
	mails := h.work()
	if len(mails) != 2 {
		t.Errorf("%d mails, want the notice and a new link: the first one is spent", len(mails))
	}
}

func TestFailedSendIsTriedAgain(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	tries := 0
	h.mailer.setFate(func(domain.Mail) (bool, error) { tries++; return false, errRelay })
	h.ask("jane@example.com")
	h.work()
	for range 600 { // ten hours of a dead relay, looked at every minute
		h.clock.advance(time.Minute)
		h.work()
	}
	if tries < 8 || tries > 9 {
		t.Errorf("%d attempts, want those of the schedule within the hour", tries)
	}
	if strings.Contains(h.log.String(), "example.com") {
		t.Error("the log names an address")
	}
}

func TestEachAttemptHasItsOwnToken(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.mailer.setFate(func(domain.Mail) (bool, error) { return true, errRelay }) // failed, but did it
	h.ask("jane@example.com")
	h.work()
	h.mailer.setFate(nil)
	h.clock.advance(time.Minute)
	h.work()
	mails := h.mailer.sent()
	if len(mails) != 2 || mails[0].MessageID != mails[1].MessageID {
		t.Fatalf("%d copies, want two with one Message-ID", len(mails))
	}
	first, second := tokenIn(t, mails[0]), tokenIn(t, mails[1])
	if first == second {
		t.Error("two attempts sent the same token")
	}
	if h.state(first) != domain.TokenLive || h.state(second) != domain.TokenLive {
		t.Error("the link of one copy is dead, want both alive")
	}
}

func TestRefusedMailEnds(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	tries := 0
	h.mailer.setFate(func(domain.Mail) (bool, error) { tries++; return false, errRefused })
	h.ask("jane@example.com")
	for range 100 {
		h.work()
		h.clock.advance(time.Minute)
	}
	if tries != 1 {
		t.Errorf("%d attempts at a mail refused for good, want 1", tries)
	}
}

func TestOvertakenMailIsDropped(t *testing.T) {
	for name, event := range map[string]func(*house, domain.Account) error{
		"e-mail changed": func(h *house, a domain.Account) error {
			h.change(a.ID, func(changed *domain.Account) { changed.ChangeEmail(email("new@example.com")) })
			return nil
		},
		"disabled": func(h *house, a domain.Account) error { h.change(a.ID, (*domain.Account).Disable); return nil },
		"removed":  func(h *house, a domain.Account) error { return h.store.Accounts().Remove(h.t.Context(), a.ID) },
		"an hour passed": func(h *house, _ domain.Account) error {
			h.clock.advance(time.Hour)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			account := h.addAccount(1, "jane@example.com", "the old password")
			h.ask("jane@example.com")
			if n, err := h.deliveries.AdmitDue(t.Context()); n != 1 || err != nil {
				t.Fatalf("AdmitDue = %d, %v", n, err)
			}
			must(t, event(h, account))
			if mails := h.work(); len(mails) != 0 {
				t.Errorf("%d mails, want none", len(mails))
			}
		})
	}
}

// TestWithoutEntropyNothingIsSent is threat A06's last line and fault F35.
func TestWithoutEntropyNothingIsSent(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "the old password")
	h.ask("jane@example.com")
	failure := errors.New("no entropy")
	if n, err := h.deliveries.AdmitDue(t.Context()); n != 1 || err != nil {
		t.Fatalf("AdmitDue = %d, %v", n, err)
	}
	h.entropy.fail = failure
	if _, err := h.deliveries.DeliverDue(t.Context()); !errors.Is(err, failure) {
		t.Errorf("DeliverDue = %v, want the entropy's error", err)
	}
	h.ask("li@example.com") // accepting needs no entropy
	h.entropy.fail = nil
	if mails := h.work(); len(mails) != 1 {
		t.Errorf("%d mails once there is entropy again, want 1", len(mails))
	}
	token := tokenIn(t, h.mailer.sent()[0])
	h.entropy.fail = failure
	if err := h.complete(token, "a brand new one"); !errors.Is(err, failure) {
		t.Errorf("Complete = %v, want the entropy's error", err)
	}
	h.entropy.fail = nil
	if err := h.complete(token, "a brand new one"); err != nil {
		t.Errorf("the token did not survive: %v", err)
	}
}

func TestShutdownPutsBackWhatWasNotSent(t *testing.T) {
	h := newHouse(t)
	for _, address := range []string{"a@example.com", "b@example.com", "c@example.com"} {
		h.addAccount(1, address, "the old password")
		h.ask(address)
	}
	if _, err := h.deliveries.AdmitDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	h.mailer.setFate(func(domain.Mail) (bool, error) { cancel(); return true, nil })
	if _, err := h.deliveries.DeliverDue(ctx); err != nil {
		t.Fatal(err)
	}
	if got := len(h.mailer.sent()); got != 1 {
		t.Fatalf("%d mails after the context ended, want the one on its way", got)
	}
	if mails := h.work(); len(mails) != 2 { // at once, not after a lease
		t.Errorf("%d mails at the next start, want the other 2", len(mails))
	}
}
