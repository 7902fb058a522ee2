package porttest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// lanes checks how a claim divides its limit between mails never tried ("f")
// and those to be tried again ("a").
func lanes(t *testing.T, open func(*testing.T) Stores) {
	for _, c := range []struct {
		fresh, again, limit int
		want                string
	}{
		{10, 10, 8, "ffffffaa"}, {10, 10, 4, "fffa"}, {10, 10, 2, "fa"}, {10, 10, 1, "f"}, {10, 10, 6, "ffffaa"},
		{0, 10, 8, "aaaaaaaa"}, {10, 0, 8, "ffffffff"}, {3, 10, 8, "fffaaaaa"}, {10, 1, 8, "fffffffa"}, {2, 3, 8, "ffaaa"}, {0, 1, 1, "a"}, {3, 3, 0, ""},
	} {
		t.Run(fmt.Sprintf("%d of %d fresh and %d again", c.limit, c.fresh, c.again), func(t *testing.T) {
			stores := newStores(t, open)
			later := start.Add(time.Hour)
			mailTo(t, stores, 100, c.again, start)
			due, _ := claimAll(t, stores, start, time.Minute) // some come back by themselves, some are put there
			for i, d := range due {
				if i%2 == 0 {
					settleAs(t, stores, ports.Outcome{ID: d.Delivery.ID, Attempt: 1, State: domain.DeliveryWaiting, DueAt: start.Add(time.Minute), BeganAt: start, At: start,
						Fault: &domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450}})
				}
			}
			mailTo(t, stores, 0, c.fresh, later)
			got := ""
			order := ports.ClaimOrder{Now: later, Lease: time.Minute, Limit: c.limit}
			n, err := stores.Outbox.Claim(t.Context(), order, func(due ports.Due) (ports.Verdict, error) {
				got += string("fa"[min(1, due.Delivery.Attempts-1)])
				return ports.Verdict{State: domain.DeliveryWaiting}, nil
			})
			if err != nil || n != len(got) || strings.Count(got, "f") != strings.Count(c.want, "f") || strings.Count(got, "a") != strings.Count(c.want, "a") {
				t.Errorf("Claim = %d, %v, taking %q, want %q", n, err, got, c.want)
			}
		})
	}
}

// mailTo makes n new accounts and a waiting link mail for each.
func mailTo(t *testing.T, stores Stores, from, n int, at time.Time) {
	t.Helper()
	for i := range n {
		email := fmt.Sprintf("to%d@example.com", from+i)
		addAccount(t, stores, 1000+from+i, email)
		ask(t, stores, email, at)
	}
	if seen := admitAll(t, stores, at); len(seen) != n {
		t.Fatalf("%d mails, want %d", len(seen), n)
	}
}

func settleAs(t *testing.T, stores Stores, outcome ports.Outcome) {
	t.Helper()
	if err := stores.Outbox.Settle(t.Context(), outcome); err != nil {
		t.Fatalf("Settle: %v", err)
	}
}

// noticesOnly checks that link mails are left alone, in both lanes.
func noticesOnly(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	token := issueToken(t, stores, account, start)
	if err := stores.Tokens.Redeem(t.Context(), token.Hash(), redeemTo("$new", start, 1)); err != nil {
		t.Fatal(err)
	}
	mailTo(t, stores, 0, 3, start)
	for attempt := range 3 { // fresh first, then again
		at := start.Add(time.Duration(attempt) * time.Hour)
		kinds := ""
		n, err := stores.Outbox.Claim(t.Context(), ports.ClaimOrder{Now: at, Lease: time.Minute, Limit: 8, NoticesOnly: true}, func(due ports.Due) (ports.Verdict, error) {
			kinds += string(due.Delivery.Kind)
			return ports.Verdict{State: domain.DeliveryWaiting}, nil
		})
		if n != 1 || err != nil || kinds != string(domain.PasswordChangedMail) {
			t.Errorf("attempt %d: Claim = %d, %v, of %s, want the notice", attempt+1, n, err, kinds)
		}
	}
}

func reclaim(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	mailTo(t, stores, 0, 3, start)
	due, tokens := claimAll(t, stores, start, time.Hour)
	settleAs(t, stores, ports.Outcome{ID: due[0].Delivery.ID, Attempt: 1, State: domain.DeliveryHandedOver, At: start})
	settleAs(t, stores, ports.Outcome{ID: due[1].Delivery.ID, Attempt: 1, State: domain.DeliveryWaiting, DueAt: start.Add(time.Hour), At: start})
	for _, want := range []int{1, 0} {
		if n, err := stores.Outbox.Reclaim(t.Context(), start.Add(time.Minute)); n != want || err != nil {
			t.Errorf("Reclaim = %d, %v, want %d", n, err, want)
		}
	}
	again, _ := claimAll(t, stores, start.Add(time.Minute), time.Hour)
	if len(again) != 1 || again[0].Delivery.ID != due[2].Delivery.ID || again[0].Delivery.Attempts != 2 {
		t.Errorf("claimed after Reclaim: %+v, want the one that was on its way, for the second time", again)
	}
	if _, err := stores.Tokens.Inspect(t.Context(), tokens[2].Hash()); err != nil {
		t.Errorf("Inspect of a link that may be in a mail: %v", err)
	}
}

