package app

import (
	"time"

	"latchkey/domain"
)

// LinkView is what whoever holds a link may know about it.
type LinkView struct {
	State    domain.TokenState
	Project  domain.Project // zero if State is domain.TokenUnknown
	Email    domain.Email   // of the account; only while State is domain.TokenLive
	TimeLeft time.Duration  // only while State is domain.TokenLive

	ReturnURL domain.WebURL // where the back button leads; zero: to the shop
}
