package domain_test

import (
	"testing"
	"time"

	"latchkey/domain"
)

func TestMailBudget(t *testing.T) {
	tests := []struct {
		perDay, sent, wanted, left int
		near                       bool
	}{
		{0, 1_000_000, 8, 8, false},
		{100, 0, 8, 8, false},
		{100, 79, 8, 8, false},
		{100, 80, 8, 8, true},
		{100, 95, 8, 5, true},
		{100, 100, 8, 0, true},
		{100, 130, 8, 0, true},
		{3, 2, 8, 1, false},
	}
	for _, test := range tests {
		budget := domain.MailBudget{PerDay: test.perDay}
		if got := budget.Left(test.sent, test.wanted); got != test.left {
			t.Errorf("%d of %d sent: %d left, want %d", test.sent, test.perDay, got, test.left)
		}
		if got := budget.NearlySpent(test.sent); got != test.near {
			t.Errorf("%d of %d sent: nearly spent %t", test.sent, test.perDay, got)
		}
	}
}

func TestBudgetDay(t *testing.T) {
	east := time.FixedZone("east", 5*3600)
	got := domain.BudgetDay(time.Date(2026, 3, 2, 3, 0, 0, 0, east))
	if want := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEndingAfter(t *testing.T) {
	fresh := domain.Delivery{Kind: domain.ResetLinkMail, MadeAt: noon, Attempts: 1}
	last := fresh
	last.Attempts = 9
	doubtful := fresh
	doubtful.Attempts, doubtful.Ambiguous = 2, 1
	soon := noon.Add(15 * time.Second)
	tests := []struct {
		name     string
		delivery domain.Delivery
		class    domain.FaultClass
		want     domain.Ending
	}{
		{"refused", fresh, domain.FaultRefused, domain.Ending{State: domain.DeliveryRefused, Counts: true}},
		{"temporary", fresh, domain.FaultTemporary, domain.Ending{State: domain.DeliveryWaiting, DueAt: soon, Counts: true}},
		{"temporary, the last attempt", last, domain.FaultTemporary, domain.Ending{State: domain.DeliveryGivenUp, Counts: true}},
		{"the relay's fault", fresh, domain.FaultRelay, domain.Ending{State: domain.DeliveryWaiting, DueAt: soon}},
		{"the relay's fault, the last attempt", last, domain.FaultRelay, domain.Ending{State: domain.DeliveryWaiting, DueAt: soon}},
		{"nobody knows", fresh, domain.FaultAmbiguous, domain.Ending{State: domain.DeliveryWaiting, DueAt: soon, Counts: true}},
		{"nobody knows, again", doubtful, domain.FaultAmbiguous, domain.Ending{State: domain.DeliveryGivenUp, Counts: true}},
		{"temporary after doubt", doubtful, domain.FaultTemporary, domain.Ending{State: domain.DeliveryWaiting, DueAt: noon.Add(time.Minute), Counts: true}},
	}
	for _, test := range tests {
		if got := test.delivery.EndingAfter(test.class, noon, 0.5); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}
