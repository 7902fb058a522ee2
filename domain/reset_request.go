package domain

import "time"

// RequestID names a reset request.
type RequestID int64

// Channel says over which surface a reset request arrived.
type Channel string

// The channels.
const (
	ViaWebshop Channel = "webshop"
	ViaPayway  Channel = "payway"
	ViaPage    Channel = "page"
)

// ResetRequest records that somebody asked for a reset link. It says nothing
// about whether an account exists.
type ResetRequest struct {
	ID          RequestID
	ProjectID   ProjectID
	Email       Email // as asked for; a mail only ever goes to the account's own
	Channel     Channel
	RequestedAt time.Time

	// What only some channels know; zero if not given.
	ClientID  ClientID // the API client that passed the request on
	ReturnURL WebURL   // where the back button of the pages leads
	ResetPage WebURL   // the caller's own page that the link leads to, instead of the hosted one
	Device    Device
	Language  Language // the customer's, as far as the request shows it
	Software  Software // the customer's
}

// Device is what a caller says about the customer's device. It is kept for the
// record: no limit and no mail depends on it.
type Device struct {
	IPAddress string // IPv4 or IPv6
	UserAgent string
}

// RequestState says what became of a reset request.
type RequestState string

// The states of a reset request. All but Accepted are final.
const (
	RequestAccepted  RequestState = "accepted"        // committed, not looked at yet
	RequestNoAccount RequestState = "no_such_account" // nobody to mail, or nobody who may reset
	RequestFolded    RequestState = "folded"          // the mail for an earlier request serves this one
	RequestOverLimit RequestState = "over_limit"      // the account has had its mails
	RequestMuted     RequestState = "muted"           // its owner wants none for a while
	RequestStale     RequestState = "stale"           // too old to be answered usefully
	RequestMailed    RequestState = "mailed"          // a delivery was made for it, whose state says more
)

// FoldWithin is how long one link mail serves everybody who asks.
const FoldWithin = 60 * time.Second

// MailCaps limits the link mails an account gets, counted from stored rows.
type MailCaps struct {
	Hourly int // in any 60 minutes
	Daily  int // in any 24 hours; past it one an hour still goes, so that nobody can be silenced
}

// DefaultMailCaps returns the production setting.
func DefaultMailCaps() MailCaps { return MailCaps{Hourly: 3, Daily: 10} }

// LinkMail is an earlier link delivery to the same account.
type LinkMail struct {
	ID         DeliveryID
	MadeAt     time.Time
	Generation int64 // of the account at that time
}

// StateFor decides what becomes of r now that its account is known; earlier
// holds the account's link deliveries of the last 24 hours, in any order. Only
// RequestMailed leads to a mail; RequestFolded comes with the one that serves
// this request, too.
func (r ResetRequest) StateFor(account Account, earlier []LinkMail, caps MailCaps, now time.Time) (RequestState, DeliveryID) {
	switch {
	case !account.MayReset():
		return RequestNoAccount, DeliveryID{}
	case now.Sub(r.RequestedAt) >= ResetTokenLifetime:
		return RequestStale, DeliveryID{}
	case account.Muted(now):
		return RequestMuted, DeliveryID{}
	}
	hour, day := 0, 0
	for _, mail := range earlier {
		age := now.Sub(mail.MadeAt)
		if age < -clockTolerance {
			continue // from before the clock was set back: it must not silence the account until then
		}
		if age < FoldWithin && mail.Generation == account.Generation {
			return RequestFolded, mail.ID
		}
		if age < time.Hour {
			hour++
		}
		if age < 24*time.Hour {
			day++
		}
	}
	if hour >= caps.Hourly || day >= caps.Daily && hour > 0 {
		return RequestOverLimit, DeliveryID{}
	}
	return RequestMailed, DeliveryID{}
}
