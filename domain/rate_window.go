package domain

import "time"

// RateRule allows Limit calls in each window of length Per.
type RateRule struct {
	Limit int
	Per   time.Duration
}

// RateWindow is a caller's fixed window: it opens with the first call that
// counts and its count starts again with the first after it has passed. A
// window with nothing spent has not opened.
type RateWindow struct {
	OpenedAt time.Time
	Spent    int
}

// RateDecision is what a caller is told about its budget.
type RateDecision struct {
	Allowed   bool
	Limit     int
	Spent     int           // calls counted in this window, this one included if it was allowed
	Remaining int           // calls left in this window
	ResetIn   time.Duration // until the window has passed; more than 0, at most the rule's Per
}

// Spend counts one call at now. A refused call neither counts nor extends the
// window, so a rule with Limit 0 only looks. A now before the opening (calls
// of one moment overtake one another, clocks are set back) moves the opening
// to it and keeps the count, so that it gives nobody a second budget and keeps
// nobody waiting for longer than Per.
func (w RateWindow) Spend(rule RateRule, now time.Time) (RateWindow, RateDecision) {
	switch age := now.Sub(w.OpenedAt); {
	case w.Spent == 0 || age >= rule.Per:
		w = RateWindow{OpenedAt: now}
	case age < 0:
		w.OpenedAt = now
	}
	decision := RateDecision{Limit: rule.Limit, ResetIn: w.OpenedAt.Add(rule.Per).Sub(now)}
	if w.Spent < rule.Limit {
		w.Spent++
		decision.Allowed = true
	}
	decision.Spent = w.Spent
	decision.Remaining = max(0, rule.Limit-w.Spent)
	return w, decision
}