func handedOver(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 900, "notice@example.com")
	if err := stores.Tokens.Redeem(t.Context(), issueToken(t, stores, account, start).Hash(), redeemTo("$new", start, 1)); err != nil {
		t.Fatal(err)
	}
	mailTo(t, stores, 0, 4, start)
	due, _ := claimAll(t, stores, start, time.Hour)
	for i, d := range due { // the link mails at 0, 1, 2, 3 minutes, and the notice, which does not count
		settleAs(t, stores, ports.Outcome{ID: d.Delivery.ID, Attempt: 1, State: domain.DeliveryHandedOver, At: start.Add(time.Duration(i) * time.Minute)})
	}
	links := 0
	for i := len(due) - 1; i >= 0; i-- {
		if due[i].Delivery.Kind == domain.ResetLinkMail {
			links++
		}
		if n, err := stores.Outbox.HandedOver(t.Context(), start.Add(time.Duration(i)*time.Minute)); n != links || err != nil {
			t.Errorf("HandedOver since minute %d = %d, %v, want %d", i, n, err, links)
		}
	}
	if links != 4 {
		t.Errorf("%d link mails, want 4", links)
	}
}

// asked checks what a mail is told of the request it answers, and how often
// somebody asked.
func asked(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	addAccount(t, stores, 1, "jane@example.com")
	addAccount(t, stores, 2, "li@example.com")
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	for _, at := range []int{-61, -60, -59, -30, -1} { // the first two are more than an hour before the one that is answered
		ask(t, stores, "jane@example.com", minute(at))
		ask(t, stores, "li@example.com", minute(at))
	}
	fold := func(ports.Applicant) (ports.Admission, error) {
		return ports.Admission{State: domain.RequestOverLimit}, nil
	}
	if _, err := stores.Requests.Admit(t.Context(), minute(-1), 100, fold); err != nil {
		t.Fatal(err)
	}
	want := domain.ResetRequest{
		ProjectID: shop.ID, Email: mustEmail("jane@example.com"), Channel: domain.ViaPage, RequestedAt: start,
		ReturnURL: mustURL("https://shop.example/back"), Language: domain.German, Software: domain.Software{Browser: "Firefox", System: "Windows"},
	}
	if err := stores.Requests.Add(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	admitAll(t, stores, minute(1))
	ask(t, stores, "jane@example.com", minute(2)) // after it
	if _, err := stores.Requests.Admit(t.Context(), minute(2), 100, fold); err != nil {
		t.Fatal(err)
	}
	due, _ := claimAll(t, stores, minute(3), time.Hour)
	if len(due) != 1 {
		t.Fatalf("%d mails due, want 1", len(due))
	}
	got := due[0]
	if got.Asked != 4 || !got.Delivery.AskedAt.Equal(start) {
		t.Errorf("asked %d times, the last at %v, want 4 times, at %v", got.Asked, got.Delivery.AskedAt, start)
	}
	if got.Request.ReturnURL != want.ReturnURL || got.Request.Language != want.Language || got.Request.Software != want.Software || got.Request.ID != got.Delivery.RequestID {
		t.Errorf("it answers %+v, want %+v", got.Request, want)
	}
}

// forgotten checks what becomes of the link of an attempt that failed.
func forgotten(t *testing.T, open func(*testing.T) Stores) {
	for _, c := range []struct {
		name  string
		fault *domain.RelayFault // nil: never begun
		kept  bool
	}{
		{"never begun", nil, false},
		{"nobody answered", &domain.RelayFault{Phase: domain.PhaseConnect}, false},
		{"recipient refused for now", &domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450}, false},
		{"content refused for now", &domain.RelayFault{Phase: domain.PhaseHandover, Code: 451}, true},
		{"no last word", &domain.RelayFault{Phase: domain.PhaseHandover}, true},
		{"nobody knows", &domain.RelayFault{Words: "the mail could not be written"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			stores := newStores(t, open)
			mailTo(t, stores, 0, 1, start)
			due, first := claimAll(t, stores, start, time.Hour)
			outcome := ports.Outcome{ID: due[0].Delivery.ID, Attempt: 1, State: domain.DeliveryWaiting, DueAt: start.Add(time.Minute), At: start, BeganAt: start, Fault: c.fault}
			outcome.PutBack = c.fault == nil || c.fault.Class() == domain.FaultRelay
			stale := outcome
			stale.Attempt = 0
			settleAs(t, stores, stale) // by one who lost the lease: it must not touch the link
			if _, err := stores.Tokens.Inspect(t.Context(), first[0].Hash()); err != nil {
				t.Errorf("Inspect while the mail is sent: %v", err)
			}
			settleAs(t, stores, outcome)
			if _, err := stores.Tokens.Inspect(t.Context(), first[0].Hash()); (err == nil) != c.kept || err != nil && !errors.Is(err, domain.NotFound) {
				t.Errorf("Inspect of the first link = %v, want it kept: %v", err, c.kept)
			}
			again, _ := claimAll(t, stores, start.Add(time.Minute), time.Hour)
			ambiguous := 0
			if c.fault != nil && c.fault.Class() == domain.FaultAmbiguous {
				ambiguous = 1
			}
			if len(again) != 1 || again[0].Delivery.Ambiguous != ambiguous {
				t.Errorf("claimed again: %+v, want it once, %d of its attempts ambiguous", again, ambiguous)
			}
		})
	}
}
