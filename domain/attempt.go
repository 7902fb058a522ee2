package domain

import "time"

// Attempt is the record of one attempt at a delivery.
type Attempt struct {
	Number  int // from 1; more than one may have the same, as what the relay does to everybody is not counted
	BeganAt time.Time
	EndedAt time.Time
	State   DeliveryState // what it left the delivery in
	Class   FaultClass    // "" if it met no fault
	Phase   RelayPhase    // where the fault was, "" if there was none
	Words   string        // the relay's own, or what the connection died of; see RelayWords
}

// MailBudget bounds how many link mails go to the relay on one day, in UTC.
// Change notices always go. A zero PerDay bounds nothing.
type MailBudget struct{ PerDay int }

// Left returns how many of wanted may still go after sent.
func (b MailBudget) Left(sent, wanted int) int {
	if b.PerDay == 0 {
		return wanted
	}
	return max(0, min(wanted, b.PerDay-sent))
}

// NearlySpent reports whether four fifths of the budget are gone.
func (b MailBudget) NearlySpent(sent int) bool { return b.PerDay > 0 && sent*5 >= b.PerDay*4 }

// BudgetDay returns when the day of now began, in UTC.
func BudgetDay(now time.Time) time.Time { return now.UTC().Truncate(24 * time.Hour) }
