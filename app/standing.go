package app

import (
	"latchkey/domain"
	"latchkey/ports"
)

// Standing says in an operator's words what became of a request or a mail.
// Nobody can know that a mail has arrived, so none of them says so.
type Standing string

// The words. There are no others.
const (
	StandsAccepted   Standing = "accepted"
	StandsWaiting    Standing = "waiting"
	StandsHandedOver Standing = "handed to the relay"
	StandsNoAccount  Standing = "no such account"
	StandsFolded     Standing = "folded into an earlier mail"
	StandsOverLimit  Standing = "over the limit"
	StandsRefused    Standing = "refused by the relay"
	StandsGivenUp    Standing = "given up"
)

// standingOfRequest returns the words for a request, whose mail says more if
// it has led to one.
func standingOfRequest(r ports.RequestRecord) Standing {
	switch r.State {
	case domain.RequestAccepted:
		return StandsAccepted
	case domain.RequestNoAccount:
		return StandsNoAccount
	case domain.RequestFolded:
		return StandsFolded
	case domain.RequestOverLimit, domain.RequestMuted:
		return StandsOverLimit
	case domain.RequestMailed:
		if r.Delivery != nil {
			return standingOfDelivery(r.Delivery.State)
		}
	}
	return StandsGivenUp // too old, or its mail went with its account
}

func standingOfDelivery(state domain.DeliveryState) Standing {
	switch state {
	case domain.DeliveryWaiting:
		return StandsWaiting
	case domain.DeliveryHandedOver:
		return StandsHandedOver
	case domain.DeliveryRefused:
		return StandsRefused
	}
	return StandsGivenUp
}

// outcomeOf words how an attempt ended, without the relay's own words.
func outcomeOf(a domain.Attempt) string {
	text := "not handed over"
	switch {
	case a.State == domain.DeliveryHandedOver:
		return string(StandsHandedOver)
	case a.Class == domain.FaultRefused:
		text = string(StandsRefused)
	case a.Class == domain.FaultRelay:
		text = "the relay takes no mail at all"
	case a.Phase == "":
		text = "not sent, because it could not be written"
	case a.Class == domain.FaultTemporary && !startsWithCode(a.Words):
		text = "the connection was lost"
	case a.Class == domain.FaultTemporary:
		text = "put off by the relay"
	case a.Class == domain.FaultAmbiguous:
		text = "no last word, so the relay may have taken it"
	}
	if a.Phase != "" {
		text += " (" + string(a.Phase) + ")"
	}
	if a.State == domain.DeliveryGivenUp {
		text += "; given up"
	}
	return text
}

// startsWithCode tells a relay's own words from what a connection died of.
func startsWithCode(words string) bool {
	return len(words) >= 3 && words[0] >= '2' && words[0] <= '9' && words[1] >= '0' && words[1] <= '9' && words[2] >= '0' && words[2] <= '9'
}
