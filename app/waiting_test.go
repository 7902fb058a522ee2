package app_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

func TestOutboxTellsAndTakesOrders(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	h.fails(domain.PhaseRecipient, 450, "450 greylisted")
	for n := range 3 {
		address := fmt.Sprintf("customer%d@example.com", n)
		h.addAccount(1, address, "a long phrase")
		h.ask(address)
	}
	h.work()
	waiting, all, err := office.Outbox(t.Context(), 2)
	if err != nil || len(waiting) != 2 || all != 3 || waiting[0].LastWords != "450 greylisted" || waiting[0].State != app.StandsWaiting {
		t.Fatalf("Outbox = %+v, %d in all, %v, want 2 of 3 with the relay's words", waiting, all, err)
	}
	first, second := waiting[0].Delivery.ID, waiting[1].Delivery.ID
	if _, err := office.Retry(t.Context(), first.String()); err != nil {
		t.Fatal(err)
	}
	if _, err := office.Drop(t.Context(), string(second.Reference())); err != nil {
		t.Fatal(err)
	}
	h.mailer.setFate(nil)
	if sent := h.work(); len(sent) != 1 || sent[0].MessageID != first.String() {
		t.Errorf("sent %d mails, want the one that was to be retried", len(sent))
	}
	if n, err := office.RetryAll(t.Context()); err != nil || n != 1 {
		t.Errorf("RetryAll = %d, %v, want 1", n, err)
	}
	if sent := h.work(); len(sent) != 1 {
		t.Errorf("sent %d mails, want the last one", len(sent))
	}
	for text, want := range map[string]domain.Kind{
		first.String(): domain.NotFound, string(second.Reference()): domain.NotFound, "?": domain.Invalid,
	} {
		_, retryErr := office.Retry(t.Context(), text)
		_, dropErr := office.Drop(t.Context(), text)
		for _, err := range []error{retryErr, dropErr} {
			if !errors.Is(err, want) || fieldOf(err) != "mail" {
				t.Errorf("order for %q = %v, want %v", text, err, want)
			}
		}
	}
}

// TestOrderForOneOfTwins: a reference is short, so two mails can have it.
func TestOrderForOneOfTwins(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	jane := h.addAccount(1, "jane@example.com", "a long phrase")
	twins := []domain.DeliveryID{{1, 2, 3, 4}, {1, 2, 3, 5}}
	h.ask("jane@example.com")
	h.ask("jane@example.com")
	next := 0
	_, err := h.store.ResetRequests().Admit(t.Context(), h.clock.Now(), 10, func(a ports.Applicant) (ports.Admission, error) {
		delivery := domain.Delivery{
			ID: twins[next], Kind: domain.ResetLinkMail, ProjectID: 1, AccountID: jane.ID, RequestID: a.Request.ID,
			Generation: jane.Generation, MadeAt: h.clock.Now(), DueAt: h.clock.Now(), AskedAt: h.clock.Now(),
		}
		next++
		return ports.Admission{State: domain.RequestMailed, Delivery: delivery}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	reference := string(twins[0].Reference())
	var ambiguous *app.AmbiguousError
	if _, err := office.Drop(t.Context(), reference); !errors.As(err, &ambiguous) || len(ambiguous.IDs) != 2 || !slices.Contains(ambiguous.IDs, twins[1]) {
		t.Errorf("Drop(%s) = %v, want an *AmbiguousError of both", reference, err)
	}
	if dropped, err := office.Drop(t.Context(), twins[1].String()); err != nil || dropped.Delivery.ID != twins[1] {
		t.Errorf("Drop(%s) = %v, want that one", twins[1], err)
	}
	if dropped, err := office.Drop(t.Context(), reference); err != nil || dropped.Delivery.ID != twins[0] {
		t.Errorf("Drop of the one that is left = %v", err)
	}
}
