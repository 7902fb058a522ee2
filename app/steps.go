package app

import (
	"strconv"

	"latchkey/domain"
	"latchkey/ports"
)

// stepsOf tells the whole story of a request. That of a mail it was folded into
// is the story of another one.
func stepsOf(r ports.RequestRecord, view RequestView) []Step {
	steps := []Step{{At: r.Request.RequestedAt, Text: "asked over " + string(r.Request.Channel)}}
	decided := Step{At: r.DecidedAt}
	switch {
	case r.State == domain.RequestAccepted:
		return append(steps, Step{Text: "not looked at yet"})
	case r.State == domain.RequestMailed && view.Delivery == nil:
		decided.Text = "mail made, which is no longer kept"
	case r.State == domain.RequestMailed:
		return append(steps, view.Delivery.Steps...)
	default:
		decided.Text = string(view.State)
		if view.Note != "" {
			decided.Text += ": " + view.Note
		}
	}
	return append(steps, decided)
}

func stepsOfDelivery(r ports.DeliveryRecord, note string) []Step {
	steps := []Step{{At: r.Delivery.MadeAt, Text: "mail made (ref " + string(r.Delivery.ID.Reference()) + ")"}}
	next, told := 1, domain.DeliveryWaiting
	for _, attempt := range r.Attempts {
		for ; next < attempt.Number; next++ {
			steps = append(steps, lostAttempt(next))
		}
		next = max(next, attempt.Number+1)
		if attempt.State == domain.DeliveryWaiting && attempt.Class == domain.FaultRelay {
			next = attempt.Number // it was not counted
		}
		steps = append(steps, Step{At: attempt.EndedAt, Text: attemptText(attempt.Number, outcomeOf(attempt)), Words: attempt.Words})
		told = attempt.State
	}
	begun := r.Delivery.Attempts
	if r.Sending {
		begun-- // the last one is under way
	}
	for ; next <= begun; next++ {
		steps = append(steps, lostAttempt(next))
	}
	return append(steps, lastStep(r, told, note)...)
}

// lostAttempt is one that was begun by a server that has ended since.
func lostAttempt(number int) Step {
	return Step{Text: attemptText(number, "begun, and its end was never told")}
}

func attemptText(number int, text string) string {
	return "attempt " + strconv.Itoa(number) + ": " + text
}

// lastStep tells what the attempts have not told.
func lastStep(r ports.DeliveryRecord, told domain.DeliveryState, note string) []Step {
	switch {
	case r.Sending:
		return []Step{
			{Text: attemptText(r.Delivery.Attempts, "begun, and not ended yet")},
			{At: r.Delivery.DueAt, Text: "tried again, should its end never be told"},
		}
	case r.State == domain.DeliveryWaiting:
		return []Step{{At: r.Delivery.DueAt, Text: "next attempt due"}}
	case r.State == told:
		return nil
	}
	text := string(standingOfDelivery(r.State))
	switch {
	case note != "":
		text += ": " + note
	case r.State == domain.DeliveryGivenUp && r.Delivery.Attempts >= domain.MaxAttempts(r.Delivery.Kind):
		text += ": its attempts are used up"
	case r.State == domain.DeliveryGivenUp:
		text += ": its request had become too old"
	}
	return []Step{{At: r.SettledAt, Text: text}}
}
